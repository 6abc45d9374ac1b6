public import CustomerData
import Parallelism

/// Sums over all customers of a set of predictions, each row counted as often as customers share it.
public struct PredictionTotals: Sendable, Equatable, Codable {
  /// Customers.
  public let customers: Int
  /// Mean of P(alive); nil without customers.
  @NullWhenNil public private(set) var meanProbabilityAlive: Double?
  /// Expected purchases; nil when no customer has a finite expectation.
  @NullWhenNil public private(set) var expectedTransactions: Double?
  /// Expected number of customers with at least one purchase.
  public let expectedBuyers: Double
  /// Predicted value of the customers that have one; nil when none has.
  @NullWhenNil public private(set) var predictedValue: Double?
  /// Historic value of the customers that have one; nil when none has.
  @NullWhenNil public private(set) var historicValue: Double?
  /// Total value of the customers that have one; nil when none has.
  @NullWhenNil public private(set) var totalValue: Double?
  /// Customers whose expected number of purchases is infinite.
  public let withoutExpectedTransactions: Int
  /// Customers without an expected spend.
  public let withoutExpectedSpend: Int
  /// Customers without a predicted value.
  public let withoutPredictedValue: Int
  /// Customers whose past spend is not known.
  public let withoutHistoricValue: Int
  /// Customers without a date of the next purchase.
  public let withoutNextPurchase: Int

  /// Adds up `predictions`.
  ///
  /// - Complexity: computes every row; who writes the rows as well gets the totals with them.
  public init(of predictions: Predictions) {
    let blocks = Blocks(predictions.count, of: Predictions.rowsPerBlock)
    self.init(
      predictions.options.threads.map(blocks.count) { block in
        var sums = PredictionSums()
        predictions.visit(blocks[block]) { sums.add($1, customers: predictions.customers(inRow: $0)) }
        return sums
      })
  }

  /// - Parameter blocks: the sums over each `Predictions.rowsPerBlock` rows, in order.
  package init(_ blocks: [PredictionSums]) {
    var sums = PredictionSums()
    for block in blocks { sums.add(block) }
    let count = sums.customers
    customers = count
    meanProbabilityAlive = sums.alive.total.map { $0 / Double(count) }
    expectedTransactions = sums.transactions.total
    expectedBuyers = sums.buyers.total ?? 0
    predictedValue = sums.predicted.total
    historicValue = sums.historic.total
    totalValue = sums.total.total
    withoutExpectedTransactions = sums.transactions.missing
    withoutExpectedSpend = sums.spend.missing
    withoutPredictedValue = sums.predicted.missing
    withoutHistoricValue = sums.historic.missing
    withoutNextPurchase = sums.withoutNextPurchase
  }
}

extension Predictions {
  /// Rows that are added up, and written, together; the last bits of totals depend on it.
  package static let rowsPerBlock = 2048

  /// How many customers a row stands for.
  package func customers(inRow row: Int) -> Int { summary.multiplicities.isEmpty ? 1 : summary.multiplicities[row] }
}
