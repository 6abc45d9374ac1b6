#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Nodes and weights for expectations over a beta(a, b) chance p: sum of weights times f(p) is E[f(p)].
///
/// Models with a beta mixture of dropout chances have every prediction as such an expectation of an elementary
/// function, without the removable singularities of the hypergeometric forms (at a = 1, at a + b = 1, ...).
///
/// Goals: any a, b from 1e-13 to 1e13, as fits at a limit of the model have them; functions that change on a given small
/// scale (down to 1e-305) near p = 0 and are smooth in log p beyond; relative accuracy near 1e-14, while the
/// expectation is above 1e-20; about a hundred nodes, and some forty more for each power of ten of a scale below that of p.
///
/// Method: the unit interval is cut at 1/2 and each half described by its distance v from its end, so that neither p
/// nor 1 - p ever comes from a subtraction. With H(v) = e log v + g log(1 - v) on a half (e, g are a, b or b, a):
/// - the range is cut where H lies 45 below its maximum (a relative 1e-19), at small p lower still when the scale is so
///   small that what lies there counts;
/// - [0, v0] takes v^(e-1) exactly: Legendre interpolation of the rest with the moments of the power, so that e = 1e-10
///   is no harder than e = 1;
/// - beyond, 16-point Gauss-Legendre panels of geometric width, narrower where H is steep or curved.
///
/// Rejected: Gauss-Jacobi (nodes differ for every (a, b), and do not resolve small scales), double-exponential rules
/// (several hundred nodes when a is small and the scale is small).
struct BetaQuadrature: Sendable {
  /// p at each node.
  private(set) var nodes: [Double] = []
  /// Non-negative up to rounding, sum 1.
  private(set) var weights: [Double] = []

  /// - Parameters:
  ///   - a, b: positive shapes.
  ///   - scale: the functions to be integrated behave like exp(-p / scale) or (1 + p / scale)^-1 near p = 0;
  ///     infinity when they are smooth on the whole interval.
  init(a: Double, b: Double, scale: Double) {
    nodes.reserveCapacity(160)
    weights.reserveCapacity(160)
    // A scale that has underflowed would leave panels without width.
    let scale = max(scale, 1e-305)
    let center = a / (a + b)
    let complement = b / (a + b)
    // Purchases are up to 1 / scale times as many near p = 0 as elsewhere; of the customers there alone, about scale^a,
    // some are still alive. Beyond 750 all that is less than the smallest double. Above 1e-8 the 45 reach far below the
    // scale wherever a is at most 1 (e^(-45 / a)), and for a larger a few purchases lie there.
    let further = scale > 1e-8 ? 0 : min(750, -max(1, a) * log(scale))
    let below = BetaQuadrature.distance(to: 45 + further, from: center, complement, a, b)
    let above = BetaQuadrature.distance(to: 45, from: complement, center, b, a)
    // Ends of the range, as p and as 1 - p.
    let (lowest, lowestComplement) = BetaQuadrature.moved(center, complement, by: below)
    let (highestComplement, highest) = BetaQuadrature.moved(complement, center, by: above)

    if lowest < 0.5 {
      addHalf(
        e: a, g: b, center: center, complement: complement, from: lowest, to: highest < 0.5 ? highest : 0.5,
        scale: scale, origin: 0.5 * scale, mirrored: false)
    }
    if highestComplement < 0.5 {
      // Away from p = 0 a function of that scale either is still changing or has died out.
      let local = 40 * scale > 0.5 ? scale : .infinity
      addHalf(
        e: b, g: a, center: complement, complement: center, from: highestComplement,
        to: lowestComplement < 0.5 ? lowestComplement : 0.5, scale: local, origin: 3 * local, mirrored: true)
    }
    if nodes.isEmpty {
      // A beta so narrow that a double holds one value of it only.
      nodes = [center]
      weights = [1]
    }
    let total = weights.reduce(0, +)
    for index in weights.indices { weights[index] /= total }
  }

  /// E[f(p)].
  @inline(__always)
  func expectation(_ function: (Double) -> Double) -> Double {
    var sum = 0.0
    for index in nodes.indices { sum += weights[index] * function(nodes[index]) }
    return sum
  }

  /// A chance above which beta(a, b) has no mass worth counting (relative 1e-19).
  static func largestChance(a: Double, b: Double) -> Double {
    let (center, complement) = (a / (a + b), b / (a + b))
    return moved(complement, center, by: distance(to: 45, from: complement, center, b, a)).complement
  }

  private mutating func addHalf(
    e: Double, g: Double, center: Double, complement: Double, from lowest: Double, to highest: Double,
    scale: Double, origin: Double, mirrored: Bool
  ) {
    /// e log v / center + g log (1 - v) / complement, from the deviation so that large e, g do not cancel.
    @inline(__always) func height(_ v: Double) -> Double {
      let deviation = v - center
      let near = abs(deviation) < 0.5 * center ? log1p(deviation / center) : log(v / center)
      let far = abs(deviation) < 0.5 * complement ? log1p(-deviation / complement) : log((1 - v) / complement)
      return e * near + g * far
    }
    @inline(__always) func add(_ v: Double, _ weight: Double) {
      nodes.append(mirrored ? 1 - v : v)
      weights.append(weight)
    }
    let rule = PanelRule.rule
    var left = lowest
    let first = min(1.0 / 3, 3 / g, origin, highest)
    if lowest < 0.5 * first {
      let power = PowerWeightedRule.rule.weights(exponent: e)
      let scaleOfPower = e * log(first / center)
      for index in 0..<16 {
        let v = first * rule.nodes[index]
        let rest =
          g * (abs(v - center) < 0.5 * complement ? log1p((center - v) / complement) : log((1 - v) / complement))
        add(v, power[index] * exp(scaleOfPower + rest) / (1 - v))
      }
      left = first
    }
    // Up to here products of v are no doubles, and v beside 1 is nothing.
    let tiny = min(highest, 1e-140)
    while left < tiny {
      let width = left * min(1.5, 14 / abs(e - g * left), 3 / e.squareRoot())
      let right = left + 1.2 * width >= tiny || left + width == left ? tiny : left + width
      for index in 0..<16 {
        let v = left + (right - left) * rule.nodes[index]
        add(v, rule.weights[index] * ((right - left) / v) * exp(height(v)))
      }
      left = right
    }
    while left < highest {
      let slope = e / left - g / (1 - left)
      let curvature = e / (left * left) + g / ((1 - left) * (1 - left))
      var width = min(1.5 * left, 14 / abs(slope), 3 / curvature.squareRoot())
      if mirrored { width = min(width, 14 * scale) }
      // A beta may be so narrow that panels of its width are between two doubles.
      let right = left + 1.2 * width >= highest || left + width == left ? highest : left + width
      for index in 0..<16 {
        let v = left + (right - left) * rule.nodes[index]
        add(v, rule.weights[index] * (right - left) * exp(height(v)) / (v * (1 - v)))
      }
      left = right
    }
  }

  /// How far below the mode, in logit p, the beta's log-weight has fallen by `drop`; at least so far.
  ///
  /// Newton's method on a convex function: every step but the first comes from beyond the root. From far out, where
  /// one shape is tiny and the other huge, it comes back by about one unit per step.
  private static func distance(
    to drop: Double, from center: Double, _ complement: Double, _ e: Double, _ g: Double
  ) -> Double {
    var x = (2 * drop / ((e + g) * center * complement)).squareRoot()
    // The weight is a parabola there; the terms below, of size e x, would only cancel.
    if x < 1e-3 { return 1.01 * x }
    for _ in 0..<200 {
      // e x + (e + g) log(complement + center exp(-x)), written about the smaller share, which may be far below 1e-16.
      let fallen: Double
      if center <= 0.5 {
        fallen = e * x + (e + g) * log1p(center * expm1(-x))
      } else {
        let growth = x < 500 ? log1p(complement * expm1(x)) : x + log(complement + center * exp(-x))
        fallen = (e + g) * growth - g * x
      }
      if abs(fallen - drop) < 0.01 * drop { break }
      let slope = -e * complement * expm1(-x) / (complement + center * exp(-x))
      guard slope > 0 else { break }
      x += (drop - fallen) / slope
    }
    return max(x, 0)
  }

  /// The chance whose logit is lower than that of `center` by `distance`, and its complement.
  private static func moved(
    _ center: Double, _ complement: Double, by distance: Double
  ) -> (chance: Double, complement: Double) {
    let shrunk = center * exp(-distance)
    return (shrunk / (complement + shrunk), complement / (complement + shrunk))
  }
}
