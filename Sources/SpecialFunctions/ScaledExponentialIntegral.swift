// e^s E_v(s), the generalized exponential integral without its exponential decay.
//
// Goal: full relative accuracy for every order v > 0 and s > 0, whole orders and their neighbours included.
//
// Letters: r = v - 1 = m + e with m the nearest whole number from 0 on.
// Regions:
//   s >= 1     continued fraction (DLMF 8.19.17), by Lentz's algorithm: some 60 steps at s = 1, fewer beyond
//   s < 1      power series (DLMF 8.19.10): Gamma(-r) s^r - sum (-s)^k / (k! (k - r)). At whole r the first part and
//              the term k = m have poles that cancel; the two are combined by an expm1, so the pole is never formed
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// e^s E_v(s) = integral over u > 0 of exp(-s u) (1 + u)^-v, for v > 0 and s > 0.
///
/// - Parameters:
///   - orderMinusOne: v - 1, above -1; passed instead of v so that orders near 1 keep their digits.
///   - s: positive.
/// - Returns: infinity at s = 0 for v <= 1, 1 / (v - 1) there for v > 1; NaN for NaN or arguments outside the domain.
/// - Numerics: relative error below 2e-14, worst just below s = 1, where the alternating series cancels most.
public func scaledExponentialIntegral(orderMinusOne r: Double, _ s: Double) -> Double {
  guard r > -1, s >= 0 else { return .nan }
  if s == 0 { return r > 0 ? 1 / r : .infinity }
  if s == .infinity { return 0 }
  return s < 1 ? series(r, s) : continuedFraction(r, s)
}

/// 1 / (s + v - 1 v / (s + v + 2 - 2 (v + 1) / (s + v + 4 - ...))).
private func continuedFraction(_ r: Double, _ s: Double) -> Double {
  var b = s + r + 1
  var c = Double.greatestFiniteMagnitude
  var d = 1 / b
  var value = d
  var k = 1.0
  while k < 500 {
    let a = -k * (r + k)
    b += 2
    d = 1 / (a * d + b)
    c = b + a / c
    let factor = c * d
    value *= factor
    if abs(factor - 1) < 2e-16 { break }
    k += 1
  }
  return value
}

private func series(_ r: Double, _ s: Double) -> Double {
  let nearest = max(0, r.rounded())
  let excess = r - nearest
  var sum = 0.0
  // (-s)^k / k!
  var power = 1.0
  var k = 0.0
  while k < 60 {
    if k == nearest {
      sum += power * poleRemoved(nearest, excess, s)
    } else {
      sum -= power / (k - r)
    }
    k += 1
    power *= -s / k
    if abs(power) < 1e-17 * abs(sum) && k > 2 { break }
  }
  return exp(s) * sum
}

/// Gamma(-r) s^r m! / (-s)^m + 1 / e: what Gamma(-r) s^r and the term k = m leave together, relative to (-s)^m / m!.
///
/// By reflection Gamma(-m - e) = -(-1)^m (pi / sin(pi e)) / Gamma(m + 1 + e), and
/// pi e / sin(pi e) = Gamma(1 + e) Gamma(1 - e).
private func poleRemoved(_ m: Double, _ e: Double, _ s: Double) -> Double {
  if e == 0 { return digamma(m + 1) - log(s) }
  let reflection = gammaStep(1, e) + gammaStep(1, -e)
  return -expm1(e * log(s) + reflection - gammaStep(m + 1, e)) / e
}

/// ln Gamma(y + e) - ln Gamma(y) for e of either sign.
private func gammaStep(_ y: Double, _ e: Double) -> Double {
  e >= 0 ? logGammaDifference(y, e) : -logGammaDifference(y + e, -e)
}
