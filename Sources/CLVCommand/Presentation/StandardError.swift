import Foundation

/// Lines on standard error.
enum StandardError {
  static func write(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}

/// Lines on standard output.
enum StandardOutput {
  static func write(_ lines: [String]) {
    write(Data((lines.joined(separator: "\n") + "\n").utf8))
  }

  /// A reader that has gone away ends the writing quietly, as with any filter.
  static func write(_ data: Data) { try? FileHandle.standardOutput.write(contentsOf: data) }
}
