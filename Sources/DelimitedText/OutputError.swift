#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why an output could not be produced. Whatever the case, no half-written file is left.
public enum OutputError: Error, Equatable, Sendable {
  /// The target is a folder: the request is wrong.
  case isFolder(path: String)
  /// The target is a file that the same run reads: the request is wrong.
  case isInput(path: String)
  /// The target cannot be opened: no permission, no such folder. `code` is the system's error number.
  case cannotOpen(path: String, code: Int32)
  /// Writing failed midway: disk full, device error. `code` is the system's error number.
  case writeFailed(path: String, code: Int32)
  /// Whoever read standard output has stopped reading. Not a failure of the run: end quietly.
  case readerGone

  /// The system's words for the error number; nil where no system call failed.
  public var systemReason: String? {
    switch self {
    case .cannotOpen(_, let code), .writeFailed(_, let code): String(cString: strerror(code))
    case .isFolder, .isInput, .readerGone: nil
    }
  }
}
