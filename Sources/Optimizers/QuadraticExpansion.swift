public import DenseLinearAlgebra

/// A function to be maximised whose gradient and Hessian are known exactly.
public protocol SecondOrderObjective {
  /// Number of variables.
  var dimension: Int { get }

  /// Value, gradient and Hessian at a point; not finite where the function does not exist.
  func expansion(at point: [Double]) -> QuadraticExpansion
}

/// A function near a point, to second order: f + g's + s'H s / 2.
public struct QuadraticExpansion: Sendable, Equatable {
  /// f.
  public var value: Double
  /// g.
  public var gradient: [Double]
  /// H, symmetric.
  public var hessian: Matrix

  /// See the properties.
  public init(value: Double, gradient: [Double], hessian: Matrix) {
    self.value = value
    self.gradient = gradient
    self.hessian = hessian
  }

  /// Whether value, gradient and Hessian are all finite.
  public var isFinite: Bool { value.isFinite && gradient.allSatisfy(\.isFinite) && hessian.isFinite }
}
