import SpecialFunctions

/// Integrals over [0, 1] with a power of the variable as weight, from the nodes of `PanelRule`: a first panel at a power's
/// singularity.
struct PowerWeightedRule: Sendable {
  static let rule = PowerWeightedRule()

  /// weight_j (2 k + 1) P_k(x_j), 16 degrees k for each node j.
  private let projection: [Double]

  private init() {
    let rule = GaussLegendre.order16
    var projection: [Double] = []
    for (node, weight) in zip(rule.nodes, rule.weights) {
      var (previous, current) = (0.0, 1.0)
      for degree in 0..<16 {
        projection.append(0.5 * weight * Double(2 * degree + 1) * current)
        let k = Double(degree)
        (previous, current) = (current, ((2 * k + 1) * node * current - k * previous) / (k + 1))
      }
    }
    self.projection = projection
  }

  /// Weights of the nodes for the integral over [0, 1] of v^(e - 1) f(v), for e > 0.
  ///
  /// The moments of v^(e - 1) against shifted Legendre polynomials of degree k are
  /// (e - 1) (e - 2) ... (e - k) / (e (e + 1) ... (e + k)).
  func weights(exponent e: Double) -> [Double] {
    var moments: [Double] = []
    var moment = 1 / e
    for degree in 1...16 {
      moments.append(moment)
      moment *= (e - Double(degree)) / (e + Double(degree))
    }
    return (0..<16).map { node in
      var sum = 0.0
      for degree in 0..<16 { sum += projection[16 * node + degree] * moments[degree] }
      return sum
    }
  }
}
