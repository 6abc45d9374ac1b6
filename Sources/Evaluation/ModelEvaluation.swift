import CustomerData
import CustomerModels
import Parallelism
import Valuation

/// A fitted model and how it did on the holdout. In JSON the transaction metrics stand beside the other members.
public struct ModelEvaluation: Sendable, Equatable, Codable {
  /// The transaction model's name: `bg-nbd`.
  public let model: String
  /// The spending model's name, if there was one.
  public let spendModel: String?
  /// Log-likelihood on the calibration period.
  public let logLikelihood: Double
  /// Akaike's criterion, 2 k - 2 log-likelihood; lower is better.
  public let aic: Double
  /// Schwarz's criterion, k log(customers) - 2 log-likelihood; lower is better.
  public let bic: Double
  /// Numbers of purchases.
  public let transactions: TransactionMetrics
  /// Spend; nil without amounts or without a spending model.
  public let value: SpendMetrics?
  /// Whether the model earns its keep.
  public let verdict: Verdict
  /// How the fitted model describes the calibration itself, customers by number of purchases; nil in continuous time.
  public let goodnessOfFit: GoodnessOfFit?

  init(
    _ candidate: Candidate, calibration: CustomerSummary, sample: HoldoutOutcomes, baselines: [BaselineEvaluation],
    threads: ThreadCount
  ) throws(PredictionError) {
    let fitted = candidate.transactions
    let predictions = try Predictions(
      of: calibration, transactions: fitted, unit: candidate.unit, spend: candidate.spend,
      options: PredictionOptions(horizon: Horizon(days: sample.days), discountRate: .zero, threads: threads))
    // Every row once, for all the columns that are compared.
    let scored = predictions.column { $0 }
    let logProbabilities = PredictiveLogScore.logProbabilities(
      of: sample.counts, given: calibration, alive: scored.map { $0.probabilityAlive }, models: fitted,
      over: sample.days / calibration.unit.days, threads: threads)
    self.init(
      of: type(of: fitted.models[0]), logLikelihood: candidate.logLikelihood,
      degreesOfFreedom: candidate.degreesOfFreedom, spend: candidate.spend.map { type(of: $0.models[0]) },
      scored: scored, logProbabilities: logProbabilities, calibration: calibration, sample: sample,
      baselines: baselines)
  }

  /// - Parameters:
  ///   - scored: what was expected of each customer in the holdout, undiscounted.
  ///   - logProbabilities: of what each of them did.
  init(
    of fitted: any ParametricModel.Type, logLikelihood: Double, degreesOfFreedom: Double,
    spend: (any SpendingModel.Type)?, scored: [Prediction], logProbabilities: [Double],
    calibration: CustomerSummary, sample: HoldoutOutcomes, baselines: [BaselineEvaluation],
    goodnessOfFit: GoodnessOfFit? = nil
  ) {
    let criteria = InformationCriteria(
      logLikelihood: logLikelihood, parameters: degreesOfFreedom, customers: calibration.count)
    model = fitted.name
    spendModel = spend.map { $0.name }
    self.logLikelihood = logLikelihood
    aic = criteria.aic
    bic = criteria.bic
    transactions = TransactionMetrics(
      frequencies: calibration.frequencies, expected: scored.map { $0.expectedTransactions },
      purchaseProbabilities: scored.map { $0.probabilityOfPurchase }, logProbabilities: logProbabilities,
      holdout: sample)
    value =
      spend == nil || !calibration.hasSpend
      ? nil : sample.spends.map { SpendMetrics(expected: scored.map { $0.predictedValue }, actual: $0) }
    verdict = Verdict(title: fitted.title, metrics: transactions, baselines: baselines)
    self.goodnessOfFit = goodnessOfFit
  }

  private enum CodingKeys: String, CodingKey {
    case model, spendModel, logLikelihood, aic, bic, value, verdict, goodnessOfFit
  }

  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    model = try container.decode(String.self, forKey: .model)
    spendModel = try container.decode(String?.self, forKey: .spendModel)
    logLikelihood = try container.decode(Double.self, forKey: .logLikelihood)
    aic = try container.decode(Double.self, forKey: .aic)
    bic = try container.decode(Double.self, forKey: .bic)
    transactions = try TransactionMetrics(from: decoder)
    value = try container.decode(SpendMetrics?.self, forKey: .value)
    verdict = try container.decode(Verdict.self, forKey: .verdict)
    goodnessOfFit = try container.decodeIfPresent(GoodnessOfFit.self, forKey: .goodnessOfFit)
  }

  /// Writes the transaction metrics beside the other members, and null for what does not exist.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(model, forKey: .model)
    try container.encode(spendModel, forKey: .spendModel)
    try container.encode(logLikelihood, forKey: .logLikelihood)
    try container.encode(aic, forKey: .aic)
    try container.encode(bic, forKey: .bic)
    try transactions.encode(to: encoder)
    try container.encode(value, forKey: .value)
    try container.encode(verdict, forKey: .verdict)
    try container.encodeIfPresent(goodnessOfFit, forKey: .goodnessOfFit)
  }
}
