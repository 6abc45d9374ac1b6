public import CustomerModels

/// A contract model that is put to the test.
public struct RetentionCandidate: Sendable {
  /// Its name: `sbg`.
  public let name: String
  /// Its log-likelihood on the calibration.
  public let logLikelihood: Double
  /// Parameters that were estimated, all cohorts together.
  public let parameterCount: Int
  /// The model of a cohort; the same one for all where they were pooled.
  public let model: @Sendable (String?) -> any ContractModel

  /// See the properties.
  public init(
    name: String, logLikelihood: Double, parameterCount: Int, model: @escaping @Sendable (String?) -> any ContractModel
  ) {
    self.name = name
    self.logLikelihood = logLikelihood
    self.parameterCount = parameterCount
    self.model = model
  }
}
