import ArgumentParser
import LifetimeValue

struct Summarize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reduce a transaction log to one row per customer: frequency, recency, age, spend.")

  @Argument(help: "A transaction log; - is standard input, .gz is decompressed.")
  var log: String

  @Option(help: "Write the CSV here; - is standard output (default).")
  var output: String?

  @Flag(help: "Add the column log_interpurchase_sum, which models of regular purchases (bg-cnbd-k, mbg-cnbd-k) need.")
  var logInterpurchaseSum = false

  @OptionGroup(title: "The CSV") var csv: CSVOptions
  @OptionGroup(title: "Reading the input") var reading: ReadingOptions
  @OptionGroup(title: "The run") var settings: RunOptions

  mutating func run() throws {
    var clock = PhaseClock(quiet: settings.quiet)
    let target = try OutputTarget(output, inputs: [log], rejects: reading.rejects)
    try target.check()
    var options = reading.logOptions(threads: settings.threadCount)
    options.logInterpurchaseSums = logInterpurchaseSum
    let line = clock.line
    let table = try clock.measure("read") { try Input.read(log, options: options, settings: settings, line: line) }
    let format = csv.format
    let written = try clock.measure("write", shown: !target.isTerminal) {
      try target.write { sink in
        try table.summary.write(
          to: sink, format: format, threads: options.threads, progress: line.customers(of: table.summary.count))
      }
    }
    guard target.isFile else { return }
    let overview = SummaryOverview(table.summary)
    switch settings.format {
    case .text: try StandardOutput.write(overview.lines + ["", "Summary: \(output!)"])
    case .json:
      try StandardOutput.write(
        JSONDocument.encode(SummarizeDocument(summary: overview, audit: table.audit, phases: clock.phases)))
    }
    try written.place()
  }
}

/// `clv summarize --format json` with a file as output.
private struct SummarizeDocument: Encodable {
  let summary: SummaryOverview
  let audit: Audit
  let phases: [PhaseClock.Phase]
}
