public import CustomerData

/// What was foretold of one cohort's holdout, beside what happened.
public struct CohortForecast: Sendable, Equatable, Codable {
  /// One holdout period.
  public struct Period: Sendable, Equatable, Codable {
    /// Renewals since the start of the cohort.
    public let period: Int
    /// Subscribers expected to be active.
    public let expected: Double
    /// Subscribers who were.
    public let actual: Double
  }

  /// The cohort's name; nil where the table has a single one without a name.
  @NullWhenNil public private(set) var cohort: String?
  /// Subscribers at its start.
  public let subscribers: Double
  /// The holdout, period by period.
  public let periods: [Period]
  /// Mean over periods of |expected - actual| as a share of the subscribers at the start.
  @NullWhenNil public private(set) var mae: Double?
  /// Mean over periods of expected minus actual as such a share: negative when too few were expected to stay.
  @NullWhenNil public private(set) var bias: Double?
  /// Mean over periods of |expected / actual - 1|; nil where nobody was left.
  @NullWhenNil public private(set) var mape: Double?

  /// - Parameters:
  ///   - whole: the cohort with its holdout.
  ///   - renewals: those of the calibration.
  ///   - expected: one for each period after them.
  init(_ whole: RetentionTable.Cohort, after renewals: Int, expected: [Double]) {
    let start = whole.active.first ?? 0
    let periods = zip(whole.active.indices.dropFirst(renewals + 1), expected).map {
      Period(period: $0, expected: $1, actual: whole.active[$0])
    }
    let count = Double(periods.count)
    let isDefined = count > 0 && start > 0
    cohort = whole.name
    subscribers = start
    self.periods = periods
    mae = isDefined ? periods.reduce(0) { $0 + abs($1.expected - $1.actual) } / (start * count) : nil
    bias = isDefined ? periods.reduce(0) { $0 + $1.expected - $1.actual } / (start * count) : nil
    mape =
      isDefined && periods.allSatisfy { $0.actual > 0 }
      ? periods.reduce(0) { $0 + abs($1.expected / $1.actual - 1) } / count : nil
  }
}
