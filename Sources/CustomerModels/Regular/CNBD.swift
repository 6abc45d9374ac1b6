public import CustomerData
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// After which purchases a customer may leave.
public protocol DropoutTiming: Sendable {
  /// Chances to leave before the first repeat purchase: 0 or 1.
  static var earlyChances: Int { get }
  /// The prefix of a model's name: `bg`.
  static var prefix: String { get }
  /// The model with k = 1, whose limits and starting points these are.
  associatedtype WithoutRegularity: LatentAttritionModel
}

/// After repeat purchases only, as in BG/NBD.
public enum DropoutAfterRepeatPurchases: DropoutTiming {
  /// None.
  public static var earlyChances: Int { 0 }
  /// BG.
  public static var prefix: String { "bg" }
  /// k = 1.
  public typealias WithoutRegularity = BGNBD
}

/// After every purchase, the first included, as in MBG/NBD.
public enum DropoutAfterEveryPurchase: DropoutTiming {
  /// One.
  public static var earlyChances: Int { 1 }
  /// MBG.
  public static var prefix: String { "mbg" }
  /// k = 1.
  public typealias WithoutRegularity = MBGNBD
}

/// BG/CNBD-k: BG/NBD with Erlang-k times between purchases.
public typealias BGCNBD<Timing: ErlangTiming> = CNBD<Timing, DropoutAfterRepeatPurchases>

/// MBG/CNBD-k: MBG/NBD with Erlang-k times between purchases.
public typealias MBGCNBD<Timing: ErlangTiming> = CNBD<Timing, DropoutAfterEveryPurchase>

/// The (modified) beta-geometric / condensed negative binomial models (BG/CNBD-k and MBG/CNBD-k).
///
/// As BG/NBD or MBG/NBD, except that the time between two purchases is Erlang-k: the sum of k exponential times with rate
/// lambda. Customers then buy more evenly than at random, and a silence says sooner that they have left. lambda varies
/// over customers as a gamma with shape r and **rate** alpha (the mean time between purchases is about k alpha / r), the
/// chance to leave as a beta(a, b); independently.
///
/// The likelihood is that of the purchase times, which for k > 1 depend on the sum of the logarithms of the times between
/// purchases, though not together with parameters: it decides which k fits best.
///
/// - Source: M. Platzer, T. Reutterer, "Ticking Away the Moments: Timing Regularity Helps to Better Predict Customer
///   Activity", Marketing Science 35(5), 2016, 779-799. Dossiers: `Models/BG-CNBD-k.md`, `Models/MBG-CNBD-k.md`.
public struct CNBD<Timing: ErlangTiming, Dropout: DropoutTiming>: Sendable, Equatable {
  /// Shape of the gamma mixture of event rates.
  public let r: Double
  /// Rate of the gamma mixture of event rates, in time units: of k events one is a purchase.
  public let alpha: Double
  /// First shape of the beta mixture of dropout probabilities: the mean is a / (a + b).
  public let a: Double
  /// Second shape of the beta mixture of dropout probabilities.
  public let b: Double

  /// - Throws: `ParameterError` when a parameter is not positive and finite.
  public init(r: Double, alpha: Double, a: Double, b: Double) throws(ParameterError) {
    try self.init(parameters: [r, alpha, a, b])
  }

  /// Events per purchase.
  public static var k: Int { Timing.k }
}

extension CNBD: ParametricModel {
  /// Purchase histories, with the times between purchases where k > 1.
  public typealias Observations = PurchasePatterns
  /// The likelihood of a table.
  public typealias Likelihood = RegularLikelihood<Self>

  /// The name on the command line and in files: the same for every k.
  public static var name: String { "\(Dropout.prefix)-cnbd-k" }
  /// The name in prose.
  public static var title: String { "\(Dropout.prefix.uppercased())/CNBD-k" }

  /// The parameters, in order.
  public static var parameterDescriptions: [ParameterDescription] {
    [
      ParameterDescription("r", "shape of the gamma mixture of event rates (small: customers differ much)"),
      ParameterDescription(
        "alpha",
        "rate of the gamma mixture of event rates, of which each k-th is a purchase (large alpha, slow buyers)",
        scaleExponent: 1),
    ] + BGNBD.parameterDescriptions.suffix(2)
  }

  /// k.
  public static var chosenParameters: [String: Double] { ["k": Double(Timing.k)] }

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

  /// How covariates move its parameters.
  public static var covariateDirections: [CovariateDirection] {
    [
      CovariateDirection(.purchase, [0, -1, 0, 0], meaning: "the mean purchase rate r / alpha"),
      CovariateDirection(
        .dropout, [0, 0, 1, 1],
        meaning: "a and b together, at the same mean a / (a + b): how alike customers are in leaving"),
    ]
  }

  /// Those of the model with k = 1.
  public static var limits: [ModelLimit] { Dropout.WithoutRegularity.limits }

  /// Those of the model with k = 1, events being k times as frequent as purchases.
  public static func startingPoints(for observations: PurchasePatterns) -> [[Double]] {
    Dropout.WithoutRegularity.startingPoints(for: observations).map {
      [$0[0], $0[1] / Double(Timing.k), $0[2], $0[3]]
    }
  }

  /// Purchases at the same moment, or times between purchases unknown; for k = 1 neither matters.
  public static func obstacle(in observations: PurchasePatterns) -> FitObstacle? {
    if let obstacle = observations.obstacle { return obstacle }
    guard Timing.k > 1 else { return nil }
    if observations.logInterpurchaseSums.isEmpty {
      return FitObstacle(
        reason: "the times between purchases are not known",
        advice: "A summary needs the column log_interpurchase_sum, which summarize writes with --log-interpurchase-sum."
      )
    }
    if observations.logInterpurchaseSums.contains(where: { !$0.isFinite }) {
      return FitObstacle(
        reason: "some customers have two purchases at the same moment, which no regular customer makes",
        advice: "Count the purchases of a day as one occasion (--occasion day).")
    }
    return nil
  }
}

// MARK: - Likelihood

extension CNBD {
  /// The log-likelihood of a table.
  public static func likelihood(of observations: PurchasePatterns) -> RegularLikelihood<Self> {
    RegularLikelihood(observations, timing: RegularTiming(k: Timing.k, earlyChances: Dropout.earlyChances))
  }

  /// The formula for one history.
  public func logLikelihood(of history: PurchaseHistory) -> Double {
    RegularTiming(k: Timing.k, earlyChances: Dropout.earlyChances)
      .logLikelihood(of: history, parameters: parameters.map { PlainScalar($0) }).value
  }
}

// MARK: - Prediction

extension CNBD: LatentAttritionModel {
  /// True: the silence says how far the next purchase has come.
  public static var livingCustomerDependsOnRecency: Bool { true }

  /// P(alive | x, t_x, T), as a logistic function.
  /// - Source: Platzer & Reutterer (2016), with the sum over stages in place of the incomplete gamma function.
  public func probabilityAlive(given history: PurchaseHistory) -> Double {
    1 / (1 + exp(logOddsOfHavingLeft(history)))
  }

  /// As the logarithm of a logistic function.
  public func logProbabilityAlive(given history: PurchaseHistory) -> Double {
    -log(onePlusExp: logOddsOfHavingLeft(history))
  }

  /// The rate of events is gamma(r + k x, alpha + t_x) at the last purchase, the chance to leave beta(a, b + chances
  /// survived), and T - t_x have passed in silence.
  public func livingCustomer(given history: PurchaseHistory) -> RegularCustomer {
    let chances = Double(history.frequency + Dropout.earlyChances)
    return RegularCustomer(
      k: Timing.k, n: r + Double(Timing.k * history.frequency), alpha: alpha + history.recency,
      silence: history.age - history.recency, a: a, b: b + chances)
  }

  /// Posterior mean of lambda / k, at which rate the customer buys, or bought before leaving at t_x.
  public func meanPurchaseRate(given history: PurchaseHistory) -> Double {
    let alive = probabilityAlive(given: history)
    let left = (r + Double(Timing.k * history.frequency)) / (alpha + history.recency) / Double(Timing.k)
    return alive * livingCustomer(given: history).meanPurchaseRate + (1 - alive) * left
  }

  /// log of P(left) / P(alive); -infinity where there was no chance to leave.
  private func logOddsOfHavingLeft(_ history: PurchaseHistory) -> Double {
    let chances = Double(history.frequency + Dropout.earlyChances)
    guard chances > 0 else { return -.infinity }
    let silence = ErlangSilence(
      k: Timing.k, n: r + Double(Timing.k * history.frequency), alpha: alpha + history.recency,
      silence: history.age - history.recency)
    return log(a) - log(b + (chances - 1)) - silence.logValue
  }
}

extension CNBD: ForecastByHistory {
  /// r / (k alpha).
  public var meanPurchaseRate: Double { r / alpha / Double(Timing.k) }
}

// MARK: - Simulation

extension CNBD: Simulatable {
  /// Repeat purchase times of one new customer within (0, age], ascending: k exponential times each, then a toss.
  public func simulatePurchaseTimes<Generator: RandomNumberGenerator>(
    age: Double, using generator: inout Generator
  ) -> [Double] {
    let rate = exp(generator.logGammaVariate(shape: r)) / alpha
    let leave = 1 / (1 + exp(-generator.betaLogit(a: a, b: b)))
    guard rate > 0 else { return [] }
    for _ in 0..<Dropout.earlyChances where generator.uniform() < leave { return [] }
    var times: [Double] = []
    var time = 0.0
    while true {
      for _ in 0..<Timing.k { time += generator.exponential() / rate }
      guard time <= age else { return times }
      times.append(time)
      if generator.uniform() < leave { return times }
    }
  }
}
