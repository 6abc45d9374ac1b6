public import CustomerData
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The modified beta-geometric / negative binomial model (MBG/NBD).
///
/// As BG/NBD, except that a customer may also leave right after the *first* purchase: so a customer who never came back
/// is not alive by construction. lambda, the purchase rate, is gamma(r, **rate** alpha) over customers; p, the chance to
/// leave after a purchase, is beta(a, b); independently.
///
/// A living customer has survived that first chance: they are a *BG/NBD* customer with (r + x, alpha + T, a, b + x + 1).
/// A new customer is one with x = 0, T = 0 who may have left already; so all that is unconditional is conditional on
/// nothing seen.
///
/// - Source: E. P. Batislam, M. Denizel, A. Filiztekin, "Empirical validation and comparison of models for customer base
///   analysis", International Journal of Research in Marketing 24(3), 2007, 201-209; D. Hoppe, U. Wagner, "Customer
///   Base Analysis: The Case for a Central Variant of the Betageometric/NBD Model", Marketing - Journal of Research
///   and Management 3(2), 2007, 75-90. Dossier: `Models/MBG-NBD.md`.
public struct MBGNBD: Sendable, Equatable {
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
    try self.init(parameters: [r, alpha, a, b])
  }
}

extension MBGNBD: ParametricModel {
  /// The name on the command line and in files.
  public static var name: String { "mbg-nbd" }
  /// The name in prose.
  public static var title: String { "MBG/NBD" }

  /// The parameters, in order.
  public static var parameterDescriptions: [ParameterDescription] { BGNBD.parameterDescriptions }

  /// - Throws: `ParameterError` when there are too few, too many, or one is not positive and finite.
  public init(parameters: [Double]) throws(ParameterError) {
    try ParameterError.check(parameters, of: Self.parameterDescriptions, model: Self.name)
    r = parameters[0]
    alpha = parameters[1]
    a = parameters[2]
    b = parameters[3]
  }

  /// The parameters, in order.
  public var parameters: [Double] { [r, alpha, a, b] }

  /// NBD, where a / (a + b) goes to 0.
  public static var specialCases: [SpecialCase] { [SpecialCase(NBD.name, .onBoundary)] }

  /// How covariates move its parameters.
  public static var covariateDirections: [CovariateDirection] {
    [
      CovariateDirection(.purchase, [0, -1, 0, 0], meaning: "the mean purchase rate r / alpha"),
      CovariateDirection(
        .dropout, [0, 0, 1, 1],
        meaning: "a and b together, at the same mean a / (a + b): how alike customers are in leaving"),
    ]
  }

  /// Log-parameters are (log r, log alpha, log a, log b); sums of these directions are limits too.
  public static var limits: [ModelLimit] {
    let noDropout =
      "no dropout is detectable: a / (a + b) goes to 0, and the NBD model, in which nobody leaves, fits as well"
    let atOnce = "everybody leaves right after the first purchase: nobody bought a second time"
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
          "all customers leave with the same probability a / (a + b): no difference between their loyalties is detectable"
      ),
      ModelLimit(
        direction: [0, 0, -1, -1],
        meaning:
          "there are two kinds of customers: a share a / (a + b) leaves right after the first purchase, the others never leave"
      ),
      ModelLimit(direction: [0, 0, 0, -1], meaning: atOnce),
      ModelLimit(direction: [0, 0, 1, 0], meaning: atOnce),
      ModelLimit(direction: [-1, 0, 0, 0], meaning: rare),
      ModelLimit(direction: [0, 1, 0, 0], meaning: rare),
      ModelLimit(
        direction: [0, -1, 0, 0],
        meaning:
          "the purchase rate grows without bound: too many repeat purchases have recency 0, at the very moment of the first"
      ),
    ]
  }

  /// Those of BG/NBD, then points at which those who never came back have left.
  public static func startingPoints(for observations: PurchasePatterns) -> [[Double]] {
    let moments = PurchaseMoments(observations)
    return BGNBD.startingPoints(for: observations) + [
      [1, 0.5 / moments.rate, 0.8, 1.2], [4, 1.5 / moments.rate, 0.5, 0.7],
    ]
  }
}

// MARK: - Likelihood

/// The MBG/NBD log-likelihood of a table of purchase patterns: the sums of BG/NBD with one more chance to leave.
public struct MBGNBDLikelihood: ModelLikelihood {
  /// The model whose likelihood this is.
  public typealias Model = MBGNBD

  private let patterns: IndexedPurchasePatterns
  private let summation: PatternSummation

  init(
    _ observations: PurchasePatterns, dividedBy scale: Double = 1, summation: PatternSummation = .fastest
  ) {
    patterns = IndexedPurchasePatterns(observations, dividedBy: scale)
    self.summation = summation
  }

  /// Tables over the distinct values at these parameters.
  public func evaluator(at model: MBGNBD) -> BGNBDEvaluator {
    BGNBDEvaluator(model.sameParameters, earlyChances: 1, patterns, summation)
  }

  /// The jet of one observation at parameters of its own.
  public func evaluate(_ observation: Int, at model: MBGNBD, into jet: inout LikelihoodJet) {
    BGNBDEvaluator.evaluate(observation, of: patterns, at: model.sameParameters, earlyChances: 1, into: &jet)
  }
}

extension MBGNBD {
  /// The log-likelihood of a table.
  public static func likelihood(of observations: PurchasePatterns) -> MBGNBDLikelihood {
    MBGNBDLikelihood(observations)
  }

  /// The log-likelihood of a divided table.
  public static func likelihood(
    of observations: PurchasePatterns, dividedBy scale: Double
  ) -> MBGNBDLikelihood {
    MBGNBDLikelihood(observations, dividedBy: scale)
  }

  /// The BG/NBD model with these parameters.
  fileprivate var sameParameters: BGNBD { BGNBD(uncheckedR: r, alpha: alpha, a: a, b: b) }

  /// x + 1 chances to leave survived, or x of them and the last not.
  /// - Source: Batislam et al. (2007); Hoppe & Wagner (2007).
  public func logLikelihood(of history: PurchaseHistory) -> Double {
    let x = Double(history.frequency)
    let n = r + x
    let shared = logGammaDifference(r, x) - x * log(alpha) + logBetaDifference(a, b, x + 1)
    let logOdds = logOddsOfHavingLeft(history)
    // The larger of the two terms, and log(1 + their ratio).
    let larger =
      logOdds > 0 ? log(a) - log(b + x) - n * log1p(history.recency / alpha) : -n * log1p(history.age / alpha)
    return shared + larger + log1p(exp(-abs(logOdds)))
  }

  /// log of P(left) / P(alive).
  private func logOddsOfHavingLeft(_ history: PurchaseHistory) -> Double {
    let x = Double(history.frequency)
    let silence = (history.age - history.recency) / (alpha + history.recency)
    return log(a) - log(b + x) + (r + x) * log1p(silence)
  }
}

// MARK: - Prediction

extension MBGNBD: LatentAttritionModel {
  /// P(alive | x, t_x, T).
  /// - Source: Batislam et al. (2007), as a logistic function, which neither overflows nor underflows.
  public func probabilityAlive(given history: PurchaseHistory) -> Double {
    1 / (1 + exp(logOddsOfHavingLeft(history)))
  }

  /// As the logarithm of a logistic function.
  public func logProbabilityAlive(given history: PurchaseHistory) -> Double {
    -log(onePlusExp: logOddsOfHavingLeft(history))
  }

  /// BG/NBD with (r + x, alpha + T, a, b + x + 1): the chance to leave after the last purchase is survived already.
  public func livingCustomer(given history: PurchaseHistory) -> BGNBD {
    let x = Double(history.frequency)
    return BGNBD(uncheckedR: r + x, alpha: alpha + history.age, a: a, b: b + (x + 1))
  }

  /// Posterior mean of lambda: at which rate the customer buys, or bought before leaving at t_x.
  public func meanPurchaseRate(given history: PurchaseHistory) -> Double {
    let alive = probabilityAlive(given: history)
    let n = r + Double(history.frequency)
    return alive * (n / (alpha + history.age)) + (1 - alive) * (n / (alpha + history.recency))
  }
}

extension MBGNBD: ForecastByHistory {
  /// r / alpha.
  public var meanPurchaseRate: Double { r / alpha }
}

// MARK: - Simulation

extension MBGNBD: Simulatable {
  /// Repeat purchase times of one new customer within (0, age], ascending: none when the first toss says so.
  public func simulatePurchaseTimes<Generator: RandomNumberGenerator>(
    age: Double, using generator: inout Generator
  ) -> [Double] {
    sameParameters.simulatePurchaseTimes(age: age, earlyChances: 1, using: &generator)
  }
}
