/// How well retention curves were continued, all cohorts together. A measure that is not defined is nil, and null in JSON.
public struct RetentionMetrics: Sendable, Equatable, Codable {
  /// Renewals expected in the holdout: the sum over its periods of those expected to be active.
  public let expectedRenewals: Double
  /// Renewals made in the holdout by the cohorts that have a forecast.
  public let actualRenewals: Double
  /// Mean over cohorts and periods of |expected - actual| as a share of the cohort at its start.
  public let mae: Double?
  /// Root of the mean of the squares of these shares.
  public let rmse: Double?
  /// Mean of expected minus actual as such a share: negative when too few were expected to stay.
  public let bias: Double?
  /// Mean over cohorts and periods of |expected / actual - 1|; nil where nobody was left.
  public let mape: Double?
  /// Period by period; a cohort without a forecast is left out.
  public let cohorts: [CohortForecast]

  init(_ cohorts: [CohortForecast]) {
    var (expected, actual, absolute, squares, sum, relative, count) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    var isRelative = true
    for cohort in cohorts where cohort.subscribers > 0 {
      for period in cohort.periods {
        let error = (period.expected - period.actual) / cohort.subscribers
        expected += period.expected
        actual += period.actual
        absolute += abs(error)
        squares += error * error
        sum += error
        count += 1
        if period.actual > 0 { relative += abs(period.expected / period.actual - 1) } else { isRelative = false }
      }
    }
    expectedRenewals = expected
    actualRenewals = actual
    mae = count > 0 ? absolute / count : nil
    rmse = count > 0 ? (squares / count).squareRoot() : nil
    bias = count > 0 ? sum / count : nil
    mape = count > 0 && isRelative ? relative / count : nil
    self.cohorts = cohorts
  }

  /// Writes null for what is not defined.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(expectedRenewals, forKey: .expectedRenewals)
    try container.encode(actualRenewals, forKey: .actualRenewals)
    try container.encode(mae, forKey: .mae)
    try container.encode(rmse, forKey: .rmse)
    try container.encode(bias, forKey: .bias)
    try container.encode(mape, forKey: .mape)
    try container.encode(cohorts, forKey: .cohorts)
  }
}
