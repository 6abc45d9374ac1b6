import DenseLinearAlgebra

/// The quadratic expansion in the eigenbasis of its curvature, variables held by a bound left out.
struct LocalModel {
  /// Variables that may move.
  let free: [Int]
  let subproblem: TrustRegionSubproblem
  let vectors: Matrix
  let gradientNorm: Double
  private let count: Int

  init(_ expansion: QuadraticExpansion, point: [Double], bounds: ClosedRange<Double>) {
    let gradient = expansion.gradient
    count = gradient.count
    free = gradient.indices.filter { index in
      !(point[index] <= bounds.lowerBound && gradient[index] <= 0)
        && !(point[index] >= bounds.upperBound && gradient[index] >= 0)
    }
    var curvature = expansion.hessian.principal(free)
    for index in curvature.elements.indices { curvature.elements[index].negate() }
    let slopes = free.map { gradient[$0] }
    gradientNorm = slopes.reduce(0) { max($0, abs($1)) }
    if let eigen = try? SymmetricEigen(curvature) {
      vectors = eigen.vectors
      subproblem = TrustRegionSubproblem(curvatures: eigen.values, slopes: vectors.transposedTimes(slopes))
    } else {
      // No decomposition, no curvature to trust: steepest ascent.
      vectors = Matrix(diagonal: Array(repeating: 1, count: free.count))
      subproblem = TrustRegionSubproblem(curvatures: Array(repeating: 0, count: free.count), slopes: slopes)
    }
  }

  /// sqrt(2 x gain) of the full Newton step; of the best step within `radius` where the quadratic has no summit.
  func newtonDecrement(radius: Double) -> Double {
    let isConcave = subproblem.curvatures.first.map { $0 > 0 } ?? true
    return (2 * subproblem.solve(radius: isConcave ? .infinity : radius).gain).squareRoot()
  }

  /// The step within `radius`, in the variables, and the gain it promises.
  func step(radius: Double) -> (step: [Double], gain: Double, isOnBoundary: Bool) {
    let solution = subproblem.solve(radius: radius)
    var step = Array(repeating: 0.0, count: count)
    for (position, value) in (vectors * solution.step).enumerated() { step[free[position]] = value }
    return (step, solution.gain, solution.isOnBoundary)
  }
}

extension TrustRegionNewton {
  /// The search as it stands.
  struct State {
    var point: [Double]
    var expansion: QuadraticExpansion
    var radius: Double
    var iterations = 0
    var evaluations = 1
    var gradientNorm = Double.infinity
    var newtonDecrement = Double.infinity
    private var previousDecrement = Double.infinity
    private var slowSteps = 0

    init(objective: some SecondOrderObjective, start: [Double], options: Options) {
      point = start.map { min(max($0, options.bounds.lowerBound), options.bounds.upperBound) }
      expansion = objective.expansion(at: point)
      radius = options.initialRadius
    }

    /// Whether three steps in a row promised next to nothing without the promise sinking as it does at a summit.
    ///
    /// Along a ray on which f = c - exp(-s) each Newton step is one unit long and the promise sinks by exp(-1) only;
    /// at a summit it sinks quadratically.
    mutating func isDrifting(_ options: Options) -> Bool {
      let gain = newtonDecrement * newtonDecrement / 2
      let before = previousDecrement * previousDecrement / 2
      slowSteps = gain < options.driftGain && gain > before / 20 ? slowSteps + 1 : 0
      previousDecrement = newtonDecrement
      return slowSteps >= 3
    }

    /// One step, accepted or not.
    /// - Returns: false when the value can no longer tell better from worse, nor the gradient.
    mutating func step(_ objective: some SecondOrderObjective, _ model: LocalModel, _ options: Options) -> Bool {
      iterations += 1
      let rounding = 4 * max(1, abs(expansion.value)).ulp
      let proposal = model.step(radius: radius)
      var candidate = point
      for index in point.indices {
        candidate[index] = min(
          max(point[index] + proposal.step[index], options.bounds.lowerBound), options.bounds.upperBound)
      }
      if candidate == point { return false }
      let length = norm(proposal.step)
      let trial = objective.expansion(at: candidate)
      evaluations += 1
      guard trial.isFinite else {
        radius = length / 4
        return radius > 1e-14
      }
      let gain = trial.value - expansion.value
      if proposal.gain <= rounding {
        // The value is blind to this step: let the gradient judge.
        guard isBetterBySlope(trial, at: candidate, gain: gain, options) else { return false }
        accept(candidate, trial)
        return true
      }
      // Rounding added to both sides keeps rho near 1 where neither means much (Conn, Gould, Toint 2000, 17.4.2).
      let rho = (gain + rounding) / (proposal.gain + rounding)
      if rho <= 1e-4 && isBetterBySlope(trial, at: candidate, gain: gain, options) {
        accept(candidate, trial)
        return true
      }
      if rho < 0.25 {
        radius = length / 4
      } else if rho > 0.75 && proposal.isOnBoundary {
        radius = min(2 * radius, options.maximumRadius)
      }
      if rho > 1e-4 { accept(candidate, trial) }
      return radius > 1e-14
    }

    /// Whether the gradient halves at a candidate whose value is the same but for accumulated rounding.
    private func isBetterBySlope(
      _ trial: QuadraticExpansion, at candidate: [Double], gain: Double, _ options: Options
    ) -> Bool {
      gain >= -1e-12 * max(1, abs(expansion.value))
        && LocalModel(trial, point: candidate, bounds: options.bounds).gradientNorm <= gradientNorm / 2
    }

    private mutating func accept(_ candidate: [Double], _ trial: QuadraticExpansion) {
      point = candidate
      expansion = trial
    }

    func outcome(_ termination: Termination) -> Outcome {
      Outcome(
        termination: termination, point: point, expansion: expansion, iterations: iterations,
        evaluations: evaluations, gradientNorm: gradientNorm, newtonDecrement: newtonDecrement)
    }
  }
}
