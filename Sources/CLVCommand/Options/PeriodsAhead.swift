import LifetimeValue

/// How far ahead a model of periods or opportunities looks, and at what discount per period.
struct PeriodsAhead {
  /// How many; nil for all there will ever be.
  let count: Int?
  /// Effective rate per period; nil where the length of a period is not known and there is discounting.
  let discountRate: Double?

  /// - Parameters:
  ///   - periods: asked for as such.
  ///   - horizon: used otherwise: rounded to whole periods, which needs their length.
  ///   - unit: the length of a period, where known.
  init(periods: Int?, horizon: Horizon, discountRate rate: DiscountRate, unit: TimeUnit?) throws {
    if let periods, !(1...1_000_000).contains(periods) {
      throw Failure(.usage, "--periods \(periods): from 1 to 1000000; all there will ever be are --horizon lifetime")
    }
    discountRate =
      rate.annual == 0 ? 0 : unit.map { rate.effective(per: $0) }
    if let periods {
      count = periods
    } else if case .lifetime = horizon {
      count = nil
    } else if let unit {
      let whole = horizon.length(in: unit).rounded()
      if whole < 1 { throw Failure(.usage, "--horizon \(horizon) is shorter than a period, a \(unit.rawValue)") }
      count = Int(whole)
    } else {
      throw Failure(
        .usage,
        "how long a period is, is not known: say --periods N (or --horizon lifetime), or fit with the period's length "
          + "(--unit, or --opportunity for a log)")
    }
  }

  /// Said when value is wanted and the length of a period is not known.
  static let undiscountedWarning =
    "how long a period is, is not known, so an annual discount rate cannot be used: discounted columns are empty "
    + "(fit with the period's length, or use --discount-rate 0)"
}
