import ArgumentParser
import LifetimeValue

struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Draw a transaction log, subscribers or a table of opportunities from a model: seeded, the same bytes on any number of threads."
  )

  @Option(help: "A model file that `clv fit --output` wrote.")
  var model: String?

  @Option(help: "Parameters by name instead of a model file: r=0.243,alpha=4.414,a=0.793,b=2.426[,p=..,q=..,gamma=..].")
  var parameters: String?

  @Option(help: "With --parameters: the transaction model.")
  var transactions = BGNBD.name

  @Option(help: ArgumentHelp("With --parameters: the contract, in place of a transaction model.", valueName: "model"))
  var contract: String?

  @Option(help: "With --parameters: their time unit, day, week, month or year.")
  var unit: TimeUnit = .day

  @Option(parsing: .unconditional, help: "Number of customers.")
  var customers: Int

  @Option(help: "First day on which customers appear, YYYY-MM-DD; a log needs it.")
  var start: CalendarDay?

  @Option(help: "Last day of the log, YYYY-MM-DD; a log needs it.")
  var end: CalendarDay?

  @Option(
    parsing: .unconditional,
    help: "Contracts and bg-bb: renewals or opportunities of each customer; the result is a table of customers.")
  var periods: Int?

  @Option(help: "With bg-bb, --start and --end: what one opportunity is, week, month or year; the result is a log.")
  var opportunity: CalendarPeriod?

  @Option(help: "Seed of the random numbers.")
  var seed: UInt64 = 1

  @Option(help: "Put this before each customer's number, padded with zeros.")
  var idPrefix: String?

  @Option(help: "Write the CSV here; - is standard output (default).")
  var output: String?

  @OptionGroup(title: "The run") var settings: RunOptions

  func validate() throws {
    if (model == nil) == (parameters == nil) {
      throw ValidationError("Give either --model or --parameters.")
    }
    if customers < 1 { throw ValidationError("--customers \(customers): at least 1 is needed.") }
    if contract != nil && parameters == nil { throw ValidationError("--contract is for --parameters.") }
    if let periods, !(1...1_000_000).contains(periods) {
      throw ValidationError("--periods \(periods): from 1 to 1000000.")
    }
    if let start, let end, start > end { throw ValidationError("--start \(start) is after --end \(end).") }
  }

  mutating func run() throws {
    var clock = PhaseClock(quiet: settings.quiet)
    let target = try OutputTarget(output, inputs: model.map { [$0] } ?? [], rejects: nil)
    try target.check()
    let source = try source()
    let line = clock.line
    let written = try clock.measure("simulate", shown: !target.isTerminal) {
      try write(source, to: target, progress: line.customers(of: customers))
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

  /// What customers are drawn from.
  private enum Source {
    case log(any Simulatable, unit: TimeUnit, spend: (any SimulatableSpend)?)
    case subscribers(any ContractModel)
    case opportunities(BGBB, CalendarPeriod?)
  }

  private func write(
    _ source: Source, to target: OutputTarget, progress: (@Sendable (Int) -> Void)?
  ) throws -> WrittenOutput<Int> {
    let threads = settings.threadCount
    switch source {
    case .log(let model, let unit, let spend):
      if periods != nil || opportunity != nil {
        throw Failure(.usage, "--periods and --opportunity are for contracts and \(BGBB.name)")
      }
      let (start, end) = try days()
      func write(_ model: some Simulatable) throws -> WrittenOutput<Int> {
        let log = SimulatedLog(
          transactions: model, unit: unit, spend: spend, customers: customers, start: start, end: end, seed: seed,
          identifierPrefix: idPrefix)
        return try target.write { sink in try log.write(to: sink, threads: threads, progress: progress) }
      }
      return try write(model)
    case .subscribers(let model):
      guard let periods, start == nil, end == nil, opportunity == nil else {
        throw Failure(.usage, "subscribers are drawn for --periods N renewals, without --start, --end or --opportunity")
      }
      let subscribers = SimulatedSubscribers(
        model: model, customers: customers, periods: periods, seed: seed, identifierPrefix: idPrefix)
      return try target.write { sink in try subscribers.write(to: sink, threads: threads, progress: progress) }
    case .opportunities(let model, let period):
      return try target.write { sink in try writeOpportunities(model, period, to: sink, progress: progress) }
    }
  }

  /// A table of so many opportunities, or a log from one day to another.
  private func writeOpportunities(
    _ model: BGBB, _ period: CalendarPeriod?, to sink: any ByteSink, progress: (@Sendable (Int) -> Void)?
  ) throws -> Int {
    func drawn(_ opportunities: Int) -> SimulatedOpportunities {
      SimulatedOpportunities(
        model: model, customers: customers, opportunities: opportunities, seed: seed, identifierPrefix: idPrefix)
    }
    if let periods {
      guard start == nil, end == nil, opportunity == nil else {
        throw Failure(.usage, "\(BGBB.name): either --periods N for a table, or --start and --end for a log")
      }
      return try drawn(periods).write(to: sink, threads: settings.threadCount, progress: progress)
    }
    guard let period else {
      throw Failure(
        .usage, "\(BGBB.name): say --periods N for a table, or for a log what an opportunity is (--opportunity)")
    }
    let (start, end) = try days()
    let opportunities = period.number(of: end) - period.number(of: start)
    guard opportunities > 0 else {
      throw Failure(
        .usage, "from --start \(start) to --end \(end) there is no opportunity, a \(period.rawValue), to come")
    }
    return try drawn(opportunities).writeLog(
      from: start, period: period, to: sink, threads: settings.threadCount, progress: progress)
  }

  private func days() throws -> (start: CalendarDay, end: CalendarDay) {
    guard let start, let end else {
      throw Failure(.usage, "a log needs --start and --end, its first and last day (YYYY-MM-DD)")
    }
    return (start, end)
  }

  private func source() throws -> Source {
    if let parameters {
      let list = try ParameterList(parameters)
      if let contract { return .subscribers(try list.contract(contract)) }
      if ModelNames.isOpportunityModel(transactions) {
        return .opportunities(try list.opportunities(), opportunity)
      }
      let drawn = try list.models(transactions: transactions, unit: unit)
      return .log(drawn.transactions, unit: drawn.unit, spend: drawn.spend)
    }
    let file = model!
    do {
      switch try ModelFile(contentsOfFile: file) {
      case .subscriptions(let artifact):
        warn(ofCovariates: artifact.covariateNames, file)
        return .subscribers(try artifact.model())
      case .opportunities(let artifact):
        return .opportunities(try artifact.model(), opportunity ?? artifact.opportunity)
      case .customers(let artifact):
        guard let transactions = try artifact.transactions.transactionModel() as? any Simulatable else {
          throw Failure(.usage, "--model \(file): \(artifact.transactions.model) cannot be simulated")
        }
        let spend = try artifact.spend?.spendingModel()
        guard spend == nil || spend is any SimulatableSpend else {
          throw Failure(.usage, "--model \(file): \(artifact.spend!.model) cannot be simulated")
        }
        warn(of: artifact, file)
        return .log(
          transactions, unit: artifact.transactions.unit ?? unit, spend: spend as? any SimulatableSpend)
      }
    } catch let error as ArtifactError {
      throw Failure(error, file: file)
    }
  }

  /// All are drawn with the same parameters, so a model that tells customers apart does not give its own population.
  private func warn(ofCovariates names: [String], _ file: String) {
    if !names.isEmpty {
      StandardError.write(
        "clv: warning: \(file) has covariates (\(names.joined(separator: ", "))): all customers are drawn as those with "
          + "the reference levels and the mean of numbers, whose parameters stand in the file")
    }
  }

  private func warn(of artifact: ModelArtifact, _ file: String) {
    warn(ofCovariates: artifact.covariateNames, file)
    if let groups = artifact.groups {
      StandardError.write(
        "clv: warning: \(file) has fits by \(groups.column): all customers are drawn from the one fit of all")
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
