import Foundation
import LifetimeValue

/// `--output`: a file that appears whole at the end of the run, or standard output.
struct OutputTarget {
  private let location: OutputLocation
  private let inputs: [String]
  private let rejects: String?

  /// - Parameters:
  ///   - argument: nil and `-` are standard output.
  ///   - inputs: the run's inputs; an output that is one of them is refused.
  ///   - rejects: the run's other output; the two must not replace each other.
  /// - Throws: `Failure` for an empty path.
  init(_ argument: String?, inputs: [String], rejects: String?) throws {
    if argument == "" { throw Failure(.usage, "--output is empty; name a file, or - for standard output") }
    self.rejects = rejects
    location = argument.map { OutputLocation(argument: $0) } ?? .standardOutput
    self.inputs = inputs
  }

  var isFile: Bool { location != .standardOutput }

  /// Fails now rather than at the end of a long run; leaves nothing behind.
  func check() throws {
    if let rejects, location.isSamePlace(as: OutputLocation(argument: rejects)) {
      throw Failure(.usage, "--output and --rejects are the same place (\(rejects)); name two files")
    }
    if let rejects,
      inputs.contains(where: { OutputLocation(argument: $0).isSamePlace(as: OutputLocation(argument: rejects)) })
    {
      throw Failure(.usage, "--rejects \(rejects) is an input of the same run; name another file")
    }
    try location.check(inputs: inputs)
  }

  /// Opens the output, lets `body` write, and puts the file in its place.
  ///
  /// - Returns: what `body` returned; nil when whoever read standard output has seen enough, as `head` does.
  @discardableResult
  func write<Outcome>(_ body: (any ByteSink) throws -> Outcome) throws -> Outcome? {
    do {
      let sink = try location.open(inputs: inputs)
      let outcome = try body(sink)
      try sink.finish()
      return outcome
    } catch OutputError.readerGone {
      return nil
    }
  }

  func write(_ data: Data) throws {
    try write { sink in try data.withUnsafeBytes { (bytes) in try sink.write(bytes) } }
  }
}
