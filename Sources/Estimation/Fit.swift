public import CustomerModels
public import Optimizers

/// A model fitted to data: the model itself, how well it is known, and how the answer was reached.
public struct Fit<Model: ParametricModel>: Sendable, Equatable {
  /// The fitted model, in the unit of the data.
  public let model: Model
  /// Customers behind it: the sum of the weights.
  public let customers: Int
  /// The log-likelihood of the data.
  public let logLikelihood: Double
  /// Covariance of the parameters: the inverse of the observed information.
  public let covariance: Covariance
  /// Covariance of the parameters that also holds when the model is not quite true: the sandwich A^-1 B A^-1 of
  /// information A and the sum B of squared gradients (Huber 1967; White 1982).
  public let robustCovariance: Covariance
  /// Covariance of the logarithms of the parameters, on whose scale estimates are nearer to normal.
  public let logCovariance: Covariance
  /// How the answer was reached and what to know about it.
  public let report: OptimizationReport

  /// See the properties.
  public init(
    model: Model, customers: Int, logLikelihood: Double, covariance: Covariance, robustCovariance: Covariance,
    logCovariance: Covariance, report: OptimizationReport
  ) {
    self.model = model
    self.customers = customers
    self.logLikelihood = logLikelihood
    self.covariance = covariance
    self.robustCovariance = robustCovariance
    self.logCovariance = logCovariance
    self.report = report
  }

  /// Standard errors of the parameters; nil where they do not exist.
  public var standardErrors: [Double?] { covariance.standardErrors }
}
