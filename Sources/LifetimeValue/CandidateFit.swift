public import CustomerData
import Evaluation

/// A model that was tried when one was to be chosen: a row of the table that `--transactions auto` prints.
public struct CandidateFit: Sendable, Codable, Equatable {
  /// The model's name.
  public let model: String
  /// Its k, where it has one.
  public let k: Int?
  /// Parameters estimated, k among them where it was chosen; nil when there was no fit.
  @NullWhenNil public private(set) var parameters: Int?
  /// How the fit ended: `converged`, `boundary` or `flat`; nil when there was none.
  @NullWhenNil public private(set) var status: String?
  /// Log-likelihood; nil when there was no fit.
  @NullWhenNil public private(set) var logLikelihood: Double?
  /// AIC.
  @NullWhenNil public private(set) var aic: Double?
  /// BIC.
  @NullWhenNil public private(set) var bic: Double?
  /// Mean log score on a holdout, when one was asked for: higher is better.
  @NullWhenNil public private(set) var holdoutLogScore: Double?
  /// Why there was no fit, or the simpler model that fits as well: `pareto-nbd fits as well`.
  @NullWhenNil public private(set) var note: String?
}

extension CandidateFit {
  /// Of a fit.
  init(_ fit: FittedModel, holdoutLogScore: Double?, note: String?) {
    let criteria = fit.criteria
    self.init(
      model: fit.model, k: fit.parameters["k"].map { Int($0) },
      parameters: fit.parameterCount + (fit.hasChosenK ? 1 : 0),
      status: fit.report.status.rawValue, logLikelihood: fit.logLikelihood, aic: criteria.aic, bic: criteria.bic,
      holdoutLogScore: holdoutLogScore, note: note)
  }

  /// Without a fit.
  init(_ model: String, note: String) {
    self.init(
      model: model, k: nil, parameters: nil, status: nil, logLikelihood: nil, aic: nil, bic: nil, holdoutLogScore: nil,
      note: note)
  }
}
