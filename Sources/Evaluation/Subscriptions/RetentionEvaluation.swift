public import CustomerData
import CustomerModels

/// Contract models that were fitted to the first part of retention curves, held against the rest, beside ways to continue
/// a curve without a model.
///
/// Every forecast starts from the survivors at the end of the calibration where its rule allows; the curves through the
/// points (linear, quadratic, exponential) are what they are.
public struct RetentionEvaluation: Sendable, Equatable, Codable {
  /// What the models saw.
  public struct Calibration: Sendable, Equatable, Codable {
    /// Cohorts with at least one renewal.
    public let cohorts: Int
    /// Their subscribers at the start.
    public let subscribers: Double
    /// The most renewals of a cohort.
    public let renewals: Int
    /// Renewal decisions.
    public let decisions: Double
  }

  /// What they are held against.
  public struct Holdout: Sendable, Equatable, Codable {
    /// Cohorts observed on after the calibration.
    public let cohorts: Int
    /// The most periods of a cohort.
    public let periods: Int
    /// Renewals made in them.
    public let renewals: Double
  }

  /// What the models saw.
  public let calibration: Calibration
  /// What they are held against.
  public let holdout: Holdout
  /// The models, in the order given.
  public let models: [RetentionModelEvaluation]
  /// Every baseline that the curves are long enough for.
  public let baselines: [RetentionBaselineEvaluation]

  /// - Parameters:
  ///   - calibration: the curves as the models saw them.
  ///   - whole: the same cohorts in full.
  ///   - candidates: models fitted to `calibration`.
  public init(calibration: RetentionTable, whole: RetentionTable, candidates: [RetentionCandidate]) {
    let known = Dictionary(whole.cohorts.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let pairs = calibration.cohorts.compactMap { cohort in
      known[cohort.name].map { (seen: cohort, whole: $0) }
    }
    let tested = pairs.filter { $0.whole.active.count > $0.seen.active.count }
    func forecasts(_ project: (RetentionTable.Cohort, Int) -> [Double]?) -> RetentionMetrics {
      RetentionMetrics(
        tested.compactMap { pair in
          let ahead = pair.whole.active.count - pair.seen.active.count
          return project(pair.seen, ahead).map {
            CohortForecast(pair.whole, after: pair.seen.tenure, expected: $0)
          }
        })
    }
    self.calibration = Calibration(
      cohorts: calibration.cohorts.count { $0.tenure > 0 },
      subscribers: calibration.cohorts.reduce(0) { $0 + ($1.active.first ?? 0) },
      renewals: calibration.cohorts.map(\.tenure).max() ?? 0,
      decisions: calibration.cohorts.reduce(0) { $0 + $1.active.dropLast().reduce(0, +) })
    holdout = Holdout(
      cohorts: tested.count, periods: tested.map { $0.whole.active.count - $0.seen.active.count }.max() ?? 0,
      renewals: tested.reduce(0) { $0 + $1.whole.active.dropFirst($1.seen.active.count).reduce(0, +) })
    let baselines: [RetentionBaselineEvaluation] = RetentionBaseline.allCases.compactMap { baseline in
      let metrics = forecasts { baseline.projection(of: $0, among: calibration, periods: $1) }
      // One that covers some cohorts only cannot be set beside the others.
      return metrics.cohorts.count == tested.count && !tested.isEmpty
        ? RetentionBaselineEvaluation(baseline: baseline, metrics: metrics) : nil
    }
    self.baselines = baselines
    models = candidates.map { candidate in
      RetentionModelEvaluation(
        candidate, calibration: calibration,
        metrics: forecasts { cohort, ahead in
          candidate.model(cohort.name).projection(
            ofActive: cohort.active.last ?? 0, tenure: cohort.tenure, periods: ahead)
        }, baselines: baselines)
    }
  }
}
