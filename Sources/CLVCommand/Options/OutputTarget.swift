import Foundation
import LifetimeValue

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `--output`: a file that appears whole at the end of a run that did all it should, or standard output.
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
  /// Whether what is written shows on a terminal, where a progress line would get in between.
  var isTerminal: Bool { !isFile && isatty(STDOUT_FILENO) == 1 }

  /// Whether another output would replace this one.
  func isSamePlace(as argument: String) -> Bool { location.isSamePlace(as: OutputLocation(argument: argument)) }

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

  /// Opens the output and lets `body` write all of it. Standard output has it then; a file takes its place only by
  /// `place` of what comes back, when nothing can fail any more.
  func write<Outcome>(_ body: (any ByteSink) throws -> Outcome) throws -> WrittenOutput<Outcome> {
    do {
      let sink = try location.open(inputs: inputs)
      let outcome = try body(sink)
      try sink.settle()
      return WrittenOutput(outcome: outcome, sink: sink)
    } catch OutputError.readerGone {
      return WrittenOutput(outcome: nil, sink: nil)
    }
  }

  func write(_ data: Data) throws -> WrittenOutput<Void> {
    try write { sink in try data.withUnsafeBytes { (bytes) in try sink.write(bytes) } }
  }
}

/// An output that is whole and not yet in its place: what is left to do may still fail, as writing the table of totals to a
/// full standard output does, and then no file must appear. Given up unless it is placed.
struct WrittenOutput<Outcome> {
  /// What writing it returned; nil when whoever read standard output has seen enough, as `head` does.
  let outcome: Outcome?
  private let sink: (any ByteSink)?

  fileprivate init(outcome: Outcome?, sink: (any ByteSink)?) {
    self.outcome = outcome
    self.sink = sink
  }

  /// Puts the file in its place; the last thing that a command does.
  func place() throws { try sink?.finish() }
}
