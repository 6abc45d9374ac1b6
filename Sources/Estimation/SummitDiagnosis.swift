import CustomerModels
import DenseLinearAlgebra
import Optimizers

/// What the answer of a search is: a summit, a limit that the likelihood only approaches, or a point on a level ridge.
///
/// The eigenvectors of the mean information with next to no curvature are walked along, both ways, to the bounds.
/// Where the mean log-likelihood never falls by more than `tolerance` one way but falls the other, the likelihood has
/// its supremum at a limit; where it falls neither way within several log-units, the direction is flat. Directions
/// that the model knows as limits give the limit its name.
struct SummitDiagnosis {
  /// A change of the mean log-likelihood that counts as none.
  static let tolerance = 1e-9
  /// Curvature of the mean log-likelihood below which a direction is walked along: three log-units away the quadratic
  /// would have fallen by 5e-6, and a ray so near its limit that 1e-9 is left has a curvature of about 1e-9.
  static let weakCurvature = 1e-6
  /// Log-units that a flat direction stays level for, at least: a factor of 20 in the parameters.
  static let flatLength = 3.0

  let status: OptimizationReport.Status
  let messages: [String]
  /// Where the likelihood was seen to be higher, if anywhere.
  let higherGround: [Double]?
  /// Evaluations of the likelihood spent.
  let evaluations: Int
  /// Curvatures of the mean log-likelihood, ascending: eigenvalues of the mean information.
  let curvatures: [Double]
  /// Their eigenvectors, column by column.
  let directions: Matrix
  /// Positions of the eigenvectors along which the data determine nothing.
  let open: Set<Int>

  init(
    _ outcome: TrustRegionNewton.Outcome, on objective: some SecondOrderObjective, limits: [ModelLimit],
    names: [String], bounds: ClosedRange<Double>
  ) {
    var information = outcome.expansion.hessian
    for index in information.elements.indices { information.elements[index].negate() }
    // Finite by construction: the expansion was checked before it was accepted.
    let eigen = try! SymmetricEigen(information)
    var walks = Walks(objective: objective, origin: outcome.point, value: outcome.expansion.value, bounds: bounds)
    var open: Set<Int> = []
    var isBoundary = false
    for index in eigen.values.indices where eigen.values[index] < Self.weakCurvature {
      let direction = eigen.vectors.column(index)
      let forward = walks.walk(direction)
      let backward = walks.walk(direction.map { -$0 })
      if forward.isEndless != backward.isEndless && max(forward.length, backward.length) >= Self.flatLength {
        isBoundary = true
        open.insert(index)
      } else if forward.length >= Self.flatLength && backward.length >= Self.flatLength {
        open.insert(index)
      }
    }
    let weak = open.sorted().map { eigen.vectors.column($0) }
    let active =
      open.isEmpty ? [] : limits.filter { walks.isActive($0.direction, within: weak) }
    if !active.isEmpty { isBoundary = true }
    status = open.isEmpty ? .converged : isBoundary ? .boundary : .flat
    higherGround = walks.higherGround
    evaluations = walks.evaluations
    curvatures = eigen.values
    directions = eigen.vectors
    self.open = open
    messages = Self.messages(status: status, limits: active, undetermined: weak, names: names)
  }

  /// Positions of the parameters that have a part in an open direction and so no standard error.
  static func undetermined(_ weak: [[Double]], count: Int) -> [Int] {
    (0..<count).filter { index in weak.reduce(0) { $0 + $1[index] * $1[index] } > 1e-6 }
  }

  private static func messages(
    status: OptimizationReport.Status, limits: [ModelLimit], undetermined weak: [[Double]], names: [String]
  ) -> [String] {
    let without = undetermined(weak, count: names.count).map { names[$0] }.spoken
    switch status {
    case .converged: return []
    case .flat:
      return [
        "The data do not determine \(without): other values fit exactly as well, so "
          + "\(without) should not be read on its own and has no standard error."
      ]
    case .boundary:
      var meanings: [String] = []
      for limit in limits where !meanings.contains(limit.meaning) { meanings.append(limit.meaning) }
      let cause =
        meanings.isEmpty
        ? "" : " " + meanings.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }.joined(separator: " ")
      return [
        "The likelihood has no summit: it keeps rising, by less than 1e-9 per customer from here on, toward a limit "
          + "of \(without), which therefore has no standard error.\(cause)"
      ]
    }
  }
}
