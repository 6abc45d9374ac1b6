import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How the dropout integral of one Pareto/NBD customer is cut into panels for Gauss-Legendre rules.
///
/// For d the time since the last purchase, A = alpha + t_x, B = beta + t_x, D = T - t_x:
/// ```
/// integral over 0 < d < D of (s / B) (1 + d / A)^-n (1 + d / B)^-(s + 1)      left d after the last purchase
///   +  (1 + D / A)^-n (1 + D / B)^-s                                          still a customer
/// ```
/// The integrand falls, and its logarithm is convex. Panels start at d = 0 and are as wide as the distance to the
/// nearer singularity (-A or -B) and the slope of the logarithm allow to rules of 8, 16 or 24 points. Most customers need
/// one panel.
///
/// Rejected: 2F1 in its two orderings of alpha and beta, whose difference cancels for short silences and whose
/// derivatives with respect to its parameters are integrals of this kind again.
struct DropoutPanels: Sequence, IteratorProtocol {
  /// One panel: where it begins, how wide it is, and its rule on [0, 1].
  struct Panel {
    let left: Double
    let width: Double
    let rule: DropoutRule
  }

  /// r + x and s + 1.
  let n: Double
  let power: Double
  /// A and B.
  let distanceA: Double
  let distanceB: Double
  /// s / B, the density of leaving at d = 0.
  let density: Double
  private let silence: Double
  /// Where integrand times remaining width are below this, the rest is left out: 1e-17 of the integral, at least.
  private let enough: Double
  private var left = 0.0

  /// - Parameters:
  ///   - n, s: r + x and s.
  ///   - distanceA, distanceB: A and B.
  ///   - silence: D, finite.
  init(n: Double, s: Double, distanceA: Double, distanceB: Double, silence: Double) {
    self.n = n
    power = s + 1
    self.distanceA = distanceA
    self.distanceB = distanceB
    density = s / distanceB
    self.silence = silence
    // exp(-slope d) lies below the integrand.
    enough = 0.6e-17 * Swift.min(silence, 1 / (n / distanceA + power / distanceB))
  }

  /// The next panel to the right.
  mutating func next() -> Panel? {
    let rest = silence - left
    guard rest > 0 else { return nil }
    if left > 0 {
      let height = exp(-n * log1p(left / distanceA) - power * log1p(left / distanceB))
      guard height * rest > enough else { return nil }
    }
    let start = left
    let slope = n / (distanceA + start) + power / (distanceB + start)
    let distance = Swift.min(distanceA, distanceB) + start
    for (rule, reach) in Self.reaches where reach.width(slope: slope, distance: distance) >= rest {
      left = silence
      return Panel(left: start, width: rest, rule: rule)
    }
    let width = Self.reaches[2].reach.width(slope: slope, distance: distance)
    // Two nearly equal panels rather than a long one and a scrap.
    left = 2 * width > rest ? start + 0.5 * rest : start + width
    return Panel(left: start, width: left - start, rule: Self.reaches[2].rule)
  }

  /// How far a rule reaches. For (1 + d)^-p over 0 < d < w the relative error, also with a factor log(1 + d)^2, stays
  /// below 3e-14 while (p + 4) w and p w are below these; found by trial for p from 1 to 1000.
  private struct Reach {
    let bent: Double
    let steep: Double

    func width(slope: Double, distance: Double) -> Double { Swift.min(bent / (slope + 4 / distance), steep / slope) }
  }

  private static let reaches: [(rule: DropoutRule, reach: Reach)] = [
    (.order8, Reach(bent: 2.2, steep: 1.6)), (.order16, Reach(bent: 14, steep: 12)),
    (.order24, Reach(bent: 36, steep: 26)),
  ]
}

/// A Gauss-Legendre rule on [0, 1].
struct DropoutRule: Sendable {
  let nodes: [Double]
  let weights: [Double]

  // Orders that fill whole vectors.
  static let order8 = DropoutRule(.order8)
  static let order16 = DropoutRule(.order16)
  static let order24 = DropoutRule(GaussLegendre(order: 24))

  private init(_ rule: GaussLegendre) {
    nodes = rule.nodes.map { 0.5 * (1 + $0) }
    weights = rule.weights.map { 0.5 * $0 }
  }
}
