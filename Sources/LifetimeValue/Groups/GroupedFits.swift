public import CustomerData
public import Evaluation

/// Fits of groups of customers, each on its own, beside the fit of them all: what stands in a model file under `groups`.
public struct GroupedFits: Sendable, Codable, Equatable {
  /// Customers of a group who bought again, for each parameter, that a fit of its own takes. With fewer the estimates say
  /// more about chance than about the group; ten observations per parameter are the usual rule of thumb for regressions
  /// (Peduzzi et al. 1996).
  public static let leastBuyersPerParameter = 10

  /// More groups than this are not groups but a number, or a name.
  public static let mostGroups = 1000

  /// The column that says to which group a customer belongs.
  public var column: String
  /// Which of a customer's values counted; predictions read the column alike.
  public var rule: CustomerAttribute.Rule
  /// The groups, in the order of their names' bytes.
  public var groups: [Group]
  /// Whether the groups buy alike.
  public var transactionsTest: CommonFitTest
  /// The log-likelihood of all purchases, each group's under its own fit and the others' under the common one.
  public var logLikelihood: Double
  /// Whether they spend alike; nil without a spending model.
  public var spendTest: CommonFitTest?

  /// One group.
  public struct Group: Sendable, Codable, Equatable {
    /// The value of the column; empty for customers without a value.
    public var level: String
    /// Its customers.
    public var customers: Int
    /// Its own fit of purchases; nil where it borrows the common one.
    public var transactions: FittedModel?
    /// Why it borrows it.
    public var transactionsObstacle: String?
    /// Its own fit of spend; nil where it borrows the common one, and without a spending model.
    public var spend: FittedModel?
    /// Why it borrows it.
    public var spendObstacle: String?

    /// The level as people read it.
    public var title: String { level.isEmpty ? "(no value)" : level }
  }

  /// The fits of groups against one fit of the same customers.
  public struct CommonFitTest: Sendable, Codable, Equatable {
    /// Groups with a fit of their own.
    public var groups: Int
    /// The sum of their log-likelihoods.
    public var logLikelihood: Double
    /// The log-likelihood of one fit of all their customers; nil with fewer than two groups, or where there is none.
    public var commonLogLikelihood: Double?
    /// The test of one against the other; nil with it.
    public var test: LikelihoodRatioTest?
  }

  /// What a user of these fits must know: groups that borrow, boundaries, flat directions.
  public var warnings: [String] {
    groups.flatMap { group in
      var result: [String] = []
      if let obstacle = group.transactionsObstacle {
        result.append("\(column) \(group.title): purchases as in the fit of all customers, for \(obstacle)")
      }
      if let obstacle = group.spendObstacle {
        result.append("\(column) \(group.title): spend as in the fit of all customers, for \(obstacle)")
      }
      for fit in [group.transactions, group.spend].compactMap(\.self) {
        result += fit.statusMessages.map { "\(column) \(group.title): \($0)" }
      }
      return result
    }
  }
}
