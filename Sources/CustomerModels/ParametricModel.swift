public import CustomerData
import SpecialFunctions

/// What one parameter of a model is called and means.
public struct ParameterDescription: Sendable, Hashable {
  /// The name used in API, CLI, JSON and files: `alpha`.
  public let name: String
  /// One line: `rate of the gamma mixture of purchase rates (a rate parameter: large alpha, slow buyers)`.
  public let meaning: String
  /// When the data's scaled quantity (time, money) is multiplied by c, this parameter is multiplied by c to this power.
  public let scaleExponent: Double

  /// See the properties.
  public init(_ name: String, _ meaning: String, scaleExponent: Double = 0) {
    self.name = name
    self.meaning = meaning
    self.scaleExponent = scaleExponent
  }
}

/// A direction in log-parameters along which a likelihood may rise for ever, and the simpler model at its end.
public struct ModelLimit: Sendable, Hashable {
  /// The direction, one entry per parameter, in log-parameters: (0, 0, -1, 0) is "a toward 0".
  public let direction: [Double]
  /// The limit in a sentence a data scientist understands.
  public let meaning: String
  /// The likelihood comes near its value at the limit only as the inverse of the log-units gone: it still rises visibly
  /// where a search must end, yet is bounded.
  public let isSlow: Bool

  /// See the properties.
  public init(direction: [Double], meaning: String, isSlow: Bool = false) {
    self.direction = direction
    self.meaning = meaning
    self.isSlow = isSlow
  }
}

/// A probability model whose value *is* its parameters, all positive.
///
/// Conforming types supply the likelihood; estimation, standard errors, artefacts and the command line are
/// generic over this protocol. With eta = log(parameters), a model is a vector generalized linear model.
public protocol ParametricModel: Sendable, Equatable {
  /// The table of distinct observations it is fitted to.
  associatedtype Observations: ObservationTable
  /// Its log-likelihood on such a table.
  associatedtype Likelihood: ModelLikelihood where Likelihood.Model == Self

  /// The name on the command line and in files: `bg-nbd`.
  static var name: String { get }
  /// The name in prose: `BG/NBD`.
  static var title: String { get }
  /// The parameters, in order.
  static var parameterDescriptions: [ParameterDescription] { get }
  /// Where its likelihood may have no summit inside the domain.
  static var limits: [ModelLimit] { get }

  /// The simpler models it contains; those that these contain need not be named. None by default.
  static var specialCases: [SpecialCase] { get }

  /// Log-parameters within which a summit is looked for, the data divided by their natural scale. Beyond, the likelihood
  /// must have next to nothing to gain.
  static var searchRange: ClosedRange<Double> { get }

  /// A model with these parameters, in the order of `parameterDescriptions`.
  /// - Throws: `ParameterError` when one is not positive and finite, or the number of them is wrong.
  init(parameters: [Double]) throws(ParameterError)

  /// The parameters, in order.
  var parameters: [Double] { get }

  /// What was chosen and not estimated, by name: the k of a regular model. None by default.
  static var chosenParameters: [String: Double] { get }

  /// How covariates move its parameters, one direction for each process that can have them; none by default.
  static var covariateDirections: [CovariateDirection] { get }

  /// Why this model cannot be fitted to these observations; that of the observations by default.
  static func obstacle(in observations: Observations) -> FitObstacle?

  /// What a user should know of a model with these parameters: `q is at most 1, so the mean spend does not exist`.
  /// Sentences, shown with the fit; none by default.
  var remarks: [String] { get }

  /// The log-likelihood on `observations`, with what does not depend on parameters worked out once.
  static func likelihood(of observations: Observations) -> Likelihood

  /// That on the observations `divided(by: scale)`, with the same bits. Models that look only at tables of few distinct
  /// values need no divided copy of a large table.
  static func likelihood(of observations: Observations, dividedBy scale: Double) -> Likelihood

  /// Where to start: the moments estimate first, then points near other known summits and ridges.
  /// - Parameter observations: already divided by their natural scale.
  static func startingPoints(for observations: Observations) -> [[Double]]
}

extension ParametricModel {
  /// The names of the parameters, in order.
  public static var parameterNames: [String] { parameterDescriptions.map(\.name) }

  /// None.
  public static var specialCases: [SpecialCase] { [] }

  /// From a divided copy.
  public static func likelihood(of observations: Observations, dividedBy scale: Double) -> Likelihood {
    likelihood(of: observations.divided(by: scale))
  }

  /// Nothing was chosen.
  public static var chosenParameters: [String: Double] { [:] }

  /// No covariates.
  public static var covariateDirections: [CovariateDirection] { [] }

  /// That of the observations.
  public static func obstacle(in observations: Observations) -> FitObstacle? { observations.obstacle }

  /// exp(30) is 1e13, and what a likelihood still gains beyond is commonly far below 1e-9.
  public static var searchRange: ClosedRange<Double> { -30...30 }

  /// Nothing to remark.
  public var remarks: [String] { [] }

  /// The same model for data whose scaled quantity (time, money) has been multiplied by `factor`.
  public func rescaled(by factor: Double) throws(ParameterError) -> Self {
    var values = parameters
    for (index, description) in Self.parameterDescriptions.enumerated() where description.scaleExponent != 0 {
      values[index] *= description.scaleExponent == 1 ? factor : power(factor, description.scaleExponent)
    }
    return try Self(parameters: values)
  }
}
