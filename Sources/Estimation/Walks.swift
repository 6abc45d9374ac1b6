import Optimizers

/// Straight walks from an answer toward the bounds of the log-parameters.
struct Walks<Objective: SecondOrderObjective> {
  /// How far the mean log-likelihood stays up.
  struct Extent {
    /// Log-units walked before it fell by more than the tolerance.
    var length: Double
    /// Whether it never did.
    var isEndless: Bool
  }

  let objective: Objective
  let origin: [Double]
  let value: Double
  let bounds: ClosedRange<Double>
  private(set) var evaluations = 0
  /// The highest point met, where it is higher than the origin by more than the tolerance.
  private(set) var higherGround: [Double]?
  private var highest: Double

  init(objective: Objective, origin: [Double], value: Double, bounds: ClosedRange<Double>) {
    self.objective = objective
    self.origin = origin
    self.value = value
    self.bounds = bounds
    highest = value + SummitDiagnosis.tolerance
  }

  /// Walks along a direction, its largest element counted as one log-unit per unit of length.
  mutating func walk(_ direction: [Double]) -> Extent {
    let largest = direction.reduce(0) { max($0, abs($1)) }
    var reach = Double.infinity
    for (start, slope) in zip(origin, direction) where abs(slope) > 0.01 * largest {
      let room = slope > 0 ? bounds.upperBound - start : start - bounds.lowerBound
      reach = min(reach, room / abs(slope) * largest)
    }
    var length = 0.0
    for distance in [3.0, 8, 16, 28, 45] where distance <= reach {
      let point = zip(origin, direction).map { $0 + $1 / largest * distance }
      let there = objective.expansion(at: point)
      evaluations += 1
      guard there.value.isFinite else { return Extent(length: length, isEndless: true) }
      if there.isFinite && there.value > highest {
        highest = there.value
        higherGround = point
      }
      if there.value < value - SummitDiagnosis.tolerance { return Extent(length: length, isEndless: false) }
      length = distance
    }
    return Extent(length: max(length, SummitDiagnosis.flatLength), isEndless: true)
  }

  /// Whether the answer lies near the end of this limit: the direction is among those the data do not determine, the
  /// likelihood stays up along it and falls the other way.
  mutating func isActive(_ direction: [Double], within weak: [[Double]]) -> Bool {
    let square = direction.reduce(0) { $0 + $1 * $1 }
    let shared = weak.reduce(0.0) { sum, vector in
      let product = zip(vector, direction).reduce(0) { $0 + $1.0 * $1.1 }
      return sum + product * product
    }
    guard shared > 0.999 * square else { return false }
    return walk(direction).isEndless && !walk(direction.map { -$0 }).isEndless
  }
}
