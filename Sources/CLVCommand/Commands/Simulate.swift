import ArgumentParser
import LifetimeValue

struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw a transaction log from a model: seeded, the same bytes on any number of threads.")

  @Option(help: "A model file that `clv fit --output` wrote.")
  var model: String?

  @Option(help: "Parameters by name instead of a model file: r=0.243,alpha=4.414,a=0.793,b=2.426[,p=..,q=..,gamma=..].")
  var parameters: String?

  @Option(help: "With --parameters: the transaction model.")
  var transactions = BGNBD.name

  @Option(help: "With --parameters: their time unit, day, week, month or year.")
  var unit: TimeUnit = .day

  @Option(parsing: .unconditional, help: "Number of customers.")
  var customers: Int

  @Option(help: "First day on which customers appear, YYYY-MM-DD.")
  var start: CalendarDay

  @Option(help: "Last day of the log, YYYY-MM-DD.")
  var end: CalendarDay

  @Option(help: "Seed of the random numbers.")
  var seed: UInt64 = 1

  @Option(help: "Put this before each customer's number, padded with zeros.")
  var idPrefix: String?

  @Option(help: "Write the CSV here; - is standard output (default).")
  var output: String?

  @OptionGroup var settings: RunOptions

  func validate() throws {
    if (model == nil) == (parameters == nil) {
      throw ValidationError("Give either --model or --parameters.")
    }
    if customers < 1 { throw ValidationError("--customers \(customers): at least 1 is needed.") }
    if start > end { throw ValidationError("--start \(start) is after --end \(end).") }
  }

  mutating func run() throws {
    var clock = PhaseClock(quiet: settings.quiet)
    let target = try OutputTarget(output, inputs: model.map { [$0] } ?? [], rejects: nil)
    try target.check()
    let source = try drawnModel()
    let line = clock.line
    let written = try clock.measure("simulate", shown: !target.isTerminal) {
      try write(source.transactions, source.unit, source.spend, to: target, line)
    }
    guard target.isFile, let rows = written.outcome else { return }
    switch settings.format {
    case .text:
      try StandardOutput.write(["\(NumberText.count(customers)) customers, \(NumberText.count(rows)) rows: \(output!)"])
    case .json:
      try StandardOutput.write(
        JSONDocument.encode(SimulateDocument(customers: customers, rows: rows, seed: seed, phases: clock.phases)))
    }
    try written.place()
  }

  private func write<Model: Simulatable>(
    _ model: Model, _ unit: TimeUnit, _ spend: GammaGamma?, to target: OutputTarget, _ line: ProgressLine
  ) throws -> WrittenOutput<Int> {
    let log = SimulatedLog(
      transactions: model, unit: unit, spend: spend, customers: customers, start: start, end: end, seed: seed,
      identifierPrefix: idPrefix)
    return try target.write { sink in
      try log.write(to: sink, threads: settings.threadCount, progress: line.customers(of: customers))
    }
  }

  private func drawnModel() throws -> (transactions: any Simulatable, unit: TimeUnit, spend: GammaGamma?) {
    if let parameters { return try ParameterList(parameters).models(transactions: transactions, unit: unit) }
    let file = model!
    do {
      let artifact = try ModelArtifact(contentsOfFile: file)
      guard let transactions = try artifact.transactions.transactionModel() as? any Simulatable else {
        throw Failure(.usage, "--model \(file): \(artifact.transactions.model) cannot be simulated")
      }
      return (transactions, artifact.transactions.unit ?? unit, try artifact.spend?.spendingModel() as? GammaGamma)
    } catch let error as ArtifactError {
      throw Failure(error, file: file)
    }
  }
}

/// `clv simulate --format json` with a file as output.
private struct SimulateDocument: Encodable {
  let customers: Int
  let rows: Int
  let seed: UInt64
  let phases: [PhaseClock.Phase]
}
