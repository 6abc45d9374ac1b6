public import CustomerData
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The beta-discrete-Weibull model (BdW): sBG whose subscribers' own churn chance may change with tenure.
///
/// A subscriber survives t renewals with probability (1 - theta)^(t^c), theta varying as beta(gamma, delta). With
/// c = 1 this is sBG; with c > 1 everybody is more likely to leave from renewal to renewal, with c < 1 less.
///
/// - Source: P. S. Fader, B. G. S. Hardie, Y. Liu, J. Davin, T. Steenburgh, "'How to Project Customer Retention'
///   Revisited: The Role of Duration Dependence", Journal of Interactive Marketing 43, 2018, 1-16. Dossier:
///   `Models/BdW.md`.
public struct BDW: Sendable, Equatable {
  /// First shape of the beta mixture.
  public let gamma: Double
  /// Second shape of the beta mixture.
  public let delta: Double
  /// Duration dependence: above 1 a subscriber's own churn chance rises with tenure, below 1 it falls.
  public let c: Double

  /// - Throws: `ParameterError` when a parameter is not positive and finite.
  public init(gamma: Double, delta: Double, c: Double) throws(ParameterError) {
    try self.init(parameters: [gamma, delta, c])
  }
}

extension BDW: ParametricModel {
  /// The name on the command line and in files.
  public static var name: String { "bdw" }
  /// The name in prose.
  public static var title: String { "BdW" }

  /// The parameters, in order.
  public static var parameterDescriptions: [ParameterDescription] {
    [
      ParameterDescription("gamma", "first shape of the beta mixture of churn chances at the first renewal"),
      ParameterDescription("delta", "second shape of the beta mixture of churn chances at the first renewal"),
      ParameterDescription(
        "c", "duration dependence: above 1 a subscriber's own churn chance rises with tenure, below 1 it falls"),
    ]
  }

  /// - Throws: `ParameterError` when there are too few, too many, or one is not positive and finite.
  public init(parameters: [Double]) throws(ParameterError) {
    try ParameterError.check(parameters, of: Self.parameterDescriptions, model: Self.name)
    gamma = parameters[0]
    delta = parameters[1]
    c = parameters[2]
  }

  /// The parameters, in order.
  public var parameters: [Double] { [gamma, delta, c] }

  /// sBG, where c is 1.
  public static var specialCases: [SpecialCase] { [SpecialCase(SBG.name, .inside)] }

  /// How covariates move its parameters.
  public static var covariateDirections: [CovariateDirection] {
    [
      CovariateDirection(.dropout, [0.5, -0.5, 0], meaning: "the odds gamma / delta of leaving at the first renewal")
    ]
  }

  /// Log-parameters are (log gamma, log delta, log c).
  public static var limits: [ModelLimit] {
    [
      ModelLimit(
        direction: [1, 1, 0],
        meaning:
          "all subscribers leave with the same chances: no difference between them is detectable (a discrete Weibull model)"
      ),
      ModelLimit(
        direction: [-1, -1, 0],
        meaning:
          "there are two kinds of subscribers: a share gamma / (gamma + delta) leaves at the first renewal, the others never leave"
      ),
      ModelLimit(direction: [0, 0, -1], meaning: "who renews once never leaves"),
      ModelLimit(direction: [1, 0, 0], meaning: "everybody leaves at the first renewal"),
      ModelLimit(direction: [0, -1, 0], meaning: "everybody leaves at the first renewal"),
      ModelLimit(direction: [-1, 0, 0], meaning: "nobody leaves"),
      ModelLimit(direction: [0, 1, 0], meaning: "nobody leaves"),
    ]
  }

  /// Those of sBG with c = 1, then churn chances that rise and that fall.
  public static func startingPoints(for observations: SubscriberPatterns) -> [[Double]] {
    let moments = ChurnMoments(observations)
    return SBG.startingPoints(for: observations).map { $0 + [1] } + [
      [0.5 * moments.shapes[0], 0.5 * moments.shapes[1], 1.7], [2 * moments.shapes[0], 2 * moments.shapes[1], 0.6],
      [20, 20 * moments.odds, 2],
    ]
  }
}

// MARK: - Likelihood

extension BDW: FormulaModel {
  /// S(t - 1) - S(t) of one who left at renewal t, S(t) of one who is active after it, with
  /// S(t) = B(gamma, delta + t^c) / B(gamma, delta).
  ///
  /// The difference is S(t - 1) times one minus a ratio, which keeps its digits where churn is rare.
  /// - Source: Fader et al. (2018), section on the beta-discrete-Weibull model.
  public static func logLikelihood<Scalar: FormulaScalar>(
    of history: SubscriberHistory, parameters: [Scalar]
  ) -> Scalar {
    let (gamma, delta, c) = (parameters[0], parameters[1], parameters[2])
    let t = Double(history.tenure)
    guard history.churned else { return t == 0 ? Scalar(0) : logBetaDifference(gamma, delta, exp(c * log(t))) }
    if t == 1 { return -log1p(delta / gamma) }
    let before = exp(c * log(t - 1))
    let step = before * expm1(c * -log1p(-1 / t))
    return logBetaDifference(gamma, delta, before)
      + log(oneMinusExp: logBetaDifference(gamma, delta + before, step))
  }
}

// MARK: - Prediction

extension BDW: ContractModel {
  /// ln of B(gamma, delta + (m + k)^c) / B(gamma, delta + m^c).
  public func logSurvival(over periods: Double, tenure: Double) -> Double {
    if tenure == 0 { return logBetaDifference(gamma, delta, power(periods, c)) }
    let before = power(tenure, c)
    let growth = c * log1p(periods / tenure)
    // Where m^c is beyond all doubles, B(gamma, u) falls like u^-gamma.
    guard before < .infinity else { return -gamma * growth }
    return logBetaDifference(gamma, delta + before, before * expm1(growth))
  }

  /// gamma c.
  public var tailExponent: Double { gamma * c }

  // MARK: Simulation

  /// A discrete Weibull number, its chance drawn from the beta mixture.
  public func simulateChurn<Generator: RandomNumberGenerator>(
    within limit: Int, using generator: inout Generator
  ) -> Int? {
    // t renewals are survived with probability (1 - theta)^(t^c).
    let logStay = -log(onePlusExp: generator.betaLogit(a: gamma, b: delta))
    let renewal = power(log(generator.uniform()) / logStay, 1 / c).rounded(.down) + 1
    return renewal <= Double(limit) ? Int(renewal) : nil
  }
}
