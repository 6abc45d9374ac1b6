public import CustomerData

/// How well the spend of each customer in the holdout was foretold: undiscounted, margin 1, in currency.
/// A measure that is not defined on the data, and a sum beyond the largest double, is nil, and null in JSON. See
/// `TransactionMetrics` for definitions.
public struct SpendMetrics: Sendable, Equatable, Codable {
  /// Customers with a prediction and known holdout spend; the others are left out of every measure.
  public let customers: Int
  /// Spend expected in the holdout, all customers together.
  @NullWhenNil public private(set) var expectedSpend: Double?
  /// Spend in the holdout.
  @NullWhenNil public private(set) var actualSpend: Double?
  /// Mean absolute error per customer.
  @NullWhenNil public private(set) var mae: Double?
  /// Root mean squared error per customer.
  @NullWhenNil public private(set) var rmse: Double?
  /// Mean of expected minus actual spend per customer: negative when too little was expected.
  @NullWhenNil public private(set) var bias: Double?
  /// Spearman's rank correlation of expected and actual spend.
  @NullWhenNil public private(set) var spearman: Double?
  /// Normalised Gini coefficient.
  @NullWhenNil public private(set) var gini: Double?
  /// Share of holdout spend that came from the tenth of customers with the highest expectation.
  @NullWhenNil public private(set) var topDecileShare: Double?

  /// - Parameters:
  ///   - expected: expected spend; NaN where there is no prediction.
  ///   - actual: spend seen; NaN where unknown.
  init(expected: [Double], actual: Outcomes) {
    precondition(
      expected.count == actual.values.count, "\(expected.count) expected and \(actual.values.count) actual spends")
    let known = expected.indices.filter { expected[$0].isFinite && actual.values[$0].isFinite }
    let accuracy = ForecastAccuracy(forecasts: known.map { expected[$0] }, outcomes: actual.selecting(known))
    customers = known.count
    // What one customer spends is a number, all of it may be none.
    expectedSpend = accuracy.expectedTotal.isFinite ? accuracy.expectedTotal : nil
    actualSpend = accuracy.actualTotal.isFinite ? accuracy.actualTotal : nil
    mae = accuracy.meanAbsoluteError
    rmse = accuracy.rootMeanSquaredError
    bias = accuracy.bias
    spearman = accuracy.spearman
    gini = accuracy.gini
    topDecileShare = accuracy.topDecileShare
  }
}
