public import CustomerData
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The shifted-beta-geometric model (sBG): each subscriber leaves with the same chance at every renewal, and these
/// chances differ between subscribers.
///
/// theta, the chance to leave, varies as beta(gamma, delta). Retention rises with tenure because those who are likely
/// to leave have left, not because anybody grows more loyal.
///
/// A subscriber who has renewed m times is a new one with (gamma, delta + m).
///
/// - Source: P. S. Fader, B. G. S. Hardie, "How to Project Customer Retention", Journal of Interactive Marketing
///   21(1), 2007, 76-90 (their alpha, beta are gamma, delta here); "Customer-Base Valuation in a Contractual Setting:
///   The Perils of Ignoring Heterogeneity", Marketing Science 29(1), 2010, 85-93. Dossier: `Models/sBG.md`.
public struct SBG: Sendable, Equatable {
  /// First shape of the beta mixture of churn chances: the mean is gamma / (gamma + delta).
  public let gamma: Double
  /// Second shape of the beta mixture of churn chances.
  public let delta: Double

  /// - Throws: `ParameterError` when a parameter is not positive and finite.
  public init(gamma: Double, delta: Double) throws(ParameterError) { try self.init(parameters: [gamma, delta]) }

  /// For parameters derived from checked ones.
  init(uncheckedGamma gamma: Double, delta: Double) {
    self.gamma = gamma
    self.delta = delta
  }
}

extension SBG: ParametricModel {
  /// The name on the command line and in files.
  public static var name: String { "sbg" }
  /// The name in prose.
  public static var title: String { "sBG" }

  /// The parameters, in order.
  public static var parameterDescriptions: [ParameterDescription] {
    [
      ParameterDescription(
        "gamma", "first shape of the beta mixture of churn chances; their mean is gamma / (gamma + delta)"),
      ParameterDescription("delta", "second shape of the beta mixture of churn chances"),
    ]
  }

  /// - Throws: `ParameterError` when there are too few, too many, or one is not positive and finite.
  public init(parameters: [Double]) throws(ParameterError) {
    try ParameterError.check(parameters, of: Self.parameterDescriptions, model: Self.name)
    self.init(uncheckedGamma: parameters[0], delta: parameters[1])
  }

  /// The parameters, in order.
  public var parameters: [Double] { [gamma, delta] }

  /// How covariates move its parameters.
  public static var covariateDirections: [CovariateDirection] {
    [
      CovariateDirection(.dropout, [0.5, -0.5], meaning: "the odds gamma / delta of leaving at the first renewal")
    ]
  }

  /// Log-parameters are (log gamma, log delta).
  public static var limits: [ModelLimit] {
    [
      ModelLimit(
        direction: [1, 1],
        meaning:
          "all subscribers leave with the same chance gamma / (gamma + delta) at each renewal: no difference between them is detectable"
      ),
      ModelLimit(
        direction: [-1, -1],
        meaning:
          "there are two kinds of subscribers: a share gamma / (gamma + delta) leaves at the first renewal, the others never leave"
      ),
      ModelLimit(direction: [1, 0], meaning: "everybody leaves at the first renewal"),
      ModelLimit(direction: [0, -1], meaning: "everybody leaves at the first renewal"),
      ModelLimit(direction: [-1, 0], meaning: "nobody leaves"),
      ModelLimit(direction: [0, 1], meaning: "nobody leaves"),
    ]
  }

  /// The moments estimate, then subscribers all alike, very different, and in between.
  public static func startingPoints(for observations: SubscriberPatterns) -> [[Double]] {
    let moments = ChurnMoments(observations)
    return [moments.shapes] + [1, 0.1, 20].map { [$0, $0 * moments.odds] }
  }
}

// MARK: - Likelihood

extension SBG: FormulaModel {
  /// B(gamma + 1, delta + t - 1) / B(gamma, delta) of one who left at renewal t, B(gamma, delta + t) / B(gamma, delta)
  /// of one who is active after it.
  /// - Source: Fader & Hardie (2007), P(T = t) and S(t) of their appendix.
  public static func logLikelihood<Scalar: FormulaScalar>(
    of history: SubscriberHistory, parameters: [Scalar]
  ) -> Scalar {
    let (gamma, delta) = (parameters[0], parameters[1])
    let renewals = Double(history.churned ? history.tenure - 1 : history.tenure)
    let survival = logBetaDifference(gamma, delta, renewals)
    return history.churned ? survival - log1p((delta + renewals) / gamma) : survival
  }
}

// MARK: - Prediction

extension SBG: ContractModel {
  /// ln of B(gamma, delta + m + k) / B(gamma, delta + m).
  public func logSurvival(over periods: Double, tenure: Double) -> Double {
    logBetaDifference(gamma, delta + tenure, periods)
  }

  /// gamma.
  public var tailExponent: Double { gamma }

  /// A subscriber who renewed this often, as a new one.
  public func survivor(tenure: Int) -> SBG { SBG(uncheckedGamma: gamma, delta: delta + Double(tenure)) }

  /// gamma / (gamma + delta): the chance to leave at a renewal, averaged over new subscribers.
  public var meanChurn: Double { gamma / (gamma + delta) }

  /// S(1) + ... + S(n) in closed form, whichever side of 1 gamma is on; infinity for n = infinity and gamma <= 1.
  ///
  /// delta / (gamma - 1) times 1 - (delta + 1)_n / (gamma + delta)_n, the ratio of rising factorials being one of beta
  /// functions with first argument |gamma - 1|.
  func expectedRenewals(over n: Double) -> Double {
    let excess = gamma - 1
    if excess == 0 { return delta * digammaDifference(delta + 1, n) }
    if n == .infinity { return excess > 0 ? delta / excess : .infinity }
    return excess > 0
      ? delta / excess * -expm1(logBetaDifference(excess, delta + 1, n))
      : delta / -excess * expm1(-logBetaDifference(-excess, gamma + delta, n))
  }

  // MARK: Simulation

  /// A geometric number, its chance drawn from the beta mixture.
  public func simulateChurn<Generator: RandomNumberGenerator>(
    within limit: Int, using generator: inout Generator
  ) -> Int? {
    // ln(1 - theta) of a subscriber; t renewals are survived with probability (1 - theta)^t.
    let logStay = -log(onePlusExp: generator.betaLogit(a: gamma, b: delta))
    let renewal = (log(generator.uniform()) / logStay).rounded(.down) + 1
    return renewal <= Double(limit) ? Int(renewal) : nil
  }
}
