/// A log-likelihood with its exact gradient and Hessian with respect to log-parameters.
public struct LikelihoodJet: Sendable, Equatable {
  /// k, the number of parameters.
  public let parameterCount: Int
  /// The log-likelihood.
  public var value: Double
  /// d value / d log(parameter), k entries.
  public var gradient: [Double]
  /// Second derivatives with respect to log-parameters: lower triangle by rows, k (k + 1) / 2 entries.
  public var hessian: [Double]

  /// A jet of zeros.
  public init(parameterCount: Int) {
    self.parameterCount = parameterCount
    value = 0
    gradient = Array(repeating: 0, count: parameterCount)
    hessian = Array(repeating: 0, count: parameterCount * (parameterCount + 1) / 2)
  }

  /// Makes it a jet of zeros, in the memory that it has.
  mutating func reset(parameterCount: Int) {
    guard parameterCount == self.parameterCount else { return self = LikelihoodJet(parameterCount: parameterCount) }
    value = 0
    for index in gradient.indices { gradient[index] = 0 }
    for index in hessian.indices { hessian[index] = 0 }
  }

  /// Position of row `i`, column `j` <= `i` in `hessian`.
  @inlinable
  public static func packed(_ i: Int, _ j: Int) -> Int { i * (i + 1) / 2 + j }

  /// Adds `weight` times another jet.
  public mutating func add(_ other: LikelihoodJet, weight: Double = 1) {
    value += weight * other.value
    for index in gradient.indices { gradient[index] += weight * other.gradient[index] }
    for index in hessian.indices { hessian[index] += weight * other.hessian[index] }
  }

  /// Adds the weighted product of the gradient with itself to a lower triangle by rows.
  func addSquare(weight: Double, to sum: inout [Double]) {
    for row in gradient.indices {
      let scaled = weight * gradient[row]
      for column in 0..<row + 1 { sum[LikelihoodJet.packed(row, column)] += scaled * gradient[column] }
    }
  }

  /// Adds a jet that stands in one array: value, gradient, Hessian.
  mutating func add(packed sums: [Double]) {
    value += sums[0]
    for index in gradient.indices { gradient[index] += sums[1 + index] }
    for index in hessian.indices { hessian[index] += sums[1 + parameterCount + index] }
  }
}
