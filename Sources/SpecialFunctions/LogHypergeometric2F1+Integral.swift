// Euler's integral for 2F1 by the trapezoid rule on the whole line.
//
// With u = w / (1 + w), w = e^s (DLMF 15.6.1 integrated by parts once, so that c - b > -1 is enough and the right tail
// falls at least like e^-s; less the integral of the Beta density itself, so that 2F1 - 1 keeps its digits and the left
// tail falls at least like e^s):
//
//   2F1(a, b; c; z) - 1 = 1/B(b, c+1-b) * integral over s of exp(E(s)) phi(s)
//   E   = b s - (c+1-a) ln(1+w) - a ln(1 + rho w)
//   phi = 1 - e^-L + (a z / c) w / (1 + rho w),   L = a ln((1+w) / (1 + rho w))
//
// E has a single maximum, at the positive root of b + w ((a - c' ) + rho (b - a)) - rho c' w^2 = 0 with c' = c+1-b: the
// centre of the rule. The integrand is analytic for |Im s| < pi, so the error falls like exp(-2 pi^2 / step) (faster for
// narrow peaks); the step is halved until two interleaved sums agree to 3e-8, and their mean is then right to 1e-15.
//
// Digits: E(s) - E(centre) = -(c+1-a) g(u1, d) - a g(u2, d), where d = s - centre, u1 = w/(1+w) and
// u2 = rho w/(1 + rho w) at the centre and g(u, d) = ln(1 + u (e^d - 1)) - u d is of second order: the linear terms
// cancel by the choice of centre, on paper instead of in the machine. With b = c = 1e9 that is the difference between
// seven lost digits and none.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// ln 2F1(a, b; c; z) for a, b, c > 0, c - b > -1 and 0 < z < 1.
func logIntegral2F1(_ a: Double, _ b: Double, _ c: Double, z: Double, rho: Double) -> Double {
  let rest = (c - b) + 1
  let exponent = (c - a) + 1
  let linear = (a - rest) + rho * (b - a)
  let root = (linear * linear + 4 * rho * rest * b).squareRoot()
  let w = linear > 0 ? (linear + root) / (2 * rho * rest) : 2 * b / (root - linear)

  let first = LogisticShare(odds: w)
  let second = LogisticShare(odds: rho * w)
  let curvature = exponent * first.share * first.complement + a * second.share * second.complement
  let careful = curvature > 25
  let logGain = a * log1p(z * w / (1 + rho * w))
  let lift = a * z / c

  func integrand(_ d: Double) -> Double {
    let scale = exp(d)
    let g1 = careful ? first.carefulBend(d) : first.bend(d, scale)
    let g2 = careful ? second.carefulBend(d) : second.bend(d, scale)
    let gain = logGain + a * ((g1 - g2) + (first.share - second.share) * d)
    let x = w * scale
    let phi = -expm1(-gain) + lift * x / (1 + rho * x)
    return exp(-exponent * g1 - a * g2) * phi
  }

  // Outward from the centre until the terms fall below 1e-18 of the sum.
  var step = min(1, 1 / curvature.squareRoot())
  var sum = integrand(0)
  var (lower, upper) = (0.0, 0.0)
  var previous = sum
  while true {
    upper += step
    let value = integrand(upper)
    sum += value
    if value <= 1e-18 * sum, value <= previous { break }
    previous = value
  }
  previous = .infinity
  while true {
    lower -= step
    let value = integrand(lower)
    sum += value
    if value <= 1e-18 * sum, value <= previous { break }
    previous = value
  }
  // Each level adds the midpoints of the one before.
  for _ in 0..<12 {
    var middle = 0.0
    var d = lower + 0.5 * step
    var k = 0.0
    while d < upper {
      middle += integrand(d)
      k += 1
      d = lower + (k + 0.5) * step
    }
    let difference = abs(sum - middle)
    sum += middle
    step *= 0.5
    if difference <= 3e-8 * sum { break }
  }
  return logSumExp(0, logPeak2F1(a, b, c, rho: rho, w: w, logGain: logGain) + log(step * sum))
}

/// E(centre) - ln B(b, c+1-b), by whichever of two forms has the smaller terms: E itself, or its distance from the
/// maximum of the Beta density, whose height is known from Stirling's formula.
private func logPeak2F1(_ a: Double, _ b: Double, _ c: Double, rho: Double, w: Double, logGain: Double) -> Double {
  let rest = (c - b) + 1
  let total = c + 1
  let logOneMore = log1p(w)
  let parts =
    w < 1
    ? (b * log(w), -((c - a) + 1) * logOneMore, -a * log1p(rho * w))
    : (-b * log1p(1 / w), (a - rest) * logOneMore, -a * log1p(rho * w))
  let logNorm = logBeta(b, rest)
  let plainSize = abs(parts.0) + abs(parts.1) + abs(parts.2) + abs(logNorm)

  let share = LogisticShare(odds: b / rest)
  let fall = total * share.carefulBend(log(w / (b / rest)))
  // ln of the integral of the Beta density over its height, in s.
  let logWidth =
    halfLogTwoPi - 0.5 * log(b * (rest / total))
    + (stirlingRemainder(b) + stirlingRemainder(rest) - stirlingRemainder(total))
  if fall + logGain + abs(logWidth) < plainSize { return (logGain - fall) - logWidth }
  return parts.0 + parts.1 + parts.2 - logNorm
}

/// mu(y) = ln Gamma(y) - (y - 1/2) ln y + y - ln(2 pi)/2 for any y > 0.
private func stirlingRemainder(_ y: Double) -> Double {
  y >= stirlingThreshold ? stirlingCorrection(y) : logGamma(y) - (y - 0.5) * log(y) + y - halfLogTwoPi
}

/// A share u = odds / (1 + odds), with its complement, and how ln(1 - u + u e^d) bends away from its tangent at d = 0.
private struct LogisticShare {
  let share: Double
  let complement: Double

  init(odds: Double) {
    share = odds / (1 + odds)
    complement = 1 / (1 + odds)
  }

  /// ln(1 + u (e^d - 1)) - u d, right to the rounding of u d; `scale` is e^d. Written about the smaller of u and 1 - u.
  func bend(_ d: Double, _ scale: Double) -> Double {
    share <= 0.5
      ? log1p(share * (scale - 1)) - share * d
      : log1p(complement * (1 / scale - 1)) + complement * d
  }

  /// The same, right to its own last digits also for small d, where it is u (1-u) d^2 / 2.
  func carefulBend(_ d: Double) -> Double {
    let (u, e) = share <= 0.5 ? (share, d) : (complement, -d)
    guard abs(d) < 0.3 else { return log1p(u * expm1(e)) - u * e }
    // e^e - 1 - e, to the thirteenth power
    let curve = e * e * exponentialTail(e)
    // ln(1+y) - y = -y r + 2 r^3 (1/3 + r^2/5 + ...) with r = y / (2 + y)
    let y = u * (e + curve)
    let r = y / (2 + y)
    let r2 = r * r
    let series =
      1 / 3.0 + r2 * (1 / 5.0 + r2 * (1 / 7.0 + r2 * (1 / 9.0 + r2 * (1 / 11.0 + r2 * (1 / 13.0 + r2 / 15.0)))))
    return u * curve - y * r + 2 * r * r2 * series
  }
}

/// (e^x - 1 - x) / x^2 for |x| < 0.3.
private func exponentialTail(_ x: Double) -> Double {
  var value = 1.0
  var k = 13.0
  while k > 2 {
    value = 1 + x / k * value
    k -= 1
  }
  return 0.5 * value
}
