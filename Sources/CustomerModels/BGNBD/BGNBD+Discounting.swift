import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension BGNBD {
  /// The integral of exp(-delta u) times the purchase intensity (r / alpha) E[(1 + p u / alpha)^-(r + 1)].
  ///
  /// - Returns: for infinite `time`: finite when delta > 0; when delta = 0 and a > 1, (a + b - 1) / (a - 1); else
  ///   infinity.
  /// - Numerics: finite horizon: Gauss-Legendre panels of 16 points, geometric in time. Infinite horizon: time first,
  ///   by the exponential integral, then `BetaQuadrature` over p; so too where r is so large that all customers buy at
  ///   nearly the same rate, by `SteadyPurchases`. Relative error below 1e-12.
  public func discountedExpectedTransactions(over time: Double, discountRate: Double) -> Double {
    var series: ChanceAliveSeries?
    return discountedExpectedTransactions(over: time, discountRate: discountRate, sharing: &series)
  }

  /// The same of many customers: neighbours who differ in alpha alone share a series.
  public static func discountedExpectedTransactions(
    of customers: [BGNBD], over time: Double, discountRate: Double
  ) -> [Double] {
    var series: ChanceAliveSeries?
    return customers.map {
      $0.discountedExpectedTransactions(over: time, discountRate: discountRate, sharing: &series)
    }
  }

  private func discountedExpectedTransactions(
    over time: Double, discountRate: Double, sharing series: inout ChanceAliveSeries?
  ) -> Double {
    guard time > 0 else { return 0 }
    if discountRate == 0 { return expectedTransactions(over: time) }
    if discountRate > 0 && discountRate * time > 45 {
      // Beyond 45 / delta less than 1e-19 is left: all horizons from there on are infinite.
      return discountedExpectedTransactions(discountRate: discountRate)
    }
    if time == .infinity { return .infinity }
    if r > SteadyPurchases.leastShape(discountRate: discountRate) {
      let purchases = SteadyPurchases(r: r, alpha: alpha, time: time, discountRate: discountRate)
      return BetaQuadrature(a: a, b: b, scale: alpha / time / (r + 1)).expectation { purchases.expected(chance: $0) }
    }
    if series == nil || series!.r != r || series!.a != a || series!.b != b {
      series = ChanceAliveSeries(r: r, a: a, b: b)
    }
    let scale = alpha / max(1, (r + 1) * series!.largestChance)
    if isNearLimit {
      let rule = BetaQuadrature(a: a, b: b, scale: alpha / time / (r + 1))
      return r / alpha
        * integralOverTime(
          to: time, scale: scale, steepness: abs(discountRate),
          at: { u in exp(-discountRate * u) * rule.chanceAlive(u / alpha, shape: r + 1) })
    }
    return r / alpha
      * integralOverTime(to: time, scale: scale, steepness: abs(discountRate)) { times in
        if series!.discount(times, alpha: alpha, discountRate: discountRate) { return }
        for index in times.indices {
          times[index] = exp(-discountRate * times[index]) * chanceAlive(times[index] / alpha, shape: r + 1)
        }
      }
  }

  /// DERT = E[r e^s E_{r+1}(s) / p] over p, with s = delta alpha / p.
  private func discountedExpectedTransactions(discountRate: Double) -> Double {
    let rate = discountRate * alpha
    // exp(-1 / p) and the like are not analytic at p = 0, but e^-40 there.
    return BetaQuadrature(a: a, b: b, scale: rate / (20 * max(1, r))).expectation { p in
      r * scaledExponentialIntegral(orderMinusOne: r, rate / p) / p
    }
  }
}
