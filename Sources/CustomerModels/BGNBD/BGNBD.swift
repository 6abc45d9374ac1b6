public import CustomerData

/// The beta-geometric / negative binomial model (BG/NBD).
///
/// While a customer is alive, they buy at random times with rate lambda. After each repeat purchase they leave for
/// good with probability p. lambda varies over customers as a gamma with shape r and **rate** alpha, p as a
/// beta(a, b), independently. A customer without a repeat purchase is alive by construction.
///
/// - Source: P. S. Fader, B. G. S. Hardie, K. L. Lee, "'Counting Your Customers' the Easy Way: An Alternative to the
///   Pareto/NBD Model", Marketing Science 24(2), 2005, 275-284. Dossier: `Models/BG-NBD.md`.
public struct BGNBD: Sendable, Equatable {
  /// Shape of the gamma mixture of purchase rates.
  public let r: Double
  /// Rate of the gamma mixture of purchase rates, in time units: the mean rate is r / alpha.
  public let alpha: Double
  /// First shape of the beta mixture of dropout probabilities: the mean is a / (a + b).
  public let a: Double
  /// Second shape of the beta mixture of dropout probabilities.
  public let b: Double

  /// - Throws: `ParameterError` when a parameter is not positive and finite.
  public init(r: Double, alpha: Double, a: Double, b: Double) throws(ParameterError) {
    try ParameterError.check([r, alpha, a, b], of: Self.parameterDescriptions, model: Self.name)
    self.init(uncheckedR: r, alpha: alpha, a: a, b: b)
  }

  /// For parameters derived from checked ones.
  init(uncheckedR r: Double, alpha: Double, a: Double, b: Double) {
    self.r = r
    self.alpha = alpha
    self.a = a
    self.b = b
  }
}

extension BGNBD: ParametricModel {
  /// The name on the command line and in files.
  public static var name: String { "bg-nbd" }
  /// The name in prose.
  public static var title: String { "BG/NBD" }

  /// The parameters, in order.
  public static var parameterDescriptions: [ParameterDescription] {
    [
      ParameterDescription("r", "shape of the gamma mixture of purchase rates (small: customers differ much)"),
      ParameterDescription(
        "alpha", "rate of the gamma mixture of purchase rates (a rate parameter: large alpha, slow buyers)",
        scaleExponent: 1),
      ParameterDescription("a", "first shape of the beta mixture of dropout probabilities (mean a / (a + b))"),
      ParameterDescription("b", "second shape of the beta mixture of dropout probabilities"),
    ]
  }

  /// - Throws: `ParameterError` when there are too few, too many, or one is not positive and finite.
  public init(parameters: [Double]) throws(ParameterError) {
    try ParameterError.check(parameters, of: Self.parameterDescriptions, model: Self.name)
    self.init(uncheckedR: parameters[0], alpha: parameters[1], a: parameters[2], b: parameters[3])
  }

  /// The parameters, in order.
  public var parameters: [Double] { [r, alpha, a, b] }

  /// How covariates move its parameters.
  public static var covariateDirections: [CovariateDirection] {
    [
      CovariateDirection(.purchase, [0, -1, 0, 0], meaning: "the mean purchase rate r / alpha"),
      CovariateDirection(
        .dropout, [0, 0, 1, 1],
        meaning: "a and b together, at the same mean a / (a + b): how alike customers are in leaving"),
    ]
  }

  /// The log-likelihood of a table.
  public static func likelihood(of observations: PurchasePatterns) -> BGNBDLikelihood {
    BGNBDLikelihood(observations)
  }

  /// The log-likelihood of a divided table.
  public static func likelihood(
    of observations: PurchasePatterns, dividedBy scale: Double
  ) -> BGNBDLikelihood {
    BGNBDLikelihood(observations, dividedBy: scale)
  }
}
