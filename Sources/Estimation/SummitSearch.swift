import CustomerData
import CustomerModels
import Optimizers
import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Climbs the mean log-likelihood from several starting points and keeps the distinct summits, highest first.
///
/// A large table is explored on a weighted sample; what may be best there is climbed again on the whole table. The
/// highest answer is diagnosed; when the diagnosis sees higher ground along a weak direction or toward a limit of the
/// model, the climb goes on from there.
struct SummitSearch<Model: ParametricModel> {
  typealias Outcome = TrustRegionNewton.Outcome

  /// Log-parameters relative to the natural scale stay within these bounds.
  static var bounds: ClosedRange<Double> { Model.searchRange }

  /// A difference of the mean log-likelihood below which two answers count as equally high: the earlier start wins, so
  /// that the choice between equivalent ways to a limit does not hang on rounding.
  static var levelGain: Double { 1e-11 }

  /// Answers whose log-likelihoods differ by less are told of: twice the difference is then below 3.84, the 95 % point
  /// of chi-squared with one degree of freedom.
  static var indistinct: Double { 1.92 }

  /// A variance of a log-parameter from which limits are tried: the 95 % interval spans a factor of seven.
  static var doubtfulLogVariance: Double { 0.25 }

  let objective: MeanLogLikelihood<Model>
  /// In their own unit.
  let observations: Model.Observations
  /// By which they are divided.
  let scale: Double
  let options: MaximumLikelihood.Options
  let newton: TrustRegionNewton

  /// Distinct answers on the whole table, highest first.
  private(set) var summits: [Outcome] = []
  /// What the highest one is.
  private(set) var diagnosis: SummitDiagnosis?
  /// What to know of other answers nearly as high.
  private(set) var remarks: [String] = []
  /// The sample of a large table.
  private var explored: MeanLogLikelihood<Model>?
  private var iterations = 0
  private var evaluations = 0
  private var startingPoints = 0

  init(
    _ objective: MeanLogLikelihood<Model>, observations: Model.Observations, dividedBy scale: Double,
    options: MaximumLikelihood.Options
  ) {
    self.objective = objective
    self.observations = observations
    self.scale = scale
    self.options = options
    var newtonOptions = TrustRegionNewton.Options()
    newtonOptions.maximumIterations = options.maximumIterations
    newtonOptions.bounds = Self.bounds
    // A ray is followed one log-unit per step anyway; longer leaps only end nearer to the bounds.
    newtonOptions.maximumRadius = 3
    newtonOptions.driftGain = Self.levelGain
    newton = TrustRegionNewton(options: newtonOptions)
  }

  mutating func run() {
    if observations.count > 2 * options.explorationSize {
      let sample = observations.sample(options.explorationSize).divided(by: scale)
      let explored = MeanLogLikelihood<Model>(sample, threads: ThreadCount(1))
      self.explored = explored
      let candidates = climb(explored, from: starts(for: sample))
      for candidate in rivals(of: candidates, on: explored) {
        keep(newton.maximize(objective, from: candidate.point, onStep: objective.onStep))
      }
    } else {
      var alone = objective
      alone.threads = ThreadCount(1)
      for outcome in climb(alone, from: starts(for: observations.divided(by: scale))) { keep(outcome, counted: true) }
    }
    // Each round ends on higher ground; two are rare, and a table on which five are not enough has not been seen.
    for _ in 0..<5 {
      guard let best = summits.first else { return }
      let diagnosis = examine(best)
      self.diagnosis = diagnosis
      if let higher = diagnosis.higherGround {
        keep(newton.maximize(objective, from: higher, onStep: objective.onStep))
      }
      if summits[0].point == best.point {
        remarks = remarksOnSummits(below: best) + remarksOnLimits(below: best, diagnosis) + remarksOnRunaways()
        return
      }
    }
  }

  private mutating func starts(for observations: Model.Observations) -> [[Double]] {
    let starts = Model.startingPoints(for: observations).map { $0.map { log($0) } }
    startingPoints = starts.count
    return starts
  }

  /// The gain per log-unit that an answer at a bound would still make beyond it: on a ray whose rise fades like exp(-s)
  /// that is all there is to gain. On the way to a limit known to be slow the bound is where the search means to end.
  var gainBeyondBounds: Double {
    guard let best = summits.first else { return 0 }
    return best.point.indices.reduce(0) { most, index in
      let (value, slope) = (best.point[index], best.expansion.gradient[index])
      if Model.limits.contains(where: { $0.isSlow && $0.direction[index] * slope > 0 }) { return most }
      let outward = value <= Self.bounds.lowerBound ? -slope : value >= Self.bounds.upperBound ? slope : 0
      return max(most, outward)
    }
  }

  private mutating func examine(_ outcome: Outcome) -> SummitDiagnosis {
    let diagnosis = SummitDiagnosis(
      outcome, on: objective, limits: Model.limits, names: Model.parameterNames, bounds: Self.bounds)
    evaluations += diagnosis.evaluations
    return diagnosis
  }

  /// The answers from several starts, in their order, each climbed on one thread.
  private mutating func climb(_ objective: MeanLogLikelihood<Model>, from starts: [[Double]]) -> [Outcome] {
    let newton = newton
    let outcomes = options.threads.map(starts.count) {
      newton.maximize(objective, from: starts[$0], onStep: objective.onStep)
    }
    for outcome in outcomes {
      iterations += outcome.iterations
      evaluations += outcome.evaluations
    }
    return outcomes
  }

  /// Files an answer among the distinct ones.
  private mutating func keep(_ outcome: Outcome, counted: Bool = false) {
    if !counted {
      iterations += outcome.iterations
      evaluations += outcome.evaluations
    }
    guard outcome.termination != .noValueAtStart else { return }
    summits = Self.distinct(summits + [outcome])
  }

  /// Answers that differ in place, highest first, those of a level in the order given; of two in one place the higher
  /// stays. Those that ran away come last, however high: an unbounded likelihood has no highest point, and its summit
  /// inside the domain is the estimate (as for mixtures, Kiefer and Wolfowitz 1956, section 6).
  private static func distinct(_ outcomes: [Outcome]) -> [Outcome] {
    ordered(outcomes.filter { Runaway($0, bounds: bounds, limits: Model.limits) == nil })
      + ordered(outcomes.filter { Runaway($0, bounds: bounds, limits: Model.limits) != nil })
  }

  private static func ordered(_ outcomes: [Outcome]) -> [Outcome] {
    var remaining = outcomes
    var kept: [Outcome] = []
    while let highest = remaining.map(\.expansion.value).max() {
      let level = levelGain * max(1, abs(highest))
      let next = remaining.remove(at: remaining.firstIndex { $0.expansion.value >= highest - level }!)
      if !kept.contains(where: { isSamePlace($0, next) }) { kept.append(next) }
    }
    return kept
  }

  private static func isSamePlace(_ first: Outcome, _ second: Outcome) -> Bool {
    zip(first.point, second.point).allSatisfy { abs($0 - $1) < 1e-3 }
  }

  /// The answers on a sample that may turn out best on the whole table, four at most.
  private func rivals(of outcomes: [Outcome], on sample: MeanLogLikelihood<Model>) -> [Outcome] {
    let candidates = Self.distinct(outcomes.filter { $0.termination != .noValueAtStart })
    guard let best = candidates.first else { return [] }
    return [best]
      + candidates.dropFirst().filter { !isClearlyLower($0.point, than: best.point, on: sample) }.prefix(3)
  }

  /// Whether a point is lower than another on the whole table, judged by a sample.
  ///
  /// The difference of the mean log-likelihoods of two answers has the standard error omega / sqrt(n), omega being the
  /// standard deviation over observations of the difference (Vuong 1989, section 4); four of them are allowed for.
  private func isClearlyLower(
    _ point: [Double], than best: [Double], on sample: MeanLogLikelihood<Model>
  ) -> Bool {
    guard let high = sample.values(at: best), let low = sample.values(at: point) else { return true }
    var mean = 0.0
    var square = 0.0
    for (index, weight) in sample.weights.enumerated() {
      let difference = high[index] - low[index]
      mean += weight * difference
      square += weight * difference * difference
    }
    mean /= sample.totalWeight
    let variance = max(0, square / sample.totalWeight - mean * mean)
    return !(mean <= 4 * (variance / Double(sample.weights.count)).squareRoot())
  }

  /// A sentence for each other summit that the data hardly tell from the best.
  private func remarksOnSummits(below best: Outcome) -> [String] {
    // Along a flat direction every start ends elsewhere.
    guard diagnosis?.status != .flat else { return [] }
    var level = 1e-6
    var remarks: [String] = []
    for other in summits.dropFirst() {
      let below = (best.expansion.value - other.expansion.value) * objective.totalWeight
      // Answers of one height are points near one limit; higher than the best are those that ran away.
      guard other.termination == .converged, below > level, below < Self.indistinct,
        zip(best.point, other.point).contains(where: { abs($0 - $1) > 0.5 })
      else { continue }
      level = below + 1e-6
      remarks.append(
        "The likelihood has another summit, only \(below.shortened) below in log-likelihood: the data hardly tell "
          + "the two apart.")
    }
    return remarks
  }

  /// A sentence when the likelihood is unbounded and the best answer is the highest of its summits.
  private func remarksOnRunaways() -> [String] {
    let runaways = summits.compactMap { Runaway($0, bounds: Self.bounds, limits: Model.limits) }
    guard let first = runaways.first, runaways.count < summits.count else { return [] }
    return [
      "The likelihood is unbounded: it rises for ever as \(first.cause(names: Model.parameterNames, limits: Model.limits)). "
        + "The values given are its highest summit away from there."
    ]
  }

  /// Why there is no estimate when every answer ran away.
  var runawayObstacle: FitObstacle? {
    guard let best = summits.first, let runaway = Runaway(best, bounds: Self.bounds, limits: Model.limits) else {
      return nil
    }
    return FitObstacle(
      reason: "the likelihood rises for ever as \(runaway.cause(names: Model.parameterNames, limits: Model.limits))",
      advice: "The data contradict the model: look at the summary for customers who make this happen.")
  }

  /// A sentence for each limit of the model that fits nearly as well as the best answer. Asked only when a parameter
  /// is weakly determined; on a large table the sample says first which limits are worth the whole.
  private mutating func remarksOnLimits(below best: Outcome, _ diagnosis: SummitDiagnosis) -> [String] {
    guard diagnosis.largestLogVariance / objective.totalWeight > Self.doubtfulLogVariance else { return [] }
    var remarks: [String] = []
    var seen = diagnosis.meanings
    for limit in Model.limits where !seen.contains(limit.meaning) {
      seen.append(limit.meaning)
      let directions = Model.limits.filter { $0.meaning == limit.meaning }.map(\.direction)
      var start = best.point
      if let explored {
        guard let trial = LimitFit(directions, of: explored, from: start, newton: newton),
          !isClearlyLower(trial.point, than: best.point, on: explored)
        else { continue }
        start = trial.point
      }
      guard let fit = LimitFit(directions, of: objective, from: start, newton: newton) else { continue }
      evaluations += fit.evaluations
      let below = (best.expansion.value - fit.value) * objective.totalWeight
      // A limit that holds the answer itself, such as two kinds of customers of whom one is nobody, is no news.
      if below < Self.indistinct && below > 1e-6 {
        remarks.append("Only \(below.shortened) below in log-likelihood lies a limit: \(limit.meaning).")
      }
    }
    return remarks
  }

  /// The report on the highest answer.
  func report(status: OptimizationReport.Status, messages: [String]) -> OptimizationReport {
    OptimizationReport(
      status: status, iterations: iterations, evaluations: evaluations, startingPoints: startingPoints,
      gradientNorm: summits.first?.gradientNorm ?? 0, newtonDecrement: summits.first?.newtonDecrement ?? 0,
      messages: messages)
  }
}
