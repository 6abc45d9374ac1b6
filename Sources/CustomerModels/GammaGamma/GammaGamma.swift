public import CustomerData

/// The gamma-gamma model of spend per purchase.
///
/// A customer's purchases have gamma distributed values with shape p and a rate nu of their own; nu varies over
/// customers as a gamma with shape q and **rate** gamma. How much a customer spends per purchase does not depend on
/// how often they buy.
///
/// - Source: P. S. Fader, B. G. S. Hardie, "The Gamma-Gamma Model of Monetary Value", note 025, 2013; P. S. Fader,
///   B. G. S. Hardie, K. L. Lee, "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal of
///   Marketing Research 42(4), 2005, 415-430. Dossier: `Models/Gamma-Gamma.md`.
public struct GammaGamma: Sendable, Equatable {
  /// Shape of the values of one customer's purchases.
  public let p: Double
  /// Shape of the gamma mixture of value rates; the population mean exists only for q > 1.
  public let q: Double
  /// Rate of the gamma mixture of value rates, in currency.
  public let gamma: Double

  /// - Throws: `ParameterError` when a parameter is not positive and finite.
  public init(p: Double, q: Double, gamma: Double) throws(ParameterError) {
    try self.init(parameters: [p, q, gamma])
  }
}

extension GammaGamma: ParametricModel {
  /// The name on the command line and in files.
  public static var name: String { "gamma-gamma" }
  /// The name in prose.
  public static var title: String { "Gamma-Gamma" }

  /// The parameters, in order.
  public static var parameterDescriptions: [ParameterDescription] {
    [
      ParameterDescription("p", "shape of the values of one customer's purchases (large: always about the same)"),
      ParameterDescription(
        "q", "shape of the gamma mixture of value rates (large: customers alike; the mean needs q > 1)"),
      ParameterDescription(
        "gamma", "rate of the gamma mixture of value rates, in currency (mean value p gamma / (q - 1))",
        scaleExponent: 1),
    ]
  }

  /// - Throws: `ParameterError` when there are too few, too many, or one is not positive and finite.
  public init(parameters: [Double]) throws(ParameterError) {
    try ParameterError.check(parameters, of: Self.parameterDescriptions, model: Self.name)
    p = parameters[0]
    q = parameters[1]
    gamma = parameters[2]
  }

  /// The parameters, in order.
  public var parameters: [Double] { [p, q, gamma] }

  /// How covariates move its parameters.
  public static var covariateDirections: [CovariateDirection] {
    [
      CovariateDirection(.spend, [0, 0, 1], meaning: "the mean spend per purchase")
    ]
  }

  /// The log-likelihood of a table.
  public static func likelihood(of observations: SpendPatterns) -> GammaGammaLikelihood {
    GammaGammaLikelihood(observations)
  }

  /// The log-likelihood of a divided table.
  public static func likelihood(
    of observations: SpendPatterns, dividedBy scale: Double
  ) -> GammaGammaLikelihood {
    GammaGammaLikelihood(observations, dividedBy: scale)
  }
}
