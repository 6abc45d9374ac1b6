/// How well the spend of each customer in the holdout was foretold: undiscounted, margin 1, in currency.
/// A measure that is not defined on the data is nil, and null in JSON. See `TransactionMetrics` for definitions.
public struct SpendMetrics: Sendable, Equatable, Codable {
  /// Customers with a prediction and known holdout spend; the others are left out of every measure.
  public let customers: Int
  /// Spend expected in the holdout, all customers together.
  public let expectedSpend: Double
  /// Spend in the holdout.
  public let actualSpend: Double
  /// Mean absolute error per customer.
  public let mae: Double?
  /// Root mean squared error per customer.
  public let rmse: Double?
  /// Mean of expected minus actual spend per customer: negative when too little was expected.
  public let bias: Double?
  /// Spearman's rank correlation of expected and actual spend.
  public let spearman: Double?
  /// Normalised Gini coefficient.
  public let gini: Double?
  /// Share of holdout spend that came from the tenth of customers with the highest expectation.
  public let topDecileShare: Double?

  /// - Parameters:
  ///   - expected: expected spend; NaN where there is no prediction.
  ///   - actual: spend seen; NaN where unknown.
  init(expected: [Double], actual: Outcomes) {
    precondition(
      expected.count == actual.values.count, "\(expected.count) expected and \(actual.values.count) actual spends")
    let known = expected.indices.filter { expected[$0].isFinite && actual.values[$0].isFinite }
    let accuracy = ForecastAccuracy(forecasts: known.map { expected[$0] }, outcomes: actual.selecting(known))
    customers = known.count
    expectedSpend = accuracy.expectedTotal
    actualSpend = accuracy.actualTotal
    mae = accuracy.meanAbsoluteError
    rmse = accuracy.rootMeanSquaredError
    bias = accuracy.bias
    spearman = accuracy.spearman
    gini = accuracy.gini
    topDecileShare = accuracy.topDecileShare
  }

  /// Writes by hand, so that what is not defined is written as null instead of left out.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(customers, forKey: .customers)
    try container.encode(expectedSpend, forKey: .expectedSpend)
    try container.encode(actualSpend, forKey: .actualSpend)
    try container.encode(mae, forKey: .mae)
    try container.encode(rmse, forKey: .rmse)
    try container.encode(bias, forKey: .bias)
    try container.encode(spearman, forKey: .spearman)
    try container.encode(gini, forKey: .gini)
    try container.encode(topDecileShare, forKey: .topDecileShare)
  }
}
