// psi(x) = d ln Gamma(x)/dx and psi'(x), for x > 0.
//
// Goal: full double accuracy relative to the value, also around the zero of psi, at 1e-300 and at 1e300.
// Regions: x >= 12 the asymptotic series (StirlingSeries.swift); below, the recurrence psi(x) = psi(x+1) - 1/x upward
// to 12 (DLMF 5.5.2). Around the zero x0 = 1.46... the recurrence would subtract nearly equal numbers: there
// psi(x) = psi(x0) + [psi(x) - psi(x0)], whose bracket is a sum of terms of one sign.
// Rejected: rational fits by region (as in Cephes): faster, but tables of constants nobody can check.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// psi(x), the derivative of ln Gamma, for positive x.
///
/// - Returns: -infinity at 0, +infinity at infinity; NaN for negative x and NaN.
/// - Numerics: recurrence and asymptotic series. Largest relative error over the 50-digit tables (1e-300 to
///   1e300, and the doubles around the zero): 1.1e-15, at 1.9, where the recurrence's terms are large beside psi.
public func digamma(_ x: Double) -> Double {
  guard x > 0 else { return x == 0 ? -.infinity : .nan }
  // The double nearest to the zero of psi, and psi there (DLMF 5.4.iii; the value is psi' times the rounding of x0).
  let zero = 1.4616321449683622
  if abs(x - zero) < 0.25 {
    return digammaChange(from: zero, by: x - zero) - 9.2412655217294275e-17
  }
  var shift = 0.0
  var y = x
  while y < stirlingThreshold {
    shift += 1 / y
    y += 1
  }
  let p = 1 / y
  return log(y) - 0.5 * p - p * p * SevenTerms.digamma.value(p * p) - shift
}

/// psi'(x), the second derivative of ln Gamma, for positive x.
///
/// - Returns: +infinity at 0 (and where 1/x^2 overflows), 0 at infinity; NaN for negative x and NaN.
/// - Numerics: recurrence and asymptotic series, all terms positive. Largest relative error over the 50-digit tables
///   (1e-300 to 1e300): 4e-16.
public func trigamma(_ x: Double) -> Double {
  guard x >= 0 else { return .nan }
  var shift = 0.0
  var y = x
  while y < stirlingThreshold {
    let p = 1 / y
    shift += p * p
    y += 1
  }
  let p = 1 / y
  return p * (1 + p * (0.5 + p * SevenTerms.trigamma.value(p * p))) + shift
}
