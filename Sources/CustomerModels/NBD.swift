public import CustomerData
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The negative binomial model (NBD): customers buy at random times, each at a rate of their own, and never leave.
///
/// The null model of the family: what a model with dropout must beat, and the limit at which its dropout vanishes.
/// The rate lambda varies over customers as a gamma with shape r and **rate** alpha.
///
/// The log-likelihood is the density of the purchase *times*, as that of the models with dropout, so that the numbers
/// compare; the probability of the *count* x alone, which some publish, is larger by x log T - log x!, whatever the
/// parameters.
///
/// - Source: A. S. C. Ehrenberg, "The Pattern of Consumer Purchases", Applied Statistics 8(1), 1959, 26-41;
///   D. C. Schmittlein, D. G. Morrison, R. Colombo, "Counting Your Customers: Who Are They and What Will They Do
///   Next?", Management Science 33(1), 1987, 1-24, section 2. Dossier: `Models/NBD.md`.
public struct NBD: Sendable, Equatable {
  /// Shape of the gamma mixture of purchase rates.
  public let r: Double
  /// Rate of the gamma mixture of purchase rates, in time units: the mean rate is r / alpha.
  public let alpha: Double

  /// - Throws: `ParameterError` when a parameter is not positive and finite.
  public init(r: Double, alpha: Double) throws(ParameterError) { try self.init(parameters: [r, alpha]) }

  /// For parameters derived from checked ones.
  init(uncheckedR r: Double, alpha: Double) {
    self.r = r
    self.alpha = alpha
  }
}

extension NBD: ParametricModel {
  /// The name on the command line and in files.
  public static var name: String { "nbd" }
  /// The name in prose.
  public static var title: String { "NBD" }

  /// The parameters, in order.
  public static var parameterDescriptions: [ParameterDescription] {
    [
      ParameterDescription("r", "shape of the gamma mixture of purchase rates (small: customers differ much)"),
      ParameterDescription(
        "alpha", "rate of the gamma mixture of purchase rates (a rate parameter: large alpha, slow buyers)",
        scaleExponent: 1),
    ]
  }

  /// - Throws: `ParameterError` when there are too few, too many, or one is not positive and finite.
  public init(parameters: [Double]) throws(ParameterError) {
    try ParameterError.check(parameters, of: Self.parameterDescriptions, model: Self.name)
    self.init(uncheckedR: parameters[0], alpha: parameters[1])
  }

  /// The parameters, in order.
  public var parameters: [Double] { [r, alpha] }

  /// How covariates move its parameters.
  public static var covariateDirections: [CovariateDirection] {
    [
      CovariateDirection(.purchase, [0, -1], meaning: "the mean purchase rate r / alpha")
    ]
  }

  /// Log-parameters are (log r, log alpha).
  public static var limits: [ModelLimit] {
    [
      ModelLimit(
        direction: [1, 1],
        meaning:
          "all customers buy at the same rate r / alpha: no difference between their purchase rates is detectable"),
      ModelLimit(direction: [-1, 0], meaning: "the purchase rate goes to 0: nobody bought a second time"),
      ModelLimit(direction: [0, 1], meaning: "the purchase rate goes to 0: nobody bought a second time"),
    ]
  }

  /// The moments estimate, then customers all alike and very different.
  public static func startingPoints(for observations: PurchasePatterns) -> [[Double]] {
    let moments = PurchaseMoments(observations)
    return [
      [moments.shape, moments.shape / moments.rate], [40, 40 / moments.rate], [0.1, 0.1 / moments.rate],
    ]
  }
}

// MARK: - Likelihood

extension NBD: FormulaModel {
  /// log (r)_x - x log alpha - (r + x) log(1 + T / alpha).
  /// - Source: Ehrenberg (1959), without the parameter-free factor T^x / x!.
  public static func logLikelihood<Scalar: FormulaScalar>(
    of history: PurchaseHistory, parameters: [Scalar]
  ) -> Scalar {
    let (r, alpha) = (parameters[0], parameters[1])
    let x = Double(history.frequency)
    return logGammaDifference(r, x) - x * log(alpha) - (r + x) * log1p(history.age / alpha)
  }
}

// MARK: - Prediction

extension NBD: TransactionModel {
  /// r t / alpha.
  public func expectedTransactions(over time: Double) -> Double { time > 0 ? r / alpha * time : 0 }

  /// The negative binomial distribution.
  public func probability(ofTransactions n: Int, over time: Double) -> Double {
    exp(logProbability(ofTransactions: n, over: time))
  }

  /// The logarithm of the same.
  public func logProbability(ofTransactions n: Int, over time: Double) -> Double {
    guard n >= 0, time > 0 else { return n == 0 ? 0 : -.infinity }
    if time == .infinity { return -.infinity }
    let count = Double(n)
    let none = -r * log1p(time / alpha)
    if n == 0 { return none }
    return logGammaDifference(r, count) - logGamma(count + 1) + none - count * log1p(alpha / time)
  }

  /// 1 - (1 + t / alpha)^-r.
  public func probabilityOfPurchase(over time: Double) -> Double {
    time > 0 ? -expm1(-r * log1p(time / alpha)) : 0
  }

  /// The integral of a constant rate: r / alpha times (1 - exp(-delta t)) / delta.
  /// - Returns: r / (alpha delta) for a lifetime with delta > 0, infinity with delta <= 0.
  public func discountedExpectedTransactions(over time: Double, discountRate: Double) -> Double {
    guard time > 0 else { return 0 }
    if discountRate == 0 { return expectedTransactions(over: time) }
    if time == .infinity && discountRate < 0 { return .infinity }
    return -r / alpha * expm1(-discountRate * time) / discountRate
  }

  /// 1: nobody leaves.
  public func probabilityAlive(at time: Double) -> Double { 1 }

  /// alpha ((1 - q)^(-1/r) - 1): the waiting time has a Pareto distribution of the second kind.
  public func timeToNextPurchase(quantile probability: Double) -> Double {
    alpha * expm1(-log1p(-probability) / r)
  }

  /// r / alpha.
  public var meanPurchaseRate: Double { r / alpha }
}

extension NBD: LatentAttritionModel {
  /// 1: nobody leaves.
  public func probabilityAlive(given history: PurchaseHistory) -> Double { 1 }

  /// (r + x, alpha + T).
  public func livingCustomer(given history: PurchaseHistory) -> NBD {
    NBD(uncheckedR: r + Double(history.frequency), alpha: alpha + history.age)
  }

  /// (r + x) / (alpha + T).
  public func meanPurchaseRate(given history: PurchaseHistory) -> Double {
    livingCustomer(given: history).meanPurchaseRate
  }
}

// MARK: - Simulation

extension NBD: Simulatable {
  /// Repeat purchase times of one new customer within (0, age], ascending.
  public func simulatePurchaseTimes<Generator: RandomNumberGenerator>(
    age: Double, using generator: inout Generator
  ) -> [Double] {
    let rate = exp(generator.logGammaVariate(shape: r)) / alpha
    guard rate > 0 else { return [] }
    return generator.poissonTimes(rate: rate, until: age)
  }
}
