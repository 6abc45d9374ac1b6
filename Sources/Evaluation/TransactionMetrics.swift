public import CustomerData

/// How well numbers of purchases were foretold. A measure that is not defined on the data is nil, and null in JSON.
public struct TransactionMetrics: Sendable, Equatable, Codable {
  /// Purchases expected in the holdout, all customers together.
  public let expectedTransactions: Double
  /// Purchases made in the holdout.
  public let actualTransactions: Int
  /// Mean absolute error per customer.
  @NullWhenNil public private(set) var mae: Double?
  /// Root mean squared error per customer.
  @NullWhenNil public private(set) var rmse: Double?
  /// Mean of expected minus actual purchases per customer: negative when too few were expected.
  @NullWhenNil public private(set) var bias: Double?
  /// Spearman's rank correlation of expected and actual purchases, average ranks for ties.
  @NullWhenNil public private(set) var spearman: Double?
  /// Normalised Gini coefficient: concentration of purchases over customers ordered by expectation, divided by the
  /// concentration over customers ordered by the purchases themselves; 1 is a perfect order, 0 a random one.
  @NullWhenNil public private(set) var gini: Double?
  /// Share of holdout purchases made by the tenth of customers with the highest expectation; customers with equal
  /// expectation at the cut count in part.
  @NullWhenNil public private(set) var topDecileShare: Double?
  /// Mean of log P(purchases = what was seen) under the prediction; higher is better. Nil when the prediction gave
  /// probability 0 to something that happened.
  @NullWhenNil public private(set) var logScore: Double?
  /// Customers to whose purchases the prediction gave probability 0.
  public let impossibleOutcomes: Int
  /// Mean of (P(at least one purchase) - (1 if there was one, else 0))^2; lower is better.
  @NullWhenNil public private(set) var brier: Double?
  /// Expected and actual purchases by number of repeat purchases in the calibration period.
  public let byFrequency: [FrequencyGroup]
  /// Foretold and seen share of buyers in each tenth of customers, lowest probability first.
  public let reliability: [ReliabilityBin]

  /// - Parameters:
  ///   - frequencies: x in the calibration period.
  ///   - expected: expected purchases.
  ///   - purchaseProbabilities: P(at least one purchase).
  ///   - outcomeProbabilities: the probability each prediction gave to what was seen.
  ///   - holdout: purchases seen.
  init(
    frequencies: [Int32], expected: [Double], purchaseProbabilities: [Double], logProbabilities: [Double],
    holdout: HoldoutOutcomes
  ) {
    let actual = holdout.counts
    let accuracy = ForecastAccuracy(forecasts: expected, outcomes: holdout.purchases)
    expectedTransactions = accuracy.expectedTotal
    actualTransactions = actual.reduce(0) { $0 + Int($1) }
    mae = accuracy.meanAbsoluteError
    rmse = accuracy.rootMeanSquaredError
    bias = accuracy.bias
    spearman = accuracy.spearman
    gini = accuracy.gini
    topDecileShare = accuracy.topDecileShare
    let count = Double(actual.count)
    let impossible = logProbabilities.count { $0 == -.infinity }
    impossibleOutcomes = impossible
    logScore = count > 0 && impossible == 0 ? logProbabilities.reduce(0, +) / count : nil
    let bought = actual.map { $0 > 0 ? 1.0 : 0.0 }
    let squares = zip(purchaseProbabilities, bought).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    brier = count > 0 ? squares / count : nil
    byFrequency = FrequencyGroup.groups(frequencies: frequencies, expected: expected, actual: actual)
    reliability = ReliabilityBin.deciles(probabilities: purchaseProbabilities, bought: bought)
  }
}
