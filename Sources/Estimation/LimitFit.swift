import CustomerModels
import DenseLinearAlgebra
import Optimizers

/// The best fit at a limit of a model: the log-parameters stand far out along the limit's direction and are free in
/// every other.
struct LimitFit {
  /// How far out, in log-units: exp(-20) is 2e-9.
  private static let distance = 20.0
  /// A fit that moved further than this in other directions has left the limit for another one.
  private static let leash = 10.0

  /// Where the best fit was found.
  let point: [Double]
  /// The mean log-likelihood there.
  let value: Double
  /// Evaluations of the likelihood spent.
  let evaluations: Int

  /// - Parameter directions: all that lead to the limit.
  /// - Returns: nil when no fit stays at the limit.
  init?(
    _ directions: [[Double]], of objective: some SecondOrderObjective, from point: [Double], newton: TrustRegionNewton
  ) {
    var outward = Array(repeating: 0.0, count: point.count)
    var outer = Matrix(rows: point.count, columns: point.count)
    for direction in directions {
      for row in direction.indices {
        outward[row] += direction[row]
        for column in direction.indices { outer[row, column] += direction[row] * direction[column] }
      }
    }
    // The eigenvectors of the sum of u u' with eigenvalue 0 span what is orthogonal to every u.
    guard let eigen = try? SymmetricEigen(outer) else { return nil }
    let free = eigen.values.indices.filter { eigen.values[$0] < 1e-9 }
    let bounds = newton.options.bounds
    let origin = zip(point, outward).map {
      min(max($0 + $1 * Self.distance, bounds.lowerBound), bounds.upperBound)
    }
    if free.isEmpty {
      // The limit is a single distribution: nothing is left to fit.
      let end = objective.expansion(at: origin)
      guard end.isFinite else { return nil }
      self.point = origin
      value = end.value
      evaluations = 1
      return
    }
    let restricted = Restricted(
      objective: objective, origin: origin, basis: free.map { eigen.vectors.column($0) })
    let outcome = newton.maximize(restricted, from: Array(repeating: 0, count: restricted.dimension))
    guard outcome.termination != .noValueAtStart, outcome.point.allSatisfy({ abs($0) < Self.leash }) else {
      return nil
    }
    self.point = restricted.full(outcome.point)
    value = outcome.expansion.value
    evaluations = outcome.evaluations
  }

  /// An objective on the affine space origin + span(basis).
  private struct Restricted<Objective: SecondOrderObjective>: SecondOrderObjective {
    let objective: Objective
    let origin: [Double]
    let basis: [[Double]]

    var dimension: Int { basis.count }

    func full(_ point: [Double]) -> [Double] {
      var full = origin
      for (length, vector) in zip(point, basis) {
        for index in full.indices { full[index] += length * vector[index] }
      }
      return full
    }

    func expansion(at point: [Double]) -> QuadraticExpansion {
      let whole = objective.expansion(at: full(point))
      let rows = Matrix(basis)
      return QuadraticExpansion(
        value: whole.value, gradient: rows * whole.gradient, hessian: rows * (whole.hessian * rows.transposed))
    }
  }
}
