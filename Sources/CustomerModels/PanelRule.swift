import SpecialFunctions

/// The 16-point Gauss-Legendre rule on [0, 1]: what panels of an integral are summed with.
struct PanelRule: Sendable {
  static let rule = PanelRule()

  /// Ascending.
  let nodes: [Double]
  /// Their weights, which sum to 1.
  let weights: [Double]

  private init() {
    nodes = GaussLegendre.order16.nodes.map { 0.5 * (1 + $0) }
    weights = GaussLegendre.order16.weights.map { 0.5 * $0 }
  }
}
