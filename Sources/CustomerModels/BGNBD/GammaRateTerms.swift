import _CVectorMath

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// What a gamma mixture of purchase rates, shape r and **rate** alpha, contributes at one time u.
//
// Every model with gamma distributed rates integrates to powers of (alpha + u). Written with log1p(u / alpha) instead of
// log(alpha + u), nothing cancels when r and alpha grow together toward equal rates for all customers.
extension GammaRateTerms {
  @inline(__always)
  init(alpha: Double, time: Double) { self.init(logGrowth: log1p(time / alpha), alpha: alpha, time: time) }

  @inline(__always)
  private init(logGrowth: Double, alpha: Double, time: Double) {
    let elapsed = time / (alpha + time)
    let remaining = alpha / (alpha + time)
    self.init(logGrowth: logGrowth, elapsed: elapsed, remaining: remaining, curvature: elapsed * remaining)
  }

  /// At each of some times. There can be as many as there are customers, where times are no whole days.
  static func table(alpha: Double, times: [Double], _ summation: PatternSummation) -> [GammaRateTerms] {
    guard case .vector(let level) = summation else { return times.map { GammaRateTerms(alpha: alpha, time: $0) } }
    var logGrowths = times.map { $0 / alpha }
    logGrowths.withUnsafeMutableBufferPointer {
      clv_log1p(level, $0.baseAddress, $0.baseAddress, $0.count)
    }
    return times.indices.map { GammaRateTerms(logGrowth: logGrowths[$0], alpha: alpha, time: times[$0]) }
  }
}
