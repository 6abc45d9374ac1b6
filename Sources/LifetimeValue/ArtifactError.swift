public import CustomerModels

/// Why a model file cannot be used.
public enum ArtifactError: Error, Sendable, Equatable {
  /// The file cannot be opened or read; the system's reason.
  case unreadable(String)
  /// Not JSON, cut short, or a member is missing or of another type; where and why.
  case malformed(String)
  /// Another schema version than this program reads.
  case schemaVersion(found: Int, supported: Int)
  /// A model this program does not know.
  case unknownModel(String, known: [String])
  /// A parameter outside its domain.
  case parameter(ParameterError)
  /// Members that contradict one another.
  case inconsistent(String)
}
