public import CustomerData
public import CustomerModels

/// Fitted models that are put to the test.
public struct Candidate: Sendable {
  /// The transaction model, fitted to the calibration period.
  public let transactions: any LatentAttritionModel
  /// The time unit of its parameters.
  public let unit: TimeUnit
  /// Its log-likelihood on the calibration period.
  public let logLikelihood: Double
  /// The spending model, if any.
  public let spend: (any SpendingModel)?

  /// See the properties.
  public init(
    transactions: any LatentAttritionModel, unit: TimeUnit, logLikelihood: Double, spend: (any SpendingModel)? = nil
  ) {
    self.transactions = transactions
    self.unit = unit
    self.logLikelihood = logLikelihood
    self.spend = spend
  }
}
