// Differences of ln Gamma, psi and psi' between r and r + x.
//
// Goal: relative accuracy near the last digit for r from 1e-300 to 1e300 and any x >= 0. The likelihoods need
// ln Gamma(r+x) - ln Gamma(r) with x a count; fits on a ridge send r to 1e9 and more, where both gammas are 1e10 and
// their difference 20: subtraction would leave six digits.
//
// Letters: p = 1/r, q = 1/(r+x) (after any shift of r).
// Regions:
//   r >= 12      difference of Stirling's series: the logarithms combine in log1p(x/r), the tails by divided
//                differences
//   r < 12       the recurrences Gamma(r+1) = r Gamma(r), psi(r+1) = psi(r) + 1/r carry r to 12; each step is a product
//                or sum of terms of one sign
//   whole x      up to 20: the product r (r+1) ... (r+x-1), or the sum of 1/(r+k)
//   r < 12, x large: plain subtraction, since ln Gamma(r+x) is then the large term
// Conditioning: ln Gamma(r+x) - ln Gamma(r) passes through 0 between r = 0 and r = 1.47 (at r = 1 for x = 1); there the
// absolute error stays near 1e-16 (1 + x), the relative one cannot.
// Rejected: tables over whole x (r changes with every evaluation), and double-double arithmetic (five times the cost).
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// ln Gamma(r + x) - ln Gamma(r): the logarithm of the rising factorial of r, for r > 0 and x >= 0.
///
/// - Returns: 0 at x = 0; -infinity at r = 0 (x > 0); +infinity when r or x is infinite (x > 0); NaN for negative or
///   NaN arguments.
/// - Numerics: largest relative error over the 50-digit tables (r from 1e-300 to 1e100, x from 1e-100 to 1e9): 4.1e-15,
///   at r = 1.3, x = 1e-100, beside the zero of psi.
/// - Complexity: one logarithm for whole x up to 8, at most three and ten divisions otherwise.
public func logGammaDifference(_ r: Double, _ x: Double) -> Double {
  guard r >= 0, x >= 0 else { return .nan }
  if x == 0 { return 0 }
  if x <= 20, x == x.rounded(), r < (x <= 8 ? 1e30 : stirlingThreshold) {
    var product = r
    var factor = r
    for _ in 1..<max(1, Int(x)) {
      factor += 1
      product *= factor
    }
    return log(product)
  }
  if r >= stirlingThreshold { return stirlingLogGammaDifference(r, x) }
  if x >= 20 { return logGamma(r + x) - logGamma(r) }
  if r == 0 { return -.infinity }
  // Product of 1 + x/(r+k), kept as its excess over 1 so that a tiny x keeps its digits.
  // The first factor alone can overflow.
  if x / r > 1e100 { return logGammaDifference(r + 1, x) + (log(r) - log(r + x)) }
  var excess = 0.0
  var y = r
  while y < stirlingThreshold {
    let step = x / y
    excess += step + excess * step
    y += 1
  }
  return stirlingLogGammaDifference(y, x) - log1p(excess)
}

/// psi(r + x) - psi(r), for r > 0 and x >= 0.
///
/// - Returns: 0 at x = 0; +infinity at r = 0 or infinite x (x > 0); 0 at infinite r; NaN for negative or NaN arguments.
/// - Numerics: a sum of positive terms; largest relative error over the 50-digit tables: 4.2e-16.
public func digammaDifference(_ r: Double, _ x: Double) -> Double {
  guard r >= 0, x >= 0 else { return .nan }
  if x == 0 { return 0 }
  if x == .infinity || r == 0 { return .infinity }
  return digammaChange(from: r, by: x)
}

/// psi'(r + x) - psi'(r), for r > 0 and x >= 0.
///
/// - Returns: never positive; 0 at x = 0 and at infinite r; -infinity at r = 0 (x > 0) and where 1/r^2 overflows;
///   NaN for negative or NaN arguments.
/// - Numerics: a sum of negative terms; largest relative error over the 50-digit tables: 6.3e-16.
public func trigammaDifference(_ r: Double, _ x: Double) -> Double {
  guard r >= 0, x >= 0 else { return .nan }
  if x == 0 || r == .infinity { return 0 }
  if x == .infinity || r == 0 { return -trigamma(r) }
  var sum = 0.0
  var y = r
  if x <= stirlingThreshold - r, x == x.rounded() {
    for _ in 0..<Int(x) {
      let p = 1 / y
      sum += p * p
      y += 1
    }
    return -sum
  }
  while y < stirlingThreshold {
    let p = 1 / y
    let q = 1 / (y + x)
    // p^2 - q^2; x q first, since p may be near overflow.
    sum += (x * q) * p * (p + q)
    y += 1
  }
  let p = 1 / y
  let q = 1 / (y + x)
  let difference = (x * q) * p
  // p^3 P(p^2) - q^3 P(q^2) = (p - q) [ (p^2 + p q + q^2) P(q^2) + p^3 (p + q) P[p^2, q^2] ]
  let tail = SevenTerms.trigamma.valueAndDividedDifference(p * p, q * q)
  let series =
    1 + 0.5 * (p + q) + (p * p + p * q + q * q) * tail.value + p * p * p * (p + q) * tail.slope
  return -(difference * series + sum)
}

/// psi(r + x) - psi(r) for finite r > 0 and finite x > -r, of either sign.
func digammaChange(from r: Double, by x: Double) -> Double {
  var sum = 0.0
  var y = r
  if x >= 0, x <= stirlingThreshold - r, x == x.rounded() {
    for _ in 0..<Int(x) {
      sum += 1 / y
      y += 1
    }
    return sum
  }
  while y < stirlingThreshold {
    sum += (x / (y + x)) / y
    y += 1
  }
  let p = 1 / y
  let q = 1 / (y + x)
  let difference = (x * q) * p
  // p^2 P(p^2) - q^2 P(q^2) = (p^2 - q^2) (P(q^2) + p^2 P[p^2, q^2])
  let tail = SevenTerms.digamma.valueAndDividedDifference(p * p, q * q)
  return log1p(x * p) + difference * (0.5 + (p + q) * (tail.value + p * p * tail.slope)) + sum
}

/// ln Gamma(r+x) - ln Gamma(r) for r >= 12, by the difference of Stirling's formula:
/// x (ln(r+x) - 1) + (r - 1/2) log1p(x/r) + mu(r+x) - mu(r).
///
/// The first bracket is at least ln 12 - 1, so nothing here cancels by more than a factor of two.
private func stirlingLogGammaDifference(_ r: Double, _ x: Double) -> Double {
  let y = r + x
  guard y < .infinity else { return .infinity }
  let p = 1 / r
  let q = 1 / y
  // q P(q^2) - p P(p^2) = -(p - q) (P(q^2) + p (p + q) P[p^2, q^2])
  let tail = SevenTerms.logGamma.valueAndDividedDifference(p * p, q * q)
  let correction = (x * q) * p * (tail.value + p * (p + q) * tail.slope)
  return x * (log(y) - 1) + (r - 0.5) * log1p(x * p) - correction
}
