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
  /// The limits that the answer lies at, in the model's words.
  let meanings: [String]
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

  /// - Parameter parameterCount: how many of the variables are logarithms of parameters; coefficients follow.
  init(
    _ outcome: TrustRegionNewton.Outcome, on objective: some SecondOrderObjective, limits: [ModelLimit],
    names: [String], parameterCount: Int = .max, bounds: ClosedRange<Double>
  ) {
    var information = outcome.expansion.hessian
    for index in information.elements.indices { information.elements[index].negate() }
    // A parameter held by the end of the search on the way to a slow limit is not determined, whatever the curvature.
    let held = limits.filter { $0.isSlow && outcome.isHeld(on: $0.direction, by: bounds) }
    for index in names.indices where held.contains(where: { $0.direction[index] != 0 }) {
      for other in names.indices {
        information[index, other] = 0
        information[other, index] = 0
      }
    }
    // Finite by construction: the expansion was checked before it was accepted.
    let eigen = try! SymmetricEigen(information)
    var walks = Walks(objective: objective, origin: outcome.point, value: outcome.expansion.value, bounds: bounds)
    var open: Set<Int> = []
    var escapes: [[Double]] = []
    for index in eigen.values.indices where eigen.values[index] < Self.weakCurvature {
      let direction = Self.straightened(eigen.vectors.column(index), toward: limits)
      let forward = walks.walk(direction)
      let backward = walks.walk(direction.map { -$0 })
      if forward.isEndless != backward.isEndless && max(forward.length, backward.length) >= Self.flatLength {
        escapes.append(forward.isEndless ? direction : direction.map { -$0 })
        open.insert(index)
      } else if forward.length >= Self.flatLength && backward.length >= Self.flatLength {
        open.insert(index)
      }
    }
    let weak = open.sorted().map { eigen.vectors.column($0) }
    let active = open.isEmpty ? [] : limits.filter { walks.isActive($0.direction, within: weak) }
    let isBoundary = !escapes.isEmpty || !active.isEmpty
    meanings = active.reduce(into: []) { if !$0.contains($1.meaning) { $0.append($1.meaning) } }
    status = open.isEmpty ? .converged : isBoundary ? .boundary : .flat
    higherGround = walks.higherGround
    evaluations = walks.evaluations
    curvatures = eigen.values
    directions = eigen.vectors
    self.open = open
    messages =
      switch status {
      case .converged: []
      case .flat: Self.flat(Self.undetermined(weak, count: names.count).map { names[$0] })
      case .boundary:
        Self.boundary(
          active, meanings, escapes: escapes, Self.undetermined(weak, count: names.count), names: names,
          parameterCount: parameterCount)
      }
  }

  /// The limit that an eigenvector all but points to, or the eigenvector: a valley toward a limit may start out askew,
  /// and a straight walk of tens of log-units would leave it.
  private static func straightened(_ vector: [Double], toward limits: [ModelLimit]) -> [Double] {
    for limit in limits {
      let length = limit.direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let cosine = zip(vector, limit.direction).reduce(0) { $0 + $1.0 * $1.1 } / length
      if abs(cosine) > 1 - 1e-3 { return limit.direction.map { ($0 * cosine > 0 ? 1 : -1) * abs($0) / length } }
    }
    return vector
  }

  /// The largest variance of a log-parameter, times the number of customers; infinite where one is not determined.
  var largestLogVariance: Double {
    guard open.isEmpty, curvatures.allSatisfy({ $0 > 0 }) else { return .infinity }
    return (0..<curvatures.count).map { parameter in
      curvatures.indices.reduce(0) { sum, index in
        sum + directions[parameter, index] * directions[parameter, index] / curvatures[index]
      }
    }.max() ?? 0
  }

  /// Positions of the parameters that have a part in an open direction and so no standard error.
  static func undetermined(_ weak: [[Double]], count: Int) -> [Int] {
    (0..<count).filter { index in weak.reduce(0) { $0 + $1[index] * $1[index] } > 1e-6 }
  }

  private static func flat(_ names: [String]) -> [String] {
    [
      "The data do not determine \(names.spoken): other values fit exactly as well. Read \(names.spoken) only "
        + "together; on \(names.count == 1 ? "its own it has no standard error" : "their own they have no standard errors")."
    ]
  }

  /// One sentence for each limit, named by its meaning and the ways that lead there, and one on what it implies.
  private static func boundary(
    _ limits: [ModelLimit], _ meanings: [String], escapes: [[Double]], _ undetermined: [Int], names: [String],
    parameterCount: Int
  ) -> [String] {
    var sentences = meanings.map { meaning in
      let ways = limits.filter { $0.meaning == meaning }.map {
        way($0.direction, names: names, parameterCount: parameterCount)
      }
      return "The likelihood has no summit but keeps rising as \(ways.joined(separator: ", or as ")): \(meaning)."
    }
    if sentences.isEmpty {
      sentences = escapes.map {
        "The likelihood has no summit but keeps rising as \(way($0, names: names, parameterCount: parameterCount))."
      }
    }
    let without = undetermined.map { names[$0] }
    let gain =
      limits.contains(where: \.isSlow)
      ? "the search ends here, the likelihood gains ever less beyond"
      : "the values given are so far out that the mean log-likelihood gains less than 1e-9 beyond"
    sentences.append(
      "\(without.spoken): \(gain); \(without.count == 1 ? "it has no standard error" : "they have no standard errors")."
    )
    return sentences
  }
}

extension TrustRegionNewton.Outcome {
  /// Whether the bounds stop every coordinate that moves along a direction.
  fileprivate func isHeld(on direction: [Double], by bounds: ClosedRange<Double>) -> Bool {
    zip(point, direction).allSatisfy { point, slope in
      slope == 0 || (slope > 0 ? point >= bounds.upperBound : point <= bounds.lowerBound)
    }
  }
}
