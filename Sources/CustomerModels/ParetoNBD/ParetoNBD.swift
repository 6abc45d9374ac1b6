public import CustomerData

/// The Pareto / negative binomial model (Pareto/NBD).
///
/// While a customer is alive, they buy at random times with rate lambda; they leave for good, unseen, at a random time
/// with rate mu, whether they buy or not. lambda varies over customers as a gamma with shape r and **rate** alpha, mu as
/// a gamma with shape s and **rate** beta, independently.
///
/// - Source: D. C. Schmittlein, D. G. Morrison, R. Colombo, "Counting Your Customers: Who Are They and What Will They
///   Do Next?", Management Science 33(1), 1987, 1-24. Dossier: `Models/Pareto-NBD.md`.
public struct ParetoNBD: Sendable, Equatable {
  /// Shape of the gamma mixture of purchase rates.
  public let r: Double
  /// Rate of the gamma mixture of purchase rates, in time units: the mean rate is r / alpha.
  public let alpha: Double
  /// Shape of the gamma mixture of dropout rates.
  public let s: Double
  /// Rate of the gamma mixture of dropout rates, in time units: the mean rate is s / beta.
  public let beta: Double

  /// - Throws: `ParameterError` when a parameter is not positive and finite.
  public init(r: Double, alpha: Double, s: Double, beta: Double) throws(ParameterError) {
    try self.init(parameters: [r, alpha, s, beta])
  }

  /// For parameters derived from checked ones.
  init(uncheckedR r: Double, alpha: Double, s: Double, beta: Double) {
    self.r = r
    self.alpha = alpha
    self.s = s
    self.beta = beta
  }
}

extension ParetoNBD: ParametricModel {
  /// The name on the command line and in files.
  public static var name: String { "pareto-nbd" }
  /// The name in prose.
  public static var title: String { "Pareto/NBD" }

  /// The parameters, in order.
  public static var parameterDescriptions: [ParameterDescription] {
    [
      ParameterDescription("r", "shape of the gamma mixture of purchase rates (small: customers differ much)"),
      ParameterDescription(
        "alpha", "rate of the gamma mixture of purchase rates (a rate parameter: large alpha, slow buyers)",
        scaleExponent: 1),
      ParameterDescription("s", "shape of the gamma mixture of dropout rates (small: customers differ much)"),
      ParameterDescription(
        "beta", "rate of the gamma mixture of dropout rates (a rate parameter: large beta, long lifetimes)",
        scaleExponent: 1),
    ]
  }

  /// - Throws: `ParameterError` when there are too few, too many, or one is not positive and finite.
  public init(parameters: [Double]) throws(ParameterError) {
    try ParameterError.check(parameters, of: Self.parameterDescriptions, model: Self.name)
    self.init(uncheckedR: parameters[0], alpha: parameters[1], s: parameters[2], beta: parameters[3])
  }

  /// The parameters, in order.
  public var parameters: [Double] { [r, alpha, s, beta] }

  /// NBD, where s / beta goes to 0.
  public static var specialCases: [SpecialCase] { [SpecialCase(NBD.name, .onBoundary)] }

  /// How covariates move its parameters.
  public static var covariateDirections: [CovariateDirection] {
    [
      CovariateDirection(.purchase, [0, -1, 0, 0], meaning: "the mean purchase rate r / alpha"),
      CovariateDirection(.dropout, [0, 0, 0, -1], meaning: "the mean dropout rate s / beta"),
    ]
  }

  /// Log-parameters are (log r, log alpha, log s, log beta); sums of these directions are limits too.
  public static var limits: [ModelLimit] {
    let noDropout =
      "no dropout is detectable: the dropout rate s / beta goes to 0, and the NBD model, in which nobody leaves, "
      + "fits as well"
    let rare = "the purchase rate goes to 0: nobody bought a second time"
    return [
      ModelLimit(direction: [0, 0, -1, 0], meaning: noDropout),
      ModelLimit(direction: [0, 0, 0, 1], meaning: noDropout),
      ModelLimit(
        direction: [1, 1, 0, 0],
        meaning:
          "all customers buy at the same rate r / alpha: no difference between their purchase rates is detectable"),
      ModelLimit(
        direction: [0, 0, 1, 1],
        meaning:
          "all customers leave at the same rate s / beta: no difference between their loyalties is detectable"),
      ModelLimit(
        direction: [0, 0, 0, -1],
        meaning:
          "some customers leave right after the first purchase, the others hardly ever; mbg-nbd reaches this limit",
        isSlow: true),
      ModelLimit(direction: [-1, 0, 0, 0], meaning: rare),
      ModelLimit(direction: [0, 1, 0, 0], meaning: rare),
      ModelLimit(
        direction: [0, -1, 0, 0],
        meaning:
          "the purchase rate grows without bound: too many repeat purchases have recency 0, at the very moment of the first"
      ),
    ]
  }

  /// The moments estimate, then points by which each known ridge can be reached. Times have a mean age of about 1.
  public static func startingPoints(for observations: PurchasePatterns) -> [[Double]] {
    let moments = PurchaseMoments(observations)
    // Who leaves stops buying: the rate while alive is higher than the one seen.
    let (r, alpha) = (moments.shape, moments.shape / (1.5 * moments.rate))
    // Chance to leave per purchase times purchases per unit of time.
    let dropout = min(max(moments.dropout * moments.rate, 0.05), 5)
    return [
      [2 * r, 2 * alpha, 0.7, 0.7 / dropout],
      [r, alpha, 0.4, 0.1],
      [1, 0.7 / moments.rate, 1, 1],
      // Nobody leaves.
      [r, r / moments.rate, 0.05, 2],
      // All leave at one rate.
      [r, alpha, 30, 30 / dropout],
      // Some leave at once.
      [r, alpha, 0.1, 1e-3],
      // All buy at one rate.
      [40, 30 / moments.rate, 0.5, 0.5 / dropout],
      // A few customers buy nearly everything.
      [0.1, 0.1 / moments.rate, 0.5, 0.5],
    ]
  }

  /// The log-likelihood of a table.
  public static func likelihood(of observations: PurchasePatterns) -> ParetoNBDLikelihood {
    ParetoNBDLikelihood(observations)
  }

  /// The log-likelihood of a divided table.
  public static func likelihood(
    of observations: PurchasePatterns, dividedBy scale: Double
  ) -> ParetoNBDLikelihood {
    ParetoNBDLikelihood(observations, dividedBy: scale)
  }
}
