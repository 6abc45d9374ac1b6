import Foundation
import LifetimeValue

/// Lines on standard output.
enum StandardOutput {
  /// - Throws: as `write(_: Data)`.
  static func write(_ lines: [String]) throws { try write(Data((lines.joined(separator: "\n") + "\n").utf8)) }

  /// Writes all of it. A reader that has gone away ends the writing quietly, as with any filter.
  ///
  /// - Throws: `OutputError.writeFailed`: the disk is full, standard output is closed.
  static func write(_ data: Data) throws {
    do {
      let sink = DescriptorSink.standardOutput()
      try data.withUnsafeBytes { (bytes) in try sink.write(bytes) }
      try sink.finish()
    } catch OutputError.readerGone {
      return
    }
  }
}
