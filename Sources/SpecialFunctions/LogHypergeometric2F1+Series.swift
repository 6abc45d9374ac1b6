#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// ln of the power series of 2F1(a, b; c; z) with a, b > -1, or nil where more than some 1200 terms would be needed.
///
/// The sum starts at the term after 1 so that ln F keeps its digits where F is near 1, and is rescaled before it can
/// overflow. The ratio of a term to the one before does not depend on the term, so that divisions overlap.
func logSeries2F1(_ a: Double, _ b: Double, _ c: Double, z: Double, rho: Double) -> Double? {
  let limit = 1200.0
  if a == 0 || b == 0 { return 0 }
  // Terms grow while rho n^2 + linear n + constant < 0.
  let constant = c - a * b * z
  let linear = (c + 1) - (a + b) * z
  let discriminant = linear * linear - 4 * rho * constant
  if discriminant > 0 {
    let root = discriminant.squareRoot()
    let peak = linear < 0 ? (root - linear) / (2 * rho) : -2 * constant / (linear + root)
    if peak > limit / 2 { return nil }
  }

  var first = 1.0
  var term = 1.0
  var excess = 0.0
  var shift = 0.0
  var n = 0.0
  var ratio = 0.0
  while true {
    for _ in 0..<8 {
      ratio = ((a + n) * (b + n) * z) / ((c + n) * (n + 1))
      term *= ratio
      excess += term
      n += 1
    }
    // Later ratios lie between this one and z, their limit.
    let bound = max(ratio, z)
    let tail = abs(term) * bound
    let tolerated = 3e-17 * abs(excess) * (1 - bound)
    if tail <= tolerated { break }
    if n.truncatingRemainder(dividingBy: 64) == 0 {
      if n >= limit || bound < 1 && n + log(tail / tolerated) / (1 - bound) > limit { return nil }
      if abs(term) > 1e100 {
        first *= 1e-100
        term *= 1e-100
        excess *= 1e-100
        shift += 100 * 2.302585092994045684
      }
    }
  }
  return shift == 0 ? log1p(excess) : log(first + excess) + shift
}

/// ln F(a, beta; c; -w) by its series, asymptotic in w / c, or nil where the terms do not fall at least by half from
/// one to the next until they vanish.
func logAsymptotic2F1(_ a: Double, _ beta: Double, _ c: Double, w: Double) -> Double? {
  guard beta > -1 else { return nil }
  var term = 1.0
  var sum = 0.0
  var n = 0.0
  repeat {
    let ratio = (a + n) * (beta + n) * w / ((c + n) * (n + 1))
    if abs(ratio) > 0.5 { return nil }
    term *= -ratio
    sum += term
    n += 1
  } while abs(term) > 1e-17 * abs(sum)
  return log1p(sum)
}
