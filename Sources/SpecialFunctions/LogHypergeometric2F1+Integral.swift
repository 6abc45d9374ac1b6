// Euler's integral for 2F1 by the trapezoid rule on the whole line.
//
// With u = w / (1 + w), w = e^s, DLMF 15.6.1 integrated by parts k times (k = 1, or 2 where c < b), so that the right
// tail falls at least like e^-s; less the integral of the Beta density itself, so that 2F1 - 1 keeps its digits and the
// left tail falls at least like e^s:
//
//   2F1(a, b; c; z) - 1 = 1/B(b, c+k-b) * integral over s of exp(E(s)) phi(s)
//   E   = b s - (c+k-a) ln(1+w) - a ln(1 + rho w)
//   phi = 1 - e^-L + sum over j = 1...k of C(k, j) (a)_j / (c)_j q^j
//   L   = a ln((1+w) / (1 + rho w)),   q = z w / (1 + rho w)
//
// E has a single maximum, at the positive root of b + w ((a - c') + rho (b - a)) - rho c' w^2 = 0 with c' = c+k-b: the
// centre of the rule. The integrand is analytic for |Im s| < pi, so the error falls like exp(-2 pi^2 / step) (faster
// for narrow peaks); the step is halved until two interleaved sums agree to 1e-10: halving squares the error. (At 3e-8
// a chance agreement of two bad sums has been met.)
//
// Digits: E(s) - E(centre) = -(c+k-a) g(u1, d) - a g(u2, d), where d = s - centre, u1 = w/(1+w) and
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
  let parts = c < b ? 2.0 : 1.0
  let rest = (c - b) + parts
  let exponent = (c - a) + parts
  // a - rest, from the difference that is exact where c is near the larger of a and b.
  let climb = (min(a, b) - (c - max(a, b))) - parts
  let linear = climb + rho * (b - a)
  let root = (linear * linear + 4 * rho * rest * b).squareRoot()
  let w = linear > 0 ? (linear + root) / (2 * rho * rest) : 2 * b / (root - linear)

  let first = LogisticShare(odds: w)
  let second = LogisticShare(odds: rho * w)
  let curvature = exponent * first.share * first.complement + a * second.share * second.complement
  let careful = curvature > 25
  let firstLift = parts * a / c
  let secondLift = parts == 1 ? 0 : a / c * ((a + 1) / (c + 1))

  func integrand(_ d: Double) -> Double {
    let scale = exp(d)
    let g1 = careful ? first.carefulBend(d) : first.bend(d, scale)
    let g2 = careful ? second.carefulBend(d) : second.bend(d, scale)
    let x = w * scale
    let q = z * x / (1 + rho * x)
    let phi = -expm1(-a * log1p(q)) + q * (firstLift + q * secondLift)
    return exp(-exponent * g1 - a * g2) * phi
  }

  // Outward from the centre until the terms fall below 1e-18 of the sum; to the right not before phi has stopped
  // growing where it can outgrow exp(E) again.
  let growth = rest < 3 ? -log(rho * w) : 0
  var step = min(0.6, 0.9 / curvature.squareRoot())
  var sum = integrand(0)
  var (lower, upper) = (0.0, 0.0)
  var value = sum
  var previous = sum
  repeat {
    previous = value
    upper += step
    value = integrand(upper)
    sum += value
  } while value > 1e-18 * sum || value > previous || upper < growth
  value = .infinity
  repeat {
    previous = value
    lower -= step
    value = integrand(lower)
    sum += value
  } while value > 1e-18 * sum || value > previous
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
    if difference <= 1e-10 * sum { break }
  }
  return logSumExp(
    0,
    logPeak2F1(a, b, c, parts: parts, climb: climb, logGain: a * log1p(z * w / (1 + rho * w)), rho: rho, w: w)
      + log(step * sum))
}

/// E(centre) - ln B(b, c+k-b), by whichever of two forms has the smaller terms: E itself, or its distance from the
/// maximum of the Beta density, whose height is known from Stirling's formula.
private func logPeak2F1(
  _ a: Double, _ b: Double, _ c: Double, parts k: Double, climb: Double, logGain: Double, rho: Double, w: Double
)
  -> Double
{
  let rest = (c - b) + k
  let total = c + k
  let logOneMore = log1p(w)
  let parts =
    w < 1
    ? (b * log(w), -((c - a) + k) * logOneMore, -a * log1p(rho * w))
    : (-b * log1p(1 / w), climb * logOneMore, -a * log1p(rho * w))
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
    let curve = exponentialRemainder(e)
    return u * curve + logOnePlusRemainder(u * (e + curve))
  }
}
