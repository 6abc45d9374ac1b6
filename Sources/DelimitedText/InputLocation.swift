/// Where an input comes from.
public enum InputLocation: Sendable, Hashable {
  /// What is piped into the program; gzip is recognised there too.
  case standardInput
  /// A path; gzip is recognised by its first bytes, whatever the name.
  case file(String)

  /// - Parameter argument: a path; `-` and `/dev/stdin` are standard input.
  public init(argument: String) {
    self = argument == "-" || argument == "/dev/stdin" ? .standardInput : .file(argument)
  }

  /// The name for messages: the path, or `standard input`.
  public var name: String {
    switch self {
    case .standardInput: "standard input"
    case .file(let path): path
    }
  }

  /// Whether it is a plain file, which can be read more than once.
  package var isRegularFile: Bool {
    if case .file(let path) = self { return FileIdentity.ofInput(path)?.isRegular ?? false }
    return false
  }
}
