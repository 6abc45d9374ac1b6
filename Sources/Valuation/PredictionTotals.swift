import CustomerData
import Parallelism

/// Sums over all customers of a set of predictions, each row counted as often as customers share it.
public struct PredictionTotals: Sendable, Equatable, Codable {
  /// Customers.
  public let customers: Int
  /// Mean of P(alive); nil without customers.
  public let meanProbabilityAlive: Double?
  /// Expected purchases; nil when no customer has a finite expectation.
  public let expectedTransactions: Double?
  /// Expected number of customers with at least one purchase.
  public let expectedBuyers: Double
  /// Predicted value of the customers that have one; nil when none has.
  public let predictedValue: Double?
  /// Historic value of the customers that have one; nil when none has.
  public let historicValue: Double?
  /// Total value of the customers that have one; nil when none has.
  public let totalValue: Double?
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
  public init(of predictions: Predictions) {
    let summary = predictions.summary
    let threads = predictions.options.threads
    let weight: @Sendable (Int) -> Double = { row in
      summary.multiplicities.isEmpty ? 1 : Double(summary.multiplicities[row])
    }
    func sum(_ column: [Double]) -> (total: Double?, missing: Int) {
      let missing = threads.sum(column.count) { column[$0].isFinite ? 0 : weight($0) }
      guard column.contains(where: \.isFinite) else { return (nil, Int(missing)) }
      let total = threads.sum(column.count) { column[$0].isFinite ? weight($0) * column[$0] : 0 }
      return (total.isFinite ? total : nil, Int(missing))
    }
    let days = predictions.expectedNextPurchase
    let alive = sum(predictions.probabilityAlive)
    let transactions = sum(predictions.expectedTransactions)
    let predicted = sum(predictions.predictedValue)
    let historic = sum(predictions.historicValue)
    customers = summary.customerCount
    meanProbabilityAlive = customers > 0 ? alive.total.map { $0 / Double(summary.customerCount) } : nil
    expectedTransactions = transactions.total
    expectedBuyers = sum(predictions.probabilityOfPurchase).total ?? 0
    predictedValue = predicted.total
    historicValue = historic.total
    totalValue = sum(predictions.totalValue).total
    withoutExpectedTransactions = transactions.missing
    withoutExpectedSpend = sum(predictions.expectedSpend).missing
    withoutPredictedValue = predicted.missing
    withoutHistoricValue = historic.missing
    withoutNextPurchase = Int(threads.sum(days.count) { days[$0] == nil ? weight($0) : 0 })
  }
}
