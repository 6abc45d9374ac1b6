// Sums and complements of probabilities held as logarithms.
//
// Goal: no overflow, no loss where one part dwarfs the other or where the result is near 0.
// Source of the switch at ln 2: M. Maechler, "Accurately computing log(1 - exp(-|a|))", 2012.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// ln(e^a + e^b).
///
/// - Returns: the larger where the other is -infinity; +infinity where one is; NaN where one is NaN.
/// - Numerics: larger + log1p(e^(smaller - larger)); the derivative with respect to a is e^(a - result).
public func logSumExp(_ a: Double, _ b: Double) -> Double {
  if a.isNaN || b.isNaN { return .nan }
  let large = max(a, b)
  if large.isInfinite { return large }
  return large + log1p(exp(min(a, b) - large))
}

/// ln of the sum of e^v over `values`; -infinity for no values.
public func logSumExp(_ values: some Collection<Double>) -> Double {
  guard let large = values.max() else { return -.infinity }
  if values.contains(where: \.isNaN) { return .nan }
  if large.isInfinite { return large }
  return large + log(values.reduce(0) { $0 + exp($1 - large) })
}

/// ln(e^a - e^b) for a >= b.
///
/// - Returns: -infinity where a = b; NaN for a < b, for NaN, and where both are +infinity.
public func logDifferenceExp(_ a: Double, _ b: Double) -> Double {
  if a == b { return a == .infinity ? .nan : -.infinity }
  return a == .infinity ? .infinity : a + log(oneMinusExp: b - a)
}

/// ln(1 - e^x) for x <= 0: the log-probability of the complement.
///
/// - Returns: -infinity at 0, 0 at -infinity, NaN for positive x and NaN.
/// - Numerics: log(-expm1(x)) above -ln 2, log1p(-exp(x)) below: within two units in the last place.
public func log(oneMinusExp x: Double) -> Double {
  x > -0.69314718055994531 ? log(-expm1(x)) : log1p(-exp(x))
}

/// ln(1 + e^x), which is -ln of a logistic survival.
///
/// - Returns: 0 at -infinity, x for large x, NaN for NaN.
public func log(onePlusExp x: Double) -> Double {
  x > 0 ? x + log1p(exp(-x)) : log1p(exp(x))
}
