import ArgumentParser
import LifetimeValue

/// The root command; each subcommand stands in a file of its own under `Commands`.
struct CLV: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clv",
    abstract: "Customer lifetime value from a transaction log: fit, predict, evaluate.",
    discussion: """
      A log is a CSV file with the columns customer_id, date and amount (plain or .gz; - is standard input).

        clv fit log.csv --unit week --output model.json
        clv predict model.json log.csv --horizon 365d --output predictions.csv
        clv evaluate log.csv --unit week --calibration-end 1997-09-30

      Results go to standard output or to --output; progress, the audit of the rows and warnings to standard error.

      Exit codes:
         0  done
        64  the command line is wrong
        65  the data are wrong
        66  an input cannot be opened
        70  a defect of the tool
        73  an output cannot be written; nothing was left behind
        74  reading or writing failed midway; nothing was left behind
        75  the model cannot be fitted to these data
      """,
    version: "0.1.0",
    subcommands: [Summarize.self, Fit.self, Predict.self, Evaluate.self, Compare.self, Simulate.self])
}

@main
enum Main {
  static func main() {
    BLASThreads.end()
    TerminationCleanup.install()
    do {
      var command = try CLV.parseAsRoot()
      try command.run()
    } catch {
      guard let failure = Failure(error) ?? unforeseen(error) else { CLV.exit(withError: error) }
      failure.report()
      CLV.exit(withError: ExitCode(failure.exitCode))
    }
  }

  /// A defect of the tool: an error that is neither the library's nor the argument parser's. The parser alone would give it
  /// the exit code 1, which the contract does not know.
  private static func unforeseen(_ error: any Error) -> Failure? {
    guard CLV.exitCode(for: error) == .failure else { return nil }
    return Failure(
      .defect, "clv met a case it was not made for; please report the command line and, if you can, the input")
  }
}
