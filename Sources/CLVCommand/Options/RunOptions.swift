import ArgumentParser
import LifetimeValue

/// How the run itself behaves.
struct RunOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "Threads to use (default: all processors). The result is the same on any number.")
  var threads: Int?

  @Option(help: "What standard output carries: a table for people, or one JSON document.")
  var format: OutputFormat = .text

  @Flag(help: "No progress and no audit on standard error.")
  var quiet = false

  func validate() throws {
    if let threads, threads < 1 {
      throw ValidationError("--threads \(threads): at least 1 is needed.")
    }
  }

  /// More threads than this gain nothing on any machine, and the result does not depend on them.
  private static let mostThreads = 4096

  var threadCount: ThreadCount { threads.map { ThreadCount(min($0, RunOptions.mostThreads)) } ?? .all }
}

/// `--format`.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}
