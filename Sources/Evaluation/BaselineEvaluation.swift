import CustomerData

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How a baseline did on the holdout. In JSON the transaction metrics stand beside the other members.
///
/// Probabilities are those of a Poisson number of purchases with the baseline's expectation; at discrete opportunities of a
/// binomial number.
public struct BaselineEvaluation: Sendable, Equatable, Codable {
  /// Which one.
  public let baseline: Baseline
  /// Numbers of purchases.
  public let transactions: TransactionMetrics
  /// Spend; nil without amounts.
  public let value: SpendMetrics?
  /// The numbers of the churn formula, where that is the baseline.
  public let formula: ChurnFormula?

  /// - Parameter opportunities: how many there were in the holdout; nil in continuous time.
  init(_ baseline: Baseline, forecasts: BaselineForecasts, sample: HoldoutOutcomes, opportunities: Int? = nil) {
    let most = opportunities.map { Double($0) } ?? .infinity
    let expected = forecasts.expectedTransactions(baseline).map { min($0, most) }
    let spend = forecasts.expectedSpend(baseline, transactions: expected)
    self.baseline = baseline
    transactions = TransactionMetrics(
      frequencies: forecasts.summary.frequencies, expected: expected,
      purchaseProbabilities: opportunities.map { n in expected.map { -expm1(Double(n) * log1p(-$0 / Double(n))) } }
        ?? expected.map { -expm1(-$0) },
      logProbabilities: opportunities.map {
        PredictiveLogScore.binomialLogProbabilities(of: sample.counts, means: expected, trials: $0)
      } ?? PredictiveLogScore.poissonLogProbabilities(of: sample.counts, means: expected),
      holdout: sample)
    value = sample.spends.flatMap { actual in spend.map { SpendMetrics(expected: $0, actual: actual) } }
    formula = baseline == .churnFormula ? forecasts.churnFormula : nil
  }

  private enum CodingKeys: String, CodingKey { case baseline = "model", meaning, value, formula }

  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    baseline = try container.decode(Baseline.self, forKey: .baseline)
    transactions = try TransactionMetrics(from: decoder)
    value = try container.decode(SpendMetrics?.self, forKey: .value)
    formula = try container.decodeIfPresent(ChurnFormula.self, forKey: .formula)
  }

  /// Writes the transaction metrics beside the other members, and null for what does not exist.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(baseline, forKey: .baseline)
    try container.encode(baseline.meaning, forKey: .meaning)
    try transactions.encode(to: encoder)
    try container.encode(value, forKey: .value)
    try container.encodeIfPresent(formula, forKey: .formula)
  }
}
