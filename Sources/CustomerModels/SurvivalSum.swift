#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The sum over k = 1, 2, ... of S(k) (1 + d)^-(k - 1), for a function S that falls smoothly and in the end like a power,
/// the slope of ln S in ln k growing toward it.
///
/// Term by term as far as that goes. What an endless sum leaves after a thousand terms is Gregory's formula: the
/// integral of the same function, half its first term, and its forward differences, which are tiny there. The integral
/// runs over the logarithm of time in panels, until what is left is a pure power or nothing. Both stop by the slope seen so
/// far: near a geometric S the power is out of reach, and its exponent says nothing.
///
/// - Numerics: relative error about 1e-14 for sums of hundreds of terms; checked against the closed forms of sBG to
///   1e-12 for s - 1 from 0.01 on and discount rates from 1e-9 on.
/// - Source: C. Jordan, "Calculus of Finite Differences", 3rd ed., 1965, section 99 (Gregory's formula).
struct SurvivalSum {
  /// s where S(t) falls like t^-s.
  let tailExponent: Double
  /// d, effective per period, above -1.
  let discountRate: Double
  /// ln S(t), for real t >= 0.
  let logSurvival: (Double) -> Double

  private static let directTerms = 1000

  /// The sum of the first terms, or of all for nil: infinity where that is.
  func value(terms: Int?) -> Double {
    if terms == nil, discountRate < 0 || (discountRate == 0 && tailExponent <= 1) { return .infinity }
    let delta = log1p(discountRate)
    var sum = 0.0
    var k = 1
    var logBefore = 0.0
    let last = terms ?? Self.directTerms
    while k <= last {
      let logNow = logSurvival(Double(k))
      let term = exp(logNow - delta * Double(k - 1))
      sum += term
      if sum == .infinity { return sum }
      // No later term is larger, unless money gains value with time; and they fall at least as k^-slope.
      let slope = Double(k) * (logBefore - logNow)
      let longest = min(
        terms.map { Double($0 - k) } ?? .infinity, 1 / discountRate,
        slope > 1 ? Double(k) / (slope - 1) : .infinity)
      let rest = discountRate >= 0 ? term * longest : .infinity
      logBefore = logNow
      if rest <= 1e-17 * sum || term == 0 { return sum }
      k += 1
    }
    return terms == nil ? sum + tail(from: Double(k), delta) : sum
  }

  private func term(_ k: Double, _ delta: Double) -> Double { exp(logSurvival(k) - delta * (k - 1)) }

  /// The sum from a whole `start` on.
  private func tail(from start: Double, _ delta: Double) -> Double {
    var values = (0...6).map { term(start + Double($0), delta) }
    let coefficients = [1.0 / 2, -1.0 / 12, 1.0 / 24, -19.0 / 720, 3.0 / 160, -863.0 / 60480, 275.0 / 24192]
    var correction = 0.0
    for coefficient in coefficients {
      correction += coefficient * values[0]
      for index in values.indices.dropLast() { values[index] = values[index + 1] - values[index] }
      values.removeLast()
    }
    return correction + integral(from: start, delta)
  }

  /// The integral over t from `start` on, with t = start e^y.
  private func integral(from start: Double, _ delta: Double) -> Double {
    let rule = PanelRule.rule
    let s = tailExponent
    var sum = 0.0
    var left = start
    var logLeft = logSurvival(start)
    // Of ln S in ln t, up to here: it only grows from here on.
    var slope = (logSurvival(start - 1) - logLeft) / log(start / (start - 1))
    while true {
      let density = left * term(left, delta)
      // Beyond, the integrand in y falls at least as fast as e^-(slope - 1) y and as e^-(delta t).
      let decay = max(slope - 1, 0) + delta * left
      if density <= 1e-18 * decay * sum || density == 0 { return sum }
      let width = min(0.5, 8 / slope, log1p(8 / (delta * left)))
      let right = left * exp(width)
      var panel = 0.0
      for index in 0..<16 {
        let t = left * exp(width * rule.nodes[index])
        panel += rule.weights[index] * t * term(t, delta)
      }
      sum += panel * width
      let logRight = logSurvival(right)
      slope = (logLeft - logRight) / width
      if delta == 0, right > 1e250 || abs(slope - s) < 1e-12 * s {
        return sum + right * exp(logRight) / (s - 1)
      }
      left = right
      logLeft = logRight
    }
  }
}
