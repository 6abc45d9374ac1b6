import ArgumentParser
import LifetimeValue

/// How the run itself behaves.
struct RunOptions: ParsableArguments {
  @Option(help: "Threads to use (default: all processors). The result is the same on any number.")
  var threads: Int?

  @Option(help: "What standard output carries: a table for people, or one JSON document.")
  var format: OutputFormat = .text

  @Flag(help: "No progress and no audit on standard error.")
  var quiet = false

  func validate() throws {
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("--threads \(threads): at least 1 is needed.")
    }
  }

  var threadCount: ThreadCount { threads.map { ThreadCount($0) } ?? .all }
}

/// `--format`.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}
