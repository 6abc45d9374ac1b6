public import Estimation

/// A fit that could not be made, and of which part.
public enum ArtifactFitError: Error, Sendable {
  /// No model of this name.
  case unknownModel(String, known: [String])
  /// The transaction or spending model cannot be fitted to these data.
  case notFitted(model: String, FitError)
  /// A column with more values than there can be groups.
  case tooManyGroups(column: String, count: Int, most: Int)
  /// The covariates cannot be used.
  case covariates(CovariateError)
}
