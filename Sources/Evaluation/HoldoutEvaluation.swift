public import CustomerData
public import Parallelism
public import Valuation

/// Fitted models held against what customers did afterwards, beside what simple rules would have said.
///
/// Customers with their first purchase in the holdout are left out and counted: no model of the calibration period
/// knows them. Memory is a few columns of the number of customers.
public struct HoldoutEvaluation: Sendable, Equatable, Codable {
  /// What the models were fitted to.
  public let calibration: CalibrationPeriod
  /// What they are held against.
  public let holdout: HoldoutPeriod
  /// The models, in the order given.
  public let models: [ModelEvaluation]
  /// Every baseline.
  public let baselines: [BaselineEvaluation]

  /// - Parameters:
  ///   - calibration: the customers, observed to the end of the calibration period.
  ///   - holdout: what they did afterwards.
  ///   - candidates: models fitted to `calibration`.
  ///   - margin: profit per unit of spend, for the lifetime value of the churn formula.
  ///   - threads: never changes a result.
  /// - Throws: `PredictionError` when a candidate's unit is not that of `calibration`, the holdout is longer than 1000
  ///   years or ends before it starts, or the margin is not finite.
  /// - Precondition: `holdout` has one entry per row of `calibration`, and each row is one customer.
  public init(
    calibration: CustomerSummary, holdout: HoldoutActivity, candidates: [Candidate], margin: Double = 1,
    threads: ThreadCount = .all
  ) throws(PredictionError) {
    precondition(
      holdout.transactions.count == calibration.count && [0, calibration.count].contains(holdout.spends.count),
      "\(calibration.count) customers, \(holdout.transactions.count) transactions, \(holdout.spends.count) spends")
    precondition(calibration.multiplicities.isEmpty, "each row must be one customer")
    let options = try PredictionOptions(
      horizon: Horizon(days: holdout.days), discountRate: .zero, margin: margin, threads: threads)
    let outcomes = HoldoutOutcomes(counts: holdout.transactions, spends: holdout.spends, days: holdout.days)
    let forecasts = BaselineForecasts(calibration, days: holdout.days, margin: options.margin)
    let baselines = threads.map(Baseline.allCases.count) { index in
      BaselineEvaluation(Baseline.allCases[index], forecasts: forecasts, sample: outcomes)
    }
    var models: [ModelEvaluation] = []
    for candidate in candidates {
      models.append(
        try ModelEvaluation(
          candidate, calibration: calibration, sample: outcomes, baselines: baselines, threads: threads))
    }
    self.init(calibration: calibration, holdout: holdout, models: models, baselines: baselines)
  }

  init(
    calibration: CustomerSummary, holdout: HoldoutActivity, models: [ModelEvaluation],
    baselines: [BaselineEvaluation]
  ) {
    self.calibration = CalibrationPeriod(calibration)
    self.holdout = HoldoutPeriod(holdout)
    self.models = models
    self.baselines = baselines
  }
}
