import ArgumentParser
import LifetimeValue

struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Predict each customer's purchases, spend and value with a fitted model.")

  @Argument(help: "A model file that `clv fit --output` wrote.")
  var model: String

  @Argument(help: "A transaction log or a customer summary; - is standard input, .gz is decompressed.")
  var input: String

  @Option(help: "How far ahead: 90d, 52w, 12m, 2y or lifetime (default: 365d).")
  var horizon = Horizon.finite(days: 365)

  @Option(help: "Annual effective rate at which later value counts less.")
  var discountRate = DiscountRate.standard

  @Option(help: "Profit per unit of spend; multiplies predicted and historic value.")
  var margin = 1.0

  @Option(help: "Write the CSV here; - is standard output (default).")
  var output: String?

  @OptionGroup var csv: CSVOptions
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var settings: RunOptions

  mutating func run() throws {
    var clock = PhaseClock()
    let options = try PredictionOptions(
      horizon: horizon, discountRate: discountRate, margin: margin, threads: settings.threadCount)
    let target = OutputTarget(output, inputs: [model, input], rejects: reading.rejects)
    try target.check()
    let artifact = try readModel()
    let logOptions = reading.logOptions(
      threads: settings.threadCount, unit: artifact.transactions.unit, rules: artifact.rules)
    let table = try clock.measure("read") { try Input.read(input, options: logOptions, settings: settings) }
    explainWindow(artifact, table.summary)
    let predictions = try clock.measure("predict") {
      try artifact.predictions(for: table.summary, options: options)
    }
    let totals = PredictionTotals(of: predictions)
    for warning in PredictionTable.warnings(totals, artifact: artifact) {
      StandardError.write("clv: warning: \(warning)")
    }
    let format = csv.format
    try clock.measure("write") { try target.write { sink in try predictions.write(to: sink, format: format) } }
    guard target.isFile else { return }
    switch settings.format {
    case .text: StandardOutput.write(PredictionTable(totals, options: options, file: output!).lines)
    case .json:
      StandardOutput.write(
        try JSONDocument.encode(
          PredictDocument(
            horizon: options.horizon.description, observationEnd: table.summary.observationEnd?.description,
            modelObservationEnd: artifact.window.end, totals: totals, audit: table.audit, phases: clock.phases)))
    }
  }

  private func readModel() throws -> ModelArtifact {
    let artifact: ModelArtifact
    do {
      artifact = try ModelArtifact(contentsOfFile: model)
    } catch {
      throw Failure(error, file: model)
    }
    if let unit = reading.unit, let modelUnit = artifact.transactions.unit, unit != modelUnit {
      throw Failure(
        .usage,
        "--unit \(unit.rawValue): \(model) was fitted in the unit \(modelUnit.rawValue). Leave --unit out, or fit in that unit."
      )
    }
    return artifact
  }

  /// The observation end decides P(alive), so it is always said, beside the model's own.
  private func explainWindow(_ artifact: ModelArtifact, _ summary: CustomerSummary) {
    let own = artifact.window.end ?? "not known"
    let end = summary.observationEnd?.description ?? "not known (the input has no dates)"
    StandardError.write("clv: observation end \(end); the model was fitted to data up to \(own).")
  }
}

/// `clv predict --format json` with a file as output.
private struct PredictDocument: Encodable {
  let horizon: String
  let observationEnd: String?
  let modelObservationEnd: String?
  let totals: PredictionTotals
  let audit: Audit
  let phases: [PhaseClock.Phase]
}
