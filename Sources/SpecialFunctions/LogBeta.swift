// The logarithm of the beta function, and of ratios of two of them.
//
// Goal: digits that survive when one argument dwarfs the other. Dropout parameters run off to a = 1e-8 or b = 1e9 on a
// ridge of the likelihood; ln B(a, b+x) - ln B(a, b) is then a x / b, the tiny remainder of four log-gammas of 1e10.
//
// Letters: p = 1/b, q = 1/(b+x), s = 1/(a+b), t = 1/(a+b+x).
// Regions of the difference:
//   b >= 12   Stirling's formula in the mixed second difference over (b, b+x) and (., .+a); logarithms combine to three
//             log1p, of which the third takes away at most a third of the first two; the tails by the recursion below
//   b < 12    Gamma's recurrence carries b to 12; every step multiplies by (b+x)(a+b) / (b (a+b+x)),
//             which is 1 + a x / (b (a+b+x)): all steps have one sign
//   whole x   up to 12 - b: the same sum ends by itself
// Rejected: logGammaDifference(b, x) - logGammaDifference(a+b, x), which loses the factor b/a.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// ln B(a, b) = ln Gamma(a) + ln Gamma(b) - ln Gamma(a+b), for a, b > 0.
///
/// - Returns: +infinity where a or b is 0, -infinity where one is infinite; NaN for negative or NaN arguments and for 0
///   with infinity.
/// - Numerics: for both arguments above 12, Stirling's formula with the logarithms combined; otherwise
///   ln Gamma(smaller) - logGammaDifference(larger, smaller). B passes through 1 on a curve (a = b = 1 on it), where
///   the relative error is limited by the arguments' own rounding; largest over the 50-digit table: 1.1e-15.
public func logBeta(_ a: Double, _ b: Double) -> Double {
  let small = min(a, b)
  let large = max(a, b)
  guard small >= 0, large >= 0 else { return .nan }
  if small == 0 { return large == .infinity ? .nan : .infinity }
  if large == .infinity { return -.infinity }
  guard small >= stirlingThreshold else { return logGamma(small) - logGammaDifference(large, small) }
  let ratio = small / large
  return (small - 0.5) * log(ratio / (1 + ratio)) - large * log1p(ratio) - 0.5 * log(large) + halfLogTwoPi
    + (stirlingCorrection(small) + stirlingCorrection(large) - stirlingCorrection(small + large))
}

/// ln(2 pi) / 2.
let halfLogTwoPi = 0.91893853320467274178

/// ln B(a, b + x) - ln B(a, b): the log-probability that x opportunities with a Beta(a, b) dropout chance all pass,
/// for a, b > 0 and x >= 0.
///
/// - Returns: never positive; 0 where x or a is 0; -infinity at b = 0 and at infinite x or a; 0 at infinite b;
///   NaN for negative or NaN arguments.
/// - Numerics: largest relative error over the 50-digit tables (a from 1e-8 to 1e9, b from 1e-8 to 1e12, x from 1e-6
///   to 1e4): 5.4e-16.
/// - Complexity: at most 30 divisions and four logarithms.
public func logBetaDifference(_ a: Double, _ b: Double, _ x: Double) -> Double {
  guard a >= 0, b >= 0, x >= 0 else { return .nan }
  if a == 0 || x == 0 || b == .infinity { return 0 }
  if b == 0 || a == .infinity || x == .infinity { return -.infinity }
  var sum = 0.0
  // Product of the factors 1 + a x / (b (a+b+x)), or of 1 + a / b for each of few whole x, as its excess over 1.
  var excess = 0.0
  var y = b
  if x <= stirlingThreshold, x == x.rounded() {
    for _ in 0..<Int(x) {
      let step = a / y
      excess += step + excess * step
      y += 1
      if excess > 1e200 {
        sum += log1p(excess)
        excess = 0
      }
    }
    return -log1p(excess) - sum
  }
  while y < stirlingThreshold {
    let step = (a / y) * (x / (a + y + x))
    excess += step + excess * step
    y += 1
    if excess > 1e200 {
      sum += log1p(excess)
      excess = 0
    }
  }
  if y > b { sum += log1p(excess) }
  return stirlingLogBetaDifference(a, y, x) - sum
}

/// ln B(a, b+x) - ln B(a, b) for b >= 12:
/// -x log1p(a/(b+x)) - a log1p(x/(a+b)) + (b - 1/2) log1p(a x / (b (a+b+x))) and the mixed difference of the tails.
private func stirlingLogBetaDifference(_ a: Double, _ b: Double, _ x: Double) -> Double {
  let p = 1 / b
  let q = 1 / (b + x)
  let s = 1 / (a + b)
  let t = 1 / (a + b + x)
  // Mixed differences M_n = p^n - q^n - s^n + t^n without subtraction: with D_n = s^n - t^n,
  //   M_1 = a x s q p (1 + b t),  M_2 = (p + q) M_1 + D_1 (p - s + q - t)
  //   M_{n+2} = p^2 M_n + (p^2 - s^2) D_n + q^n M_2 + (q^n - t^n) D_2
  let ps = a * s * p
  let qt = a * t * q
  let first = (a * s) * (x * q) * p * (1 + b * t)
  let d1 = x * t * s
  let d2 = d1 * (s + t)
  let second = first * (p + q) + d1 * (ps + qt)
  let p2 = p * p
  let s2 = s * s
  let q2 = q * q
  let t2 = t * t
  let ps2 = ps * (p + s)
  let qt2 = qt * (q + t)
  var mixed = first
  var d = d1
  var qn = q
  var tn = t
  var qtn = qt
  var tail = SevenTerms.logGamma.c0 * mixed
  @inline(__always) func next(_ coefficient: Double) {
    mixed = p2 * mixed + ps2 * d + qn * second + qtn * d2
    d = s2 * d + tn * d2
    qtn = q2 * qtn + tn * qt2
    qn *= q2
    tn *= t2
    tail += coefficient * mixed
  }
  next(SevenTerms.logGamma.c1)
  next(SevenTerms.logGamma.c2)
  next(SevenTerms.logGamma.c3)
  next(SevenTerms.logGamma.c4)
  next(SevenTerms.logGamma.c5)
  next(SevenTerms.logGamma.c6)
  return (b - 0.5) * log1p((a * p) * (x * t)) - x * log1p(a * q) - a * log1p(x * s) - tail
}
