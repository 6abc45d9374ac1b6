import CustomerData
import CustomerModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A fitted contract model and how it did on the holdout. In JSON the metrics stand beside the other members.
public struct RetentionModelEvaluation: Sendable, Equatable, Codable {
  /// The model's name: `sbg`.
  public let model: String
  /// Log-likelihood on the calibration.
  public let logLikelihood: Double
  /// Akaike's criterion, 2 k - 2 log-likelihood; lower is better.
  public let aic: Double
  /// Schwarz's criterion, k log(subscribers) - 2 log-likelihood; lower is better.
  public let bic: Double
  /// Log-likelihood of the holdout, given who was active at its start: higher is better.
  public let holdoutLogLikelihood: Double?
  /// How the fitted model describes the calibration itself: who left when.
  public let goodnessOfFit: GoodnessOfFit
  /// How it did on the holdout.
  public let metrics: RetentionMetrics
  /// In plain words, beside the baselines.
  public let sentence: String

  init(
    _ candidate: RetentionCandidate, calibration: RetentionTable, metrics: RetentionMetrics,
    baselines: [RetentionBaselineEvaluation]
  ) {
    let criteria = InformationCriteria(
      logLikelihood: candidate.logLikelihood, parameters: Double(candidate.parameterCount),
      customers: Int(calibration.patterns.totalWeight.rounded()))
    model = candidate.name
    logLikelihood = candidate.logLikelihood
    aic = criteria.aic
    bic = criteria.bic
    holdoutLogLikelihood = RetentionModelEvaluation.holdoutLogLikelihood(candidate, calibration, metrics)
    goodnessOfFit = GoodnessOfFit(
      groups: calibration.cohorts.filter { $0.tenure > 0 }.map {
        RetentionModelEvaluation.cells($0, candidate.model($0.name))
      }, parameters: candidate.parameterCount)
    self.metrics = metrics
    sentence = RetentionModelEvaluation.sentence(candidate.name, metrics, baselines)
  }

  /// Who left at each renewal, and who stayed.
  private static func cells(_ cohort: RetentionTable.Cohort, _ model: any ContractModel) -> [GoodnessOfFit.Cell] {
    let start = cohort.active[0]
    let label = cohort.name.map { "\($0): " } ?? ""
    return (1...cohort.tenure).map { renewal in
      GoodnessOfFit.Cell(
        label: "\(label)left at \(renewal)", expected: start * model.probability(ofChurnAt: renewal),
        actual: cohort.active[renewal - 1] - cohort.active[renewal])
    } + [
      GoodnessOfFit.Cell(
        label: "\(label)active after \(cohort.tenure)", expected: start * model.survival(over: cohort.tenure),
        actual: cohort.active[cohort.tenure])
    ]
  }

  /// Nil where the model gave probability 0 to what happened.
  private static func holdoutLogLikelihood(
    _ candidate: RetentionCandidate, _ calibration: RetentionTable, _ metrics: RetentionMetrics
  ) -> Double? {
    let seen = Dictionary(calibration.cohorts.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var sum = 0.0
    for forecast in metrics.cohorts {
      let model = candidate.model(forecast.cohort)
      guard let cohort = seen[forecast.cohort], var before = cohort.active.last else { continue }
      for period in forecast.periods {
        let lost = before - period.actual
        if lost > 0 { sum += lost * log(model.churn(at: period.period)) }
        if period.actual > 0 {
          sum += period.actual * model.logSurvival(over: 1, tenure: Double(period.period - 1))
        }
        before = period.actual
      }
    }
    return sum.isFinite ? sum : nil
  }

  private static func sentence(
    _ name: String, _ metrics: RetentionMetrics, _ baselines: [RetentionBaselineEvaluation]
  ) -> String {
    let others = baselines.compactMap { entry in entry.metrics.mae.map { ($0, entry.baseline.rawValue) } }
    guard let own = metrics.mae, let best = others.min(by: { $0.0 < $1.0 }) else {
      return "\(name) cannot be compared with the baselines: no cohort is observed after the calibration"
    }
    func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
    return
      "\(name) is \(own < best.0 ? "nearer" : "not nearer") to the curves than the best baseline: off by "
      + "\(percent(own)) of a cohort per period, \(best.1) by \(percent(best.0))"
  }

  private enum CodingKeys: String, CodingKey {
    case model, logLikelihood, aic, bic, holdoutLogLikelihood, goodnessOfFit, sentence
  }

  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    model = try container.decode(String.self, forKey: .model)
    logLikelihood = try container.decode(Double.self, forKey: .logLikelihood)
    aic = try container.decode(Double.self, forKey: .aic)
    bic = try container.decode(Double.self, forKey: .bic)
    holdoutLogLikelihood = try container.decode(Double?.self, forKey: .holdoutLogLikelihood)
    goodnessOfFit = try container.decode(GoodnessOfFit.self, forKey: .goodnessOfFit)
    metrics = try RetentionMetrics(from: decoder)
    sentence = try container.decode(String.self, forKey: .sentence)
  }

  /// Writes the metrics beside the other members, and null for what does not exist.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(model, forKey: .model)
    try container.encode(logLikelihood, forKey: .logLikelihood)
    try container.encode(aic, forKey: .aic)
    try container.encode(bic, forKey: .bic)
    try container.encode(holdoutLogLikelihood, forKey: .holdoutLogLikelihood)
    try container.encode(goodnessOfFit, forKey: .goodnessOfFit)
    try metrics.encode(to: encoder)
    try container.encode(sentence, forKey: .sentence)
  }
}
