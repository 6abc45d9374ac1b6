public import CustomerData

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How much less a payment is worth a year later: an annual effective rate, 0.10 for ten per cent.
///
/// Inside, discounting is continuous: a payment `u` days ahead counts `exp(-delta u)` with
/// `delta = ln(1 + annual) / 365.25`, so that the rate never depends on the unit in which a model measures time.
public struct DiscountRate: Sendable, Hashable {
  /// d, above -1 and finite.
  public let annual: Double

  /// Ten per cent a year.
  public static let standard = DiscountRate(unchecked: 0.10)
  /// No discounting.
  public static let zero = DiscountRate(unchecked: 0)

  /// - Throws: `PredictionError.discountRateOutOfRange` unless `annual` is above -1 and finite.
  public init(annual: Double) throws(PredictionError) {
    guard annual > -1, annual.isFinite else { throw .discountRateOutOfRange(annual) }
    self.annual = annual
  }

  private init(unchecked annual: Double) { self.annual = annual }

  /// delta per day.
  public var continuousPerDay: Double { log1p(annual) / TimeUnit.year.days }

  /// delta per `unit`.
  public func continuous(per unit: TimeUnit) -> Double { log1p(annual) * (unit.days / TimeUnit.year.days) }

  /// The effective rate per `unit`: (1 + annual)^(unit / year) - 1.
  public func effective(per unit: TimeUnit) -> Double { expm1(continuous(per: unit)) }
}
