public import CustomerData
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The beta-geometric / beta-Bernoulli model (BG/BB): purchases at discrete opportunities by customers who may leave
/// unseen.
///
/// Before each opportunity an active customer leaves for good with probability theta; if not, they buy with
/// probability p. p varies as beta(alpha, beta), theta as beta(gamma, delta), independently.
///
/// A living customer is a new one with (alpha + x, beta + n - x, gamma, delta + n); what is expected of a customer is
/// P(alive) times what is expected of that one. How long customers live is `SBG(gamma, delta)`.
///
/// - Source: P. S. Fader, B. G. S. Hardie, J. Shang, "Customer-Base Analysis in a Discrete-Time Noncontractual
///   Setting", Marketing Science 29(6), 2010, 1086-1108. Dossier: `Models/BG-BB.md`.
public struct BGBB: Sendable, Equatable {
  /// First shape of the beta mixture of purchase chances: the mean is alpha / (alpha + beta).
  public let alpha: Double
  /// Second shape of the beta mixture of purchase chances.
  public let beta: Double
  /// First shape of the beta mixture of dropout chances: the mean is gamma / (gamma + delta).
  public let gamma: Double
  /// Second shape of the beta mixture of dropout chances.
  public let delta: Double

  /// - Throws: `ParameterError` when a parameter is not positive and finite.
  public init(alpha: Double, beta: Double, gamma: Double, delta: Double) throws(ParameterError) {
    try self.init(parameters: [alpha, beta, gamma, delta])
  }

  /// For parameters derived from checked ones.
  init(uncheckedAlpha alpha: Double, beta: Double, gamma: Double, delta: Double) {
    self.alpha = alpha
    self.beta = beta
    self.gamma = gamma
    self.delta = delta
  }
}

extension BGBB: ParametricModel {
  /// The name on the command line and in files.
  public static var name: String { "bg-bb" }
  /// The name in prose.
  public static var title: String { "BG/BB" }

  /// The parameters, in order.
  public static var parameterDescriptions: [ParameterDescription] {
    [
      ParameterDescription(
        "alpha", "first shape of the beta mixture of purchase chances; their mean is alpha / (alpha + beta)"),
      ParameterDescription("beta", "second shape of the beta mixture of purchase chances"),
      ParameterDescription(
        "gamma", "first shape of the beta mixture of dropout chances; their mean is gamma / (gamma + delta)"),
      ParameterDescription("delta", "second shape of the beta mixture of dropout chances"),
    ]
  }

  /// - Throws: `ParameterError` when there are too few, too many, or one is not positive and finite.
  public init(parameters: [Double]) throws(ParameterError) {
    try ParameterError.check(parameters, of: Self.parameterDescriptions, model: Self.name)
    self.init(uncheckedAlpha: parameters[0], beta: parameters[1], gamma: parameters[2], delta: parameters[3])
  }

  /// The parameters, in order.
  public var parameters: [Double] { [alpha, beta, gamma, delta] }

  /// Log-parameters are (log alpha, log beta, log gamma, log delta); sums of these directions are limits too.
  public static var limits: [ModelLimit] {
    let noDropout = "no dropout is detectable: nobody leaves, and purchases are beta-Bernoulli"
    let gone = "everybody leaves before the first opportunity"
    let rare = "the chance of a purchase goes to 0: nobody bought a second time"
    let always = "customers buy at every opportunity until they leave"
    return [
      ModelLimit(direction: [0, 0, -1, 0], meaning: noDropout),
      ModelLimit(direction: [0, 0, 0, 1], meaning: noDropout),
      ModelLimit(
        direction: [1, 1, 0, 0],
        meaning:
          "all customers buy with the same chance alpha / (alpha + beta): no difference between their chances is detectable"
      ),
      ModelLimit(
        direction: [0, 0, 1, 1],
        meaning:
          "all customers leave with the same chance gamma / (gamma + delta): no difference between their loyalties is detectable"
      ),
      ModelLimit(
        direction: [-1, -1, 0, 0],
        meaning:
          "there are two kinds of customers: a share alpha / (alpha + beta) buys at every opportunity until they leave, the others never buy"
      ),
      ModelLimit(
        direction: [0, 0, -1, -1],
        meaning:
          "there are two kinds of customers: a share gamma / (gamma + delta) leaves before the first opportunity, the others never leave"
      ),
      ModelLimit(direction: [0, 0, 1, 0], meaning: gone), ModelLimit(direction: [0, 0, 0, -1], meaning: gone),
      ModelLimit(direction: [-1, 0, 0, 0], meaning: rare), ModelLimit(direction: [0, 1, 0, 0], meaning: rare),
      ModelLimit(direction: [1, 0, 0, 0], meaning: always), ModelLimit(direction: [0, -1, 0, 0], meaning: always),
    ]
  }

  /// Purchase chances around the rate until the last purchase, very different, moderately and hardly, with dropout
  /// early, late and rare.
  public static func startingPoints(for observations: OpportunityPatterns) -> [[Double]] {
    var (taken, offered, total) = (0.0, 0.0, 0.0)
    for (history, weight) in zip(observations.histories, observations.weights) {
      taken += weight * Double(history.frequency)
      // The last one taken says nothing of the rate before it.
      offered += weight * Double(max(history.recency, (history.opportunities + 1) / 2))
      total += weight * Double(history.opportunities)
    }
    let rate = (taken + 0.5) / (offered + 1)
    let span = max(1, total / observations.totalWeight)
    return [(1.0, 1.0, 1.0), (4, 0.3, 2), (0.4, 2, 1), (1, 0.2, 10), (10, 10, 1)].map { spread, gamma, lifetimes in
      [spread * rate, spread * (1 - rate), gamma, gamma * span * lifetimes]
    }
  }
}

// MARK: - Likelihood

extension BGBB: FormulaModel {
  /// The probability of one path with x purchases, the last at t_x, and n opportunities: no binomial coefficient.
  ///
  /// The path until t_x, times the chance of the silence since then, which is worked out backward: given alive after
  /// opportunity m, the customer leaves with probability gamma / (gamma + delta + m), or else does not buy with
  /// probability (beta + m - x) / (alpha + beta + m). Each step adds positive numbers below 1, where the sum over
  /// the times of death in the paper has terms that underflow beyond a few hundred opportunities.
  /// - Source: Fader, Hardie & Shang (2010), the likelihood of (alpha, beta, gamma, delta), rearranged.
  public static func logLikelihood<Scalar: FormulaScalar>(
    of history: OpportunityHistory, parameters: [Scalar]
  ) -> Scalar {
    let (alpha, beta, gamma, delta) = (parameters[0], parameters[1], parameters[2], parameters[3])
    let x = Double(history.frequency)
    let tx = Double(history.recency)
    var path = logBetaDifference(beta, alpha, x) + logBetaDifference(alpha + x, beta, tx - x)
    path += logBetaDifference(gamma, delta, tx)
    guard history.opportunities > history.recency else { return path }
    let trials = alpha + beta
    let decisions = gamma + delta
    var silence = Scalar(1)
    for step in stride(from: history.opportunities - 1, through: history.recency, by: -1) {
      let m = Double(step)
      silence = (gamma + (delta + m) * ((beta + (m - x)) / (trials + m)) * silence) / (decisions + m)
    }
    return path + log(silence)
  }

  /// The formula for one history.
  public func logLikelihood(of history: OpportunityHistory) -> Double {
    Self.logLikelihood(of: history, parameters: parameters.map { PlainScalar($0) }).value
  }
}
