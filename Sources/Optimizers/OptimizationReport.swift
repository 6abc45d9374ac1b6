/// All about how a fit ended: a value one can print, compare and save.
///
/// It holds nothing that differs between two runs on the same data (no clock, no thread count).
public struct OptimizationReport: Sendable, Codable, Equatable {
  /// What the answer is.
  public enum Status: String, Sendable, Codable, CaseIterable {
    /// A summit of the likelihood inside the domain.
    case converged
    /// The likelihood keeps rising toward a limit; the values given are so near that the mean log-likelihood gains less
    /// than 1e-9 beyond.
    case boundary
    /// A direction that the data do not determine.
    case flat
  }

  /// What the answer is.
  public var status: Status
  /// Newton steps in all, over every starting point.
  public var iterations: Int
  /// Evaluations of the log-likelihood with its derivatives, over every starting point and probe.
  public var evaluations: Int
  /// Starting points tried.
  public var startingPoints: Int
  /// Largest absolute element of the gradient of the mean log-likelihood with respect to log-parameters.
  public var gradientNorm: Double
  /// sqrt(g' (-H)^-1 g) of the mean log-likelihood: half its square is the gain that a full Newton step still promises.
  public var newtonDecrement: Double
  /// What a user should know, in sentences: why a standard error is missing, which simpler model fits as well.
  public var messages: [String]

  /// See the properties.
  public init(
    status: Status, iterations: Int, evaluations: Int, startingPoints: Int, gradientNorm: Double,
    newtonDecrement: Double, messages: [String] = []
  ) {
    self.status = status
    self.iterations = iterations
    self.evaluations = evaluations
    self.startingPoints = startingPoints
    self.gradientNorm = gradientNorm
    self.newtonDecrement = newtonDecrement
    self.messages = messages
  }
}
