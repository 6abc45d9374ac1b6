public import CustomerData

/// How well retention curves were continued, all cohorts together. A measure that is not defined is nil, and null in JSON.
public struct RetentionMetrics: Sendable, Equatable, Codable {
  /// Renewals expected in the holdout: the sum over its periods of those expected to be active.
  public let expectedRenewals: Double
  /// Renewals made in the holdout by the cohorts that have a forecast.
  public let actualRenewals: Double
  /// Mean over cohorts and periods of |expected - actual| as a share of the cohort at its start.
  @NullWhenNil public private(set) var mae: Double?
  /// Root of the mean of the squares of these shares.
  @NullWhenNil public private(set) var rmse: Double?
  /// Mean of expected minus actual as such a share: negative when too few were expected to stay.
  @NullWhenNil public private(set) var bias: Double?
  /// Mean over cohorts and periods of |expected / actual - 1|; nil where nobody was left.
  @NullWhenNil public private(set) var mape: Double?
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
}
