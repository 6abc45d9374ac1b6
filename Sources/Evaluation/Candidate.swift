public import CustomerData
public import CustomerModels
public import Valuation

/// Fitted models that are put to the test.
public struct Candidate: Sendable {
  /// The transaction models, fitted to the calibration period, and which customer has which.
  public let transactions: AssignedModels<any LatentAttritionModel>
  /// The time unit of their parameters.
  public let unit: TimeUnit
  /// Their log-likelihood on the calibration period.
  public let logLikelihood: Double
  /// How many parameters were estimated, those of covariates and groups among them; under a penalty the number they amount to.
  public let degreesOfFreedom: Double
  /// The spending models, if any.
  public let spend: AssignedModels<any SpendingModel>?

  /// One model for all customers.
  public init(
    transactions: any LatentAttritionModel, unit: TimeUnit, logLikelihood: Double, spend: (any SpendingModel)? = nil
  ) {
    self.init(
      transactions: AssignedModels(transactions), unit: unit, logLikelihood: logLikelihood,
      degreesOfFreedom: Double(transactions.parameters.count), spend: spend.map { AssignedModels($0) })
  }

  /// See the properties.
  public init(
    transactions: AssignedModels<any LatentAttritionModel>, unit: TimeUnit, logLikelihood: Double,
    degreesOfFreedom: Double, spend: AssignedModels<any SpendingModel>?
  ) {
    self.transactions = transactions
    self.unit = unit
    self.logLikelihood = logLikelihood
    self.degreesOfFreedom = degreesOfFreedom
    self.spend = spend
  }
}
