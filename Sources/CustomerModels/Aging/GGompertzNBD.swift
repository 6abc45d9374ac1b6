public import CustomerData
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The gamma-Gompertz / negative binomial model (GGompertz/NBD, also G/G/NBD).
///
/// While a customer is alive, they buy at random times with rate lambda. Their lifetime is Gompertz: the chance to leave
/// in the next moment is b eta e^(b t) and grows with age. lambda varies over customers as a gamma with shape r and
/// **rate** alpha, eta as a gamma with shape s and **rate** beta, independently. The mixture over eta may leave with a
/// falling, a rising or, at beta = 1, an even hazard.
///
/// A living customer of age T has eta as gamma(s, beta + e^(b T) - 1) and an older clock; on a clock that starts anew,
/// eta e^(b T) is gamma(s, 1 + (beta - 1) e^(-b T)). So they are a GGompertz/NBD customer again:
/// (r + x, alpha + T, b, s, 1 + (beta - 1) e^(-b T)).
///
/// - Source: A. C. Bemmaor, N. Glady, "Modeling Purchasing Behavior with Sudden 'Death': A Flexible Customer Lifetime
///   Model", Management Science 58(5), 2012, 1012-1021; the conditional expectation as corrected by J. Adler, comment
///   on that paper, 2022. Dossier: `Models/GGompertz-NBD.md`.
public struct GGompertzNBD: Sendable, Equatable {
  /// Shape of the gamma mixture of purchase rates.
  public let r: Double
  /// Rate of the gamma mixture of purchase rates, in time units: the mean rate is r / alpha.
  public let alpha: Double
  /// Growth of the Gompertz hazard with age, per time unit.
  public let b: Double
  /// Shape of the gamma mixture of Gompertz lifetimes.
  public let s: Double
  /// Rate of the gamma mixture of Gompertz lifetimes, a pure number: the mean hazard at age 0 is b s / beta.
  public let beta: Double

  /// - Throws: `ParameterError` when a parameter is not positive and finite.
  public init(r: Double, alpha: Double, b: Double, s: Double, beta: Double) throws(ParameterError) {
    try self.init(parameters: [r, alpha, b, s, beta])
  }

  /// For parameters derived from checked ones.
  init(uncheckedR r: Double, alpha: Double, b: Double, s: Double, beta: Double) {
    self.r = r
    self.alpha = alpha
    self.b = b
    self.s = s
    self.beta = beta
  }
}

extension GGompertzNBD: ParametricModel {
  /// The name on the command line and in files.
  public static var name: String { "ggompertz-nbd" }
  /// The name in prose.
  public static var title: String { "GGompertz/NBD" }

  /// The parameters, in order.
  public static var parameterDescriptions: [ParameterDescription] {
    NBD.parameterDescriptions + [
      ParameterDescription("b", "growth of a customer's chance to leave with age", scaleExponent: -1),
      ParameterDescription("s", "shape of the gamma mixture of lifetimes (small: customers differ much)"),
      ParameterDescription(
        "beta", "rate of the gamma mixture of lifetimes (a rate parameter: large beta, late leavers)"),
    ]
  }

  /// - Throws: `ParameterError` when there are too few, too many, or one is not positive and finite.
  public init(parameters: [Double]) throws(ParameterError) {
    try ParameterError.check(parameters, of: Self.parameterDescriptions, model: Self.name)
    self.init(
      uncheckedR: parameters[0], alpha: parameters[1], b: parameters[2], s: parameters[3], beta: parameters[4])
  }

  /// The parameters, in order.
  public var parameters: [Double] { [r, alpha, b, s, beta] }

  /// Pareto/NBD, where b goes to 0 and beta with it.
  public static var specialCases: [SpecialCase] { [SpecialCase(ParetoNBD.name, .onBoundary)] }

  /// How covariates move its parameters.
  public static var covariateDirections: [CovariateDirection] {
    [
      CovariateDirection(.purchase, [0, -1, 0, 0, 0], meaning: "the mean purchase rate r / alpha"),
      CovariateDirection(.dropout, [0, 0, 0, 0, -1], meaning: "the mean hazard b s / beta of a new customer"),
    ]
  }

  /// Log-parameters are (log r, log alpha, log b, log s, log beta); sums of these directions are limits too.
  public static var limits: [ModelLimit] {
    let noDropout =
      "no dropout is detectable: lifetimes go to infinity, and the NBD model, in which nobody leaves, fits as well"
    let even =
      "all customers leave at the same rate b s, whatever their age: no difference between their loyalties is detectable"
    return [
      ModelLimit(
        direction: [0, 0, -1, 0, -1],
        meaning:
          "customers do not age, and the Pareto/NBD model with s and the rate beta / b fits as well"
      ),
      ModelLimit(direction: [0, 0, 0, -1, 0], meaning: noDropout),
      ModelLimit(direction: [0, 0, 0, 0, 1], meaning: noDropout),
      ModelLimit(direction: [0, 0, -1, 0, 0], meaning: noDropout),
      ModelLimit(
        direction: [1, 1, 0, 0, 0],
        meaning:
          "all customers buy at the same rate r / alpha: no difference between their purchase rates is detectable"),
      ModelLimit(
        direction: [0, 0, 0, 1, 1],
        meaning:
          "all customers have the same distribution of lifetimes: no difference between their loyalties is detectable"
      ),
      ModelLimit(direction: [0, 0, 1, -1, 0], meaning: even),
      ModelLimit(direction: [0, 0, -1, 1, 0], meaning: even),
      ModelLimit(direction: [-1, 0, 0, 0, 0], meaning: "the purchase rate goes to 0: nobody bought a second time"),
      ModelLimit(direction: [0, 1, 0, 0, 0], meaning: "the purchase rate goes to 0: nobody bought a second time"),
    ]
  }

  /// The moments estimate with an even hazard, then hazards that rise, fall, and hardly matter.
  /// - Parameter observations: with a mean age of about 1.
  public static func startingPoints(for observations: PurchasePatterns) -> [[Double]] {
    let moments = PurchaseMoments(observations)
    let r = moments.shape
    let alpha = r / moments.rate
    return [
      [r, alpha, 1, 0.7, 1], [1.5 * r, alpha, 6, 0.7, 20], [r, alpha, 0.02, 0.6, 0.005],
      [r, alpha, 1, 0.02, 2], [10, 10 / moments.rate, 3, 1, 5],
    ]
  }
}

// MARK: - Likelihood

extension GGompertzNBD: FormulaModel {
  /// With n = r + x and the clocks of rate and lifetime set at the last purchase, the density of the purchases, the
  /// chance to live so long, and the chance of the silence since.
  /// ```
  /// log (r)_x - x log alpha - n log(1 + t_x / alpha) - s log(1 + (e^(b t_x) - 1) / beta)
  ///   + log Q(n, alpha + t_x, b, s, 1 + (beta - 1) e^(-b t_x); T - t_x)
  /// ```
  /// - Source: Bemmaor & Glady (2012), rearranged so that the integral is a probability.
  public static func logLikelihood<Scalar: FormulaScalar>(
    of history: PurchaseHistory, parameters: [Scalar]
  ) -> Scalar {
    let (r, alpha, b, s, beta) = (parameters[0], parameters[1], parameters[2], parameters[3], parameters[4])
    let x = Double(history.frequency)
    let tx = history.recency
    var (rate, result) = (beta, Scalar(0))
    if tx > 0 {
      let age = b * -tx
      rate = beta * exp(age) - expm1(age)
      let survival: Scalar
      if age.value > -300 {
        survival = log1p(expm1(b * tx) / beta)
      } else {
        survival = log(rate / beta) - age
      }
      result = (r + x) * log1p(tx / alpha) * -1 - s * survival
    }
    let silence = logSilence([r + x, alpha + tx, b, s, rate], over: history.age - tx)
    return result + silence + (logGammaDifference(r, x) - x * log(alpha))
  }

  /// log Q as a function of n, alpha, b, s and beta.
  private static func logSilence<Scalar: FormulaScalar>(_ arguments: [Scalar], over silence: Double) -> Scalar {
    let values = arguments.map(\.value)
    let silence = GompertzSilence(
      n: values[0], alpha: values[1], b: values[2], s: values[3], beta: values[4], over: silence,
      derivatives: Scalar.carriesDerivatives)
    var result = Scalar(silence.logValue)
    guard Scalar.carriesDerivatives else { return result }
    for row in 0..<5 {
      result.addSlope(silence.first[row], of: arguments[row])
      for column in 0..<row {
        result.addCurvature(silence.second[row * (row + 1) / 2 + column], of: arguments[row], arguments[column])
      }
      result.addCurvature(silence.second[row * (row + 3) / 2], of: arguments[row])
    }
    return result
  }
}
