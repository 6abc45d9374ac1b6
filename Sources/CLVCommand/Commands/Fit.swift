import ArgumentParser
import LifetimeValue

struct Fit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fit a transaction model and a spending model to a log or a summary.")

  @Argument(help: "A transaction log or a customer summary; - is standard input, .gz is decompressed.")
  var input: String

  @Option(help: "Transaction model: \(ModelCatalogue.transactionModels.map { $0.name }.joined(separator: ", ")).")
  var transactions = BGNBD.name

  @Option(help: "Spending model: \(ModelCatalogue.spendingModels.map { $0.name }.joined(separator: ", ")) or none.")
  var spend = GammaGamma.name

  @Option(help: "Write the model file here.")
  var output: String?

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var settings: RunOptions

  func validate() throws {
    _ = try ModelNames.transaction(transactions)
    _ = try ModelNames.spending(spend)
  }

  mutating func run() throws {
    var clock = PhaseClock()
    let target = output.map { OutputTarget($0, inputs: [input], rejects: reading.rejects) }
    try target?.check()
    let options = reading.logOptions(threads: settings.threadCount)
    let table = try clock.measure("read") { try Input.read(input, options: options, settings: settings) }
    let spendName = try ModelNames.spending(spend)
    if spendName != nil && !table.summary.hasSpend {
      StandardError.write("clv: warning: the input has no amounts: no spending model is fitted (--spend none).")
    }
    let artifact = try clock.measure("fit") {
      try ModelArtifact(
        fitting: table.summary, audit: table.audit, options: options,
        choice: ModelChoice(transactions: transactions, spend: spendName))
    }
    for message in artifact.warnings { StandardError.write("clv: warning: \(message)") }
    try target?.write(artifact.json())
    switch settings.format {
    case .text: StandardOutput.write(FitTable(artifact).lines + (output.map { ["", "Model file: \($0)"] } ?? []))
    case .json: StandardOutput.write(try JSONDocument.encode(FitDocument(artifact, phases: clock.phases)))
    }
  }
}

/// `clv fit --format json`.
private struct FitDocument: Encodable {
  let transactions: FittedModel
  let spend: FittedModel?
  let audit: Audit
  let phases: [PhaseClock.Phase]

  init(_ artifact: ModelArtifact, phases: [PhaseClock.Phase]) {
    transactions = artifact.transactions
    spend = artifact.spend
    audit = artifact.audit
    self.phases = phases
  }
}
