#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a gamma mixture of purchase rates, shape r and **rate** alpha, contributes at one time u.
///
/// Every model with gamma distributed rates integrates to powers of (alpha + u). Written with log1p(u / alpha) instead
/// of log(alpha + u), nothing cancels when r and alpha grow together toward equal rates for all customers.
struct GammaRateTerms: Sendable {
  /// log(1 + u / alpha).
  let logGrowth: Double
  /// u / (alpha + u).
  let elapsed: Double
  /// alpha / (alpha + u).
  let remaining: Double

  @inline(__always)
  init(alpha: Double, time: Double) {
    logGrowth = log1p(time / alpha)
    elapsed = time / (alpha + time)
    remaining = alpha / (alpha + time)
  }
}
