import Evaluation

/// A fit as one of several that are compared, with the fits of groups in its place where there are any.
public struct ComparedFit: Sendable {
  /// What it is called, usually its file.
  public let name: String
  /// The fit of all customers.
  public let fit: FittedModel
  /// The groups that have fits of their own: the column.
  let groupedBy: String?
  /// Log-likelihood; of groups the sum.
  public let logLikelihood: Double
  /// Parameters and coefficients estimated.
  public let parameters: Int
  /// What the criteria charge: fewer than `parameters` under a penalty.
  public let degreesOfFreedom: Double
  /// Whether a likelihood-ratio test may rest on it: it is at the summit of its own likelihood.
  let isUnrestrained: Bool

  /// - Parameters:
  ///   - name: see the property.
  ///   - fit: the fit of all customers.
  ///   - groups: how its groups fared; they count instead of the fit of all, those that borrow it with it.
  ///   - column: the groups' column.
  public init(
    _ name: String, _ fit: FittedModel,
    groups: (fits: Int, borrowing: Int, logLikelihood: Double, column: String)? = nil
  ) {
    self.name = name
    self.fit = fit
    groupedBy = groups?.column
    logLikelihood = groups?.logLikelihood ?? fit.logLikelihood
    if let groups {
      parameters = (groups.fits + (groups.borrowing > 0 ? 1 : 0)) * fit.parameterCount
      // All groups have the k of the common fit.
      degreesOfFreedom = Double(parameters) + (fit.hasChosenK ? 1 : 0)
      // Who borrows has parameters that were fitted to others too.
      isUnrestrained = groups.borrowing == 0
    } else {
      parameters = fit.parameterCount
      degreesOfFreedom = fit.degreesOfFreedom
      isUnrestrained = fit.covariates?.penalty.isEmpty ?? true
    }
  }

  /// AIC and BIC.
  var criteria: InformationCriteria {
    InformationCriteria(logLikelihood: logLikelihood, parameters: degreesOfFreedom, customers: fit.customers)
  }
}

extension ModelArtifact {
  /// The fit of purchases as one to compare.
  func comparedTransactions(_ name: String) -> ComparedFit {
    ComparedFit(
      name, transactions,
      groups: groups.map { groups in
        (
          groups.transactionsTest.groups, groups.groups.count { $0.transactions == nil }, groups.logLikelihood,
          groups.column
        )
      })
  }
}
