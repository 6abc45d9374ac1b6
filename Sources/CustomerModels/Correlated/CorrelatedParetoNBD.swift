public import CustomerData
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Pareto/NBD in which customers who buy often may also be those who leave sooner, or later.
///
/// The rates lambda of purchases and mu of leaving have the gamma distributions g(r, **rate** alpha) and h(s, **rate**
/// beta) of Pareto/NBD, but are not independent (Sarmanov's family):
/// ```
/// g(lambda) h(mu) (1 + omega (e^(-A lambda) - f) (e^(-B mu) - f)),   f = 2/3,
/// A = alpha (f^(-1/r) - 1),  B = beta (f^(-1/s) - 1),  so that f is the mean of e^(-A lambda) and of e^(-B mu)
/// ```
/// As g(lambda) e^(-A lambda) = f g(lambda; r, alpha + A), this is a mixture of four Pareto/NBD models with the rates
/// alpha or alpha + A and beta or beta + B, whose weights 1 + m, -m, -m, m with m = omega f^2 add up to one though some
/// are negative. All that is linear in the prior follows from Pareto/NBD.
///
/// The density is nonnegative for -1 <= m <= 2. The parameter is `dependence` = (1 + m) / (1 - m / 2), from 0 to
/// infinity; 1 is independence.
///
/// - Source: O. V. Sarmanov (1966); M.-L. Ting Lee, "Properties and Applications of the Sarmanov Family of Bivariate
///   Distributions", Communications in Statistics 25(6), 1996, 1207-1222. CLVTools has the same family with A = B = 1 per
///   unit of time. Dossier: `Models/Pareto-NBD-correlated.md`.
public struct CorrelatedParetoNBD: Sendable, Equatable {
  /// Shape of the gamma mixture of purchase rates.
  public let r: Double
  /// Rate of the gamma mixture of purchase rates, in time units: the mean rate is r / alpha.
  public let alpha: Double
  /// Shape of the gamma mixture of dropout rates.
  public let s: Double
  /// Rate of the gamma mixture of dropout rates, in time units: the mean rate is s / beta.
  public let beta: Double
  /// How the two rates go together: 1 not at all, below 1 who buys often stays, above 1 who buys often leaves.
  public let dependence: Double

  /// f, the mean of the two kernels. Of the constants tried from .3 to .8 it lets the correlation reach the highest
  /// values for shapes r and s from 1/4 to 1/2.
  static let level = 2.0 / 3

  /// - Throws: `ParameterError` when a parameter is not positive and finite.
  public init(r: Double, alpha: Double, s: Double, beta: Double, dependence: Double) throws(ParameterError) {
    try self.init(parameters: [r, alpha, s, beta, dependence])
  }
}

extension CorrelatedParetoNBD: ParametricModel {
  /// The name on the command line and in files.
  public static var name: String { "pareto-nbd-correlated" }
  /// The name in prose.
  public static var title: String { "Pareto/NBD-correlated" }

  /// The parameters, in order.
  public static var parameterDescriptions: [ParameterDescription] {
    ParetoNBD.parameterDescriptions + [
      ParameterDescription(
        "dependence", "how purchase and dropout rates go together (1: not at all; above 1: who buys often leaves)")
    ]
  }

  /// - Throws: `ParameterError` when there are too few, too many, or one is not positive and finite.
  public init(parameters: [Double]) throws(ParameterError) {
    try ParameterError.check(parameters, of: Self.parameterDescriptions, model: Self.name)
    r = parameters[0]
    alpha = parameters[1]
    s = parameters[2]
    beta = parameters[3]
    dependence = parameters[4]
  }

  /// The parameters, in order.
  public var parameters: [Double] { [r, alpha, s, beta, dependence] }

  /// Pareto/NBD, where the dependence is 1.
  public static var specialCases: [SpecialCase] { [SpecialCase(ParetoNBD.name, .inside)] }

  /// Those of Pareto/NBD; the correlation is the same for all.
  public static var covariateDirections: [CovariateDirection] {
    ParetoNBD.covariateDirections.map { CovariateDirection($0.process, $0.loadings + [0], meaning: $0.meaning) }
  }

  /// Those of Pareto/NBD, and both ends of the dependence.
  public static var limits: [ModelLimit] {
    ParetoNBD.limits.map { ModelLimit(direction: $0.direction + [0], meaning: $0.meaning, isSlow: $0.isSlow) } + [
      ModelLimit(
        direction: [0, 0, 0, 0, 1],
        meaning: "purchase and dropout rates go together as closely as this model can have it"),
      ModelLimit(
        direction: [0, 0, 0, 0, -1],
        meaning: "purchase and dropout rates are opposed as strictly as this model can have it"),
    ]
  }

  /// Those of Pareto/NBD with the rates going together, opposed, and, for the first, unrelated.
  public static func startingPoints(for observations: PurchasePatterns) -> [[Double]] {
    let starts = ParetoNBD.startingPoints(for: observations)
    return [starts[0] + [1], starts[0] + [8], starts[0] + [0.2]] + starts.dropFirst().prefix(3).map { $0 + [2] }
  }
}

// MARK: - Likelihood

extension CorrelatedParetoNBD: FormulaModel {
  /// With l the log-likelihood of Pareto/NBD and d1, d2, d3 what it changes by at (alpha + A, beta), (alpha, beta + B) and
  /// (alpha + A, beta + B):
  /// ```
  /// l + log(1 - m (e^d1 - 1) - m (e^d2 - 1) + m (e^d3 - 1))
  /// ```
  /// No e^d is above f^-2.
  public static func logLikelihood<Scalar: FormulaScalar>(
    of history: PurchaseHistory, parameters: [Scalar]
  ) -> Scalar {
    let (r, alpha, s, beta) = (parameters[0], parameters[1], parameters[2], parameters[3])
    let higherAlpha = alpha * exp(kernelExponent(shape: r))
    let higherBeta = beta * exp(kernelExponent(shape: s))
    let common = ParetoNBD.logLikelihood(of: history, parameters: [r, alpha, s, beta])
    let first = ParetoNBD.logLikelihood(of: history, parameters: [r, higherAlpha, s, beta]) - common
    let second = ParetoNBD.logLikelihood(of: history, parameters: [r, alpha, s, higherBeta]) - common
    let both = ParetoNBD.logLikelihood(of: history, parameters: [r, higherAlpha, s, higherBeta]) - common
    var change = expm1(both) - expm1(first)
    change -= expm1(second)
    return common + log1p(mixing(parameters[4]) * change)
  }

  /// log(f^(-1 / shape)) = log((alpha + A) / alpha). Beyond e^200 the component with the higher rate has long become that
  /// of rate 0, and its likelihood no longer changes.
  static func kernelExponent<Scalar: FormulaScalar>(shape: Scalar) -> Scalar {
    let exponent = -log(level) / shape
    return exponent.value > 200 ? Scalar(200) : exponent
  }

  /// m.
  static func mixing<Scalar: FormulaScalar>(_ dependence: Scalar) -> Scalar {
    (dependence - 1) / (0.5 * dependence + 1)
  }
}

// MARK: - Correlation

extension CorrelatedParetoNBD: DerivedQuantities {
  /// The correlation of lambda and mu over customers: m sqrt(r s) (1 - f^(1/r)) (1 - f^(1/s)).
  public var correlation: Double { Self.correlation(parameters.map { PlainScalar($0) }).value }

  static func correlation<Scalar: FormulaScalar>(_ parameters: [Scalar]) -> Scalar {
    let (r, s) = (parameters[0], parameters[2])
    let logLevel = log(level)
    let reach = expm1(logLevel / r) * expm1(logLevel / s)
    return mixing(parameters[4]) * power(r * s, 0.5) * reach
  }

  /// The correlation.
  public var derivedQuantities: [DerivedQuantity] {
    let jet = Self.correlation(
      parameters.enumerated().map { SecondOrder<Symmetric6>(exponentialOf: $0.offset, value: $0.element) })
    return [
      DerivedQuantity(
        name: "correlation", meaning: "of a customer's rates of purchase and of leaving", value: jet.value,
        gradient: zip(parameters.indices, parameters).map { jet.gradient[$0] / $1 })
    ]
  }
}
