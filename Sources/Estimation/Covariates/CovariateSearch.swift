import CustomerData
import CustomerModels
import DenseLinearAlgebra
import Optimizers
import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Climbs the penalised mean log-likelihood with covariates and keeps the highest answer.
///
/// Few observations are climbed from every start; of many, a sample says which start is best.
struct CovariateSearch<Model: ParametricModel> {
  let objective: CovariateObjective<Model>
  let options: MaximumLikelihood.Options
  let newton: TrustRegionNewton

  /// The highest answer.
  private(set) var best: TrustRegionNewton.Outcome?
  /// What it is.
  private(set) var diagnosis: SummitDiagnosis?
  private var iterations = 0
  private var evaluations = 0
  private var startingPoints = 0

  init(_ objective: CovariateObjective<Model>, options: MaximumLikelihood.Options) {
    self.objective = objective
    self.options = options
    var newtonOptions = TrustRegionNewton.Options()
    newtonOptions.maximumIterations = options.maximumIterations
    newtonOptions.bounds = Model.searchRange
    newtonOptions.maximumRadius = 3
    newtonOptions.driftGain = SummitSearch<Model>.levelGain
    newton = TrustRegionNewton(options: newtonOptions)
  }

  /// From the fit without covariates, and from the model's starting points.
  mutating func run(pooled: [Double]?) {
    let zeros = Array(repeating: 0.0, count: objective.design.coefficients.count)
    let own = Model.startingPoints(for: objective.data.observations).map { $0.map { log($0) } + zeros }
    let starts = (pooled.map { [$0 + zeros] } ?? []) + own
    startingPoints = starts.count
    if objective.data.observations.count > 2 * options.explorationSize {
      let (sample, cells) = objective.data.sample(options.explorationSize)
      let explored = CovariateObjective<Model>(
        sample, design: objective.design.selecting(cells), threads: ThreadCount(1))
      let newton = newton
      let outcomes = options.threads.map(starts.count) { newton.maximize(explored, from: starts[$0]) }
      var places: [[Double]] = starts.prefix(pooled == nil ? 0 : 1).map { $0 }
      if let highest = Self.highest(outcomes) {
        count(outcomes)
        // Where the first start leads there too, one climb on all observations is enough.
        let first = outcomes[0]
        let isAlone =
          pooled != nil && first.termination != .noValueAtStart
          && first.expansion.value >= highest.expansion.value - 1e-7
        places = isAlone ? [first.point] : places + [highest.point]
      }
      climb(from: places)
    } else {
      climb(from: starts)
    }
    examine()
  }

  /// From one place only.
  mutating func run(from start: [Double]) {
    startingPoints = 1
    climb(from: [start])
    examine()
  }

  private mutating func climb(from starts: [[Double]]) {
    let outcomes: [TrustRegionNewton.Outcome]
    if starts.count > 1 && objective.data.observations.count <= 2 * options.explorationSize {
      var alone = objective
      alone.threads = ThreadCount(1)
      let newton = newton
      outcomes = options.threads.map(starts.count) { [alone] in newton.maximize(alone, from: starts[$0]) }
    } else {
      outcomes = starts.map { newton.maximize(objective, from: $0) }
    }
    count(outcomes)
    if let highest = Self.highest((best.map { [$0] } ?? []) + outcomes) { best = highest }
  }

  private mutating func count(_ outcomes: [TrustRegionNewton.Outcome]) {
    for outcome in outcomes {
      iterations += outcome.iterations
      evaluations += outcome.evaluations
    }
  }

  /// The highest answer that did not run away; of equal ones the first, and one at a summit before one on the way to it.
  private static func highest(_ outcomes: [TrustRegionNewton.Outcome]) -> TrustRegionNewton.Outcome? {
    let valid = outcomes.filter { $0.termination != .noValueAtStart }
    let staying = valid.filter { Runaway($0, bounds: Model.searchRange, limits: []) == nil }
    let candidates = staying.isEmpty ? valid : staying
    guard let top = candidates.map(\.expansion.value).max() else { return nil }
    let level = SummitSearch<Model>.levelGain * max(1, abs(top))
    let high = candidates.filter { $0.expansion.value >= top - level }
    return high.first { $0.termination == .converged } ?? high.first
  }

  private var names: [String] { Model.parameterNames + objective.design.coefficients.map(\.name) }

  private mutating func examine() {
    let padding = Array(repeating: 0.0, count: objective.design.coefficients.count)
    let limits = Model.limits.map {
      ModelLimit(direction: $0.direction + padding, meaning: $0.meaning, isSlow: $0.isSlow)
    }
    for _ in 0..<5 {
      guard let current = best else { return }
      let diagnosis = SummitDiagnosis(
        current, on: objective, limits: limits, names: names, parameterCount: objective.parameterCount,
        bounds: Model.searchRange)
      evaluations += diagnosis.evaluations
      self.diagnosis = diagnosis
      guard let higher = diagnosis.higherGround else { return }
      climb(from: [higher])
      if best?.point == current.point { return }
    }
  }

  /// What to do about coefficients that the data do not determine.
  var advice: [String] {
    guard let diagnosis, diagnosis.status != .converged else { return [] }
    let weak = diagnosis.open.sorted().map { diagnosis.directions.column($0) }
    let undetermined = SummitDiagnosis.undetermined(weak, count: names.count).filter { $0 >= objective.parameterCount }
    guard !undetermined.isEmpty else { return [] }
    return [
      "The data do not determine \(undetermined.map { names[$0] }.spoken): penalise the coefficients of that process, "
        + "leave the covariate out, merge rare levels, or take another model (pareto-nbd, mbg-nbd)."
    ]
  }

  /// The trace of the information of the likelihood times the inverse of the penalised one.
  func degreesOfFreedom(_ covariance: Covariance) -> Double {
    var result = Double(names.count)
    for (index, coefficient) in objective.design.coefficients.enumerated() where coefficient.penalty > 0 {
      let place = objective.parameterCount + index
      // Where the penalty alone holds a coefficient it is worth nothing.
      let share = covariance[place, place].map { 2 * coefficient.penalty * objective.totalWeight * $0 } ?? 1
      result -= min(1, share)
    }
    return result
  }

  /// The report on the highest answer.
  func report(status: OptimizationReport.Status, messages: [String]) -> OptimizationReport {
    OptimizationReport(
      status: status, iterations: iterations, evaluations: evaluations, startingPoints: startingPoints,
      gradientNorm: best?.gradientNorm ?? 0, newtonDecrement: best?.newtonDecrement ?? 0, messages: messages)
  }
}
