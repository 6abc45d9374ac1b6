public import CustomerModels
public import Optimizers

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A model with covariates fitted to data.
public struct CovariateFit<Model: ParametricModel>: Sendable {
  /// The model of a customer whose every column of the design is 0, in the unit of the data.
  public let model: Model
  /// Coefficients of the design's columns, in the design's order.
  public let coefficients: [Double]
  /// Customers behind it.
  public let customers: Int
  /// The log-likelihood of the data, without the penalty.
  public let logLikelihood: Double
  /// Covariance of parameters, then coefficients: the inverse of the observed information of what was maximised, the penalty
  /// included.
  public let covariance: Covariance
  /// The sandwich A^-1 B A^-1 of that information and the sum B of squared gradients of customers.
  public let robustCovariance: Covariance
  /// How many free parameters the fit amounts to: the trace of the information of the likelihood times the inverse of the
  /// penalised one. Without a penalty the number of parameters and coefficients.
  /// - Source: R. J. Gray, "Flexible Methods for Analyzing Survival Data Using Splines", Journal of the American
  ///   Statistical Association 87 (1992), 942-951, section 2.3.
  public let degreesOfFreedom: Double
  /// How the answer was reached and what to know about it.
  public let report: OptimizationReport
  /// The answer on the scale of the search: log-parameters of the data divided by their natural scale, then coefficients.
  let point: [Double]

  /// The model of a customer with these values of the design's columns.
  public func model(of values: [Double], design: CovariateDesign) throws(ParameterError) -> Model {
    try model.moved(zip(coefficients, design.coefficients).map { ($0 * values[$1.column], $1.loadings) })
  }
}

extension ParametricModel {
  /// The model with log-parameters moved by each shift times its loadings.
  public func moved(_ shifts: [(shift: Double, loadings: [Double])]) throws(ParameterError) -> Self {
    var logs = Array(repeating: 0.0, count: parameters.count)
    for (shift, loadings) in shifts where shift != 0 {
      for index in logs.indices { logs[index] += shift * loadings[index] }
    }
    return try Self(parameters: zip(parameters, logs).map { $1 == 0 ? $0 : $0 * exp($1) })
  }
}
