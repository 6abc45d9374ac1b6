import Foundation
import LifetimeValue

/// `--output`: a file that appears whole at the end of the run, or standard output.
struct OutputTarget {
  private let location: OutputLocation
  private let inputs: [String]

  /// - Parameters:
  ///   - argument: nil and `-` are standard output.
  ///   - inputs: the run's inputs; an output that is one of them is refused.
  init(_ argument: String?, inputs: [String]) {
    location = argument.map { OutputLocation(argument: $0) } ?? .standardOutput
    self.inputs = inputs
  }

  var isFile: Bool { location != .standardOutput }

  /// Fails now rather than at the end of a long run: opens the output and lets it go, which leaves nothing behind.
  func check() throws { _ = try location.open(inputs: inputs) }

  /// Opens the output, lets `body` write, and puts the file in its place.
  func write(_ body: (any ByteSink) throws -> Void) throws {
    do {
      let sink = try location.open(inputs: inputs)
      try body(sink)
      try sink.finish()
    } catch OutputError.readerGone {
      // Whoever read standard output has seen enough, as `head` does.
    }
  }

  func write(_ data: Data) throws {
    try write { sink in try data.withUnsafeBytes { (bytes) in try sink.write(bytes) } }
  }
}
