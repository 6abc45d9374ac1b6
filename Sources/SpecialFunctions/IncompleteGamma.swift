// The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P(a, x): the Gamma distribution's lower and
// upper tail at x, shape a, rate 1.
//
// Goal: the smaller of the two always keeps its digits, however small it is; so both are available as logarithms.
// Regions (a > 0, x >= 0):
//   x < a + 1            P by its power series (DLMF 8.11.4), all terms positive
//   x >= a + 1           Q by its continued fraction (DLMF 8.9.2), by the modified Lentz algorithm
//   a < 1/2, x < a + 1   Q is then the small one for small a: 1 - P as a sum of terms that are all of order a
// The common factor x^a e^-x / Gamma(a) is written around x = a for a >= 12, where its logarithm would otherwise be a
// small difference of large numbers. Both expansions take about the square root of a in terms near x = a.
// Accuracy: the logarithm of either tail is within 1.8e-13 of itself over the 50-digit table (a from 1e-8 to 3000,
// tails down to e^-200000), and within 2e-14 of max(1, itself).
// Rejected: Temme's uniform expansion for large a (a long table of coefficients for a case that does not occur here).
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// P(a, x): the chance that a Gamma(a) variate of rate 1 is at most x.
///
/// - Returns: in 0...1; 0 at x = 0, 1 at infinite x; NaN outside a > 0, x >= 0 and for infinite a.
public func regularizedIncompleteGamma(_ a: Double, _ x: Double) -> Double { incompleteGamma(a, x).lower }

/// Q(a, x) = 1 - P(a, x), with its own digits where it is small.
public func regularizedIncompleteGammaComplement(_ a: Double, _ x: Double) -> Double { incompleteGamma(a, x).upper }

/// ln P(a, x), where P itself may underflow.
public func logRegularizedIncompleteGamma(_ a: Double, _ x: Double) -> Double { incompleteGamma(a, x).logLower }

/// ln Q(a, x), where Q itself may underflow.
public func logRegularizedIncompleteGammaComplement(_ a: Double, _ x: Double) -> Double {
  incompleteGamma(a, x).logUpper
}

private func incompleteGamma(_ a: Double, _ x: Double) -> Tail {
  guard a > 0, a < .infinity, x >= 0 else { return .lower(.nan) }
  if x == 0 { return .lower(-.infinity) }
  if x == .infinity { return .upper(-.infinity) }
  if x < a + 1 {
    if a < 0.5 { return smallShapeGamma(a, x) }
    return .lower(logGammaDensityFactor(a, x) - log(a) + log1p(gammaSeries(a, x)))
  }
  // Q = factor / (x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - ...))).
  let fraction = continuedFraction(first: x + 1 - a) { k in (k * (a - k), x + 1 - a + 2 * k) }
  return .upper(logGammaDensityFactor(a, x) - log(fraction))
}

/// ln(x^a e^-x / Gamma(a)).
private func logGammaDensityFactor(_ a: Double, _ x: Double) -> Double {
  guard a >= stirlingThreshold else { return a * log(x) - x - logGamma(a) }
  let offset = x - a
  // a ln(x/a) - (x - a)
  let exponent = abs(offset) < 0.35 * a ? a * logOnePlusRemainder(offset / a) : a * log(x / a) - offset
  return exponent + 0.5 * log(a) - halfLogTwoPi - stirlingCorrection(a)
}

/// P Gamma(a+1) / (x^a e^-x) - 1 = x/(a+1) + x^2/((a+1)(a+2)) + ...
private func gammaSeries(_ a: Double, _ x: Double) -> Double {
  var term = 1.0
  var sum = 0.0
  var n = a
  repeat {
    n += 1
    term *= x / n
    sum += term
  } while term > 1e-17 * sum
  return sum
}

/// The pair for a < 1/2 and x < a + 1.
///
/// P = e^t (1 + a v) with t = a ln x - ln Gamma(1+a) and v = sum of (-x)^n / ((a+n) n!) (DLMF 8.7.1), so that
/// Q = -(e^t - 1) - e^t a v.
private func smallShapeGamma(_ a: Double, _ x: Double) -> Tail {
  let t = a * log(x) - logGammaDifference(1, a)
  var power = 1.0
  var v = 0.0
  var n = 0.0
  var term: Double
  repeat {
    n += 1
    power *= -x / n
    term = power / (a + n)
    v += term
  } while abs(term) > 1e-17 * abs(v)
  let upper = -expm1(t) - exp(t) * a * v
  return upper < 0.5 ? .upper(log(upper)) : .lower(t + log1p(a * v))
}
