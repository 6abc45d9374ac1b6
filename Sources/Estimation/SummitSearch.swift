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

  /// Log-parameters relative to the natural scale stay within these bounds: exp(30) is 1e13, and what a likelihood
  /// still gains beyond is far below 1e-9.
  static var bounds: ClosedRange<Double> { -30...30 }

  let objective: MeanLogLikelihood<Model>
  let observations: Model.Observations
  let options: MaximumLikelihood.Options
  let newton: TrustRegionNewton

  /// Distinct answers on the whole table, highest first.
  private(set) var summits: [Outcome] = []
  /// What the highest one is.
  private(set) var diagnosis: SummitDiagnosis?
  private var iterations = 0
  private var evaluations = 0
  private var startingPoints = 0

  init(
    _ objective: MeanLogLikelihood<Model>, observations: Model.Observations, options: MaximumLikelihood.Options
  ) {
    self.objective = objective
    self.observations = observations
    self.options = options
    var newtonOptions = TrustRegionNewton.Options()
    newtonOptions.maximumIterations = options.maximumIterations
    newtonOptions.bounds = Self.bounds
    newton = TrustRegionNewton(options: newtonOptions)
  }

  mutating func run() {
    let starts = Model.startingPoints(for: observations).map { $0.map { log($0) } }
    startingPoints = starts.count
    if observations.count > 2 * options.explorationSize {
      let sample = observations.sample(options.explorationSize)
      let explored = MeanLogLikelihood<Model>(sample, threads: ThreadCount(1))
      let candidates = climb(explored, from: starts)
      for candidate in rivals(of: candidates, on: explored) {
        keep(newton.maximize(objective, from: candidate.point))
      }
    } else {
      var alone = objective
      alone.threads = ThreadCount(1)
      for outcome in climb(alone, from: starts) { keep(outcome, counted: true) }
    }
    // Each round ends on higher ground; two are rare, and a table on which five are not enough has not been seen.
    for _ in 0..<5 {
      guard let best = summits.first else { return }
      let diagnosis = SummitDiagnosis(
        best, on: objective, limits: Model.limits, names: Model.parameterNames, bounds: Self.bounds)
      evaluations += diagnosis.evaluations
      self.diagnosis = diagnosis
      guard let higher = diagnosis.higherGround else { return }
      keep(newton.maximize(objective, from: higher))
    }
  }

  /// The answers from several starts, in their order, each climbed on one thread.
  private mutating func climb(_ objective: MeanLogLikelihood<Model>, from starts: [[Double]]) -> [Outcome] {
    let newton = newton
    let outcomes = options.threads.map(starts.count) { newton.maximize(objective, from: starts[$0]) }
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

  /// Answers that differ in place, highest first; of two in one place the higher stays.
  private static func distinct(_ outcomes: [Outcome]) -> [Outcome] {
    let ordered = outcomes.enumerated().sorted {
      ($1.element.expansion.value, $0.offset) < ($0.element.expansion.value, $1.offset)
    }
    var kept: [Outcome] = []
    for (_, outcome) in ordered where !kept.contains(where: { isSamePlace($0, outcome) }) { kept.append(outcome) }
    return kept
  }

  private static func isSamePlace(_ first: Outcome, _ second: Outcome) -> Bool {
    zip(first.point, second.point).allSatisfy { abs($0 - $1) < 1e-3 }
  }

  /// The answers on a sample that may turn out best on the whole table.
  ///
  /// The difference of the mean log-likelihoods of two answers has the standard error omega / sqrt(n), omega being the
  /// standard deviation over observations of the difference (Vuong 1989, section 4); four of them are allowed for.
  private mutating func rivals(of outcomes: [Outcome], on sample: MeanLogLikelihood<Model>) -> [Outcome] {
    let candidates = Self.distinct(outcomes.filter { $0.termination != .noValueAtStart })
    guard let best = candidates.first, let bestValues = sample.values(at: best.point) else { return [] }
    return [best]
      + candidates.dropFirst().filter { candidate in
        guard let values = sample.values(at: candidate.point) else { return false }
        var mean = 0.0
        var square = 0.0
        for (index, weight) in sample.weights.enumerated() {
          let difference = bestValues[index] - values[index]
          mean += weight * difference
          square += weight * difference * difference
        }
        mean /= sample.totalWeight
        let variance = max(0, square / sample.totalWeight - mean * mean)
        return mean <= 4 * (variance / Double(sample.weights.count)).squareRoot()
      }.prefix(3)
  }

  /// A sentence for each other summit that the data hardly tell from the best.
  var rivals: [String] {
    guard let best = summits.first else { return [] }
    return summits.dropFirst().compactMap { other in
      let below = (best.expansion.value - other.expansion.value) * objective.totalWeight
      guard other.termination == .converged, below > 1e-6, below < 2,
        zip(best.point, other.point).contains(where: { abs($0 - $1) > 0.5 })
      else { return nil }
      return "The likelihood has another summit only \(below.shortened) below in log-likelihood: the data hardly "
        + "tell the two apart, and predictions from either are about as credible."
    }
  }

  /// The report on the highest answer.
  func report(status: OptimizationReport.Status, messages: [String]) -> OptimizationReport {
    OptimizationReport(
      status: status, iterations: iterations, evaluations: evaluations, startingPoints: startingPoints,
      gradientNorm: summits.first?.gradientNorm ?? 0, newtonDecrement: summits.first?.newtonDecrement ?? 0,
      messages: messages)
  }
}

extension ObservationTable {
  /// About `size` observations drawn systematically in proportion to their weights: equally spaced points along the
  /// cumulated weight, each with the same share of the total. Depends on the table alone.
  func sample(_ size: Int) -> Self {
    let weights = weights
    let share = totalWeight / Double(size)
    var chosen: [Int] = []
    var counts: [Double] = []
    var cumulated = 0.0
    var next = 0
    for (index, weight) in weights.enumerated() {
      cumulated += weight
      var hits = 0.0
      while next < size && (Double(next) + 0.5) * share < cumulated {
        hits += 1
        next += 1
      }
      if hits > 0 {
        chosen.append(index)
        counts.append(hits * share)
      }
    }
    return selecting(chosen, weights: counts)
  }
}
