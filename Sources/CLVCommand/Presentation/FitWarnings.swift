#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a user of fits must know, as warnings on standard error.
enum FitWarnings {
  /// Writes them; who reads the table on the same terminal is not told again what stands there.
  ///
  /// - Parameter inTable: what the table on standard output says; empty where none is shown.
  static func write(_ warnings: [String], inTable: [String] = []) {
    let readsBoth = isatty(STDOUT_FILENO) == 1 && isatty(STDERR_FILENO) == 1
    lines(warnings, alreadyRead: readsBoth ? inTable : []).forEach(StandardError.write)
  }

  /// The lines that are left to write.
  static func lines(_ warnings: [String], alreadyRead: [String]) -> [String] {
    warnings.filter { !alreadyRead.contains($0) }.map { "clv: warning: \($0)" }
  }
}
