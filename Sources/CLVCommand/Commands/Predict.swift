import ArgumentParser
import LifetimeValue

struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Predict each customer's purchases, spend and value with a fitted model.")

  @Argument(help: "A model file that `clv fit --output` wrote.")
  var model: String

  @Argument(
    help: ArgumentHelp(
      "A transaction log or a customer summary; - is standard input, .gz is decompressed.", valueName: "input"))
  var source: String?

  @OptionGroup var forecast: ForecastOptions

  @Option(
    parsing: .unconditional,
    help: "Contracts and bg-bb: how many periods or opportunities ahead (default: those within --horizon).")
  var periods: Int?

  @Option(parsing: .unconditional, help: "Contracts: what a subscriber pays per period; needed for value.")
  var price: Double?

  @Option(help: "Contracts: whether a period is paid for at its start or at its end.")
  var payment = PaymentTime.start

  @Option(help: "Write the CSV here; - is standard output (default).")
  var output: String?

  @Option(
    help: ArgumentHelp("Columns to write, in this order: \(PredictionColumns.known).", valueName: "a,b,c"),
    transform: PredictionColumns.init)
  var columns: PredictionColumns?

  @Flag(
    help:
      "Say what new customers are worth before the first order: a row for every combination of levels or, given an input with the covariates as columns, for each of its rows."
  )
  var newCustomers = false

  @OptionGroup var covariates: CovariateSource
  @OptionGroup(title: "The CSV") var csv: CSVOptions
  @OptionGroup(title: "Reading the input") var reading: ReadingOptions
  @OptionGroup(title: "The run") var settings: RunOptions

  /// The input; empty where none is needed.
  var input: String { source ?? "" }

  func validate() throws {
    if source == nil && !newCustomers { throw ValidationError("Missing expected argument '<input>'") }
  }

  mutating func run() throws {
    if newCustomers { return try predictNewCustomers() }
    var clock = PhaseClock(quiet: settings.quiet)
    let options = try forecast.prediction(threads: settings.threadCount)
    let target = try OutputTarget(output, inputs: [model, input] + covariates.files, rejects: reading.rejects)
    try target.check()
    guard let artifact = try readModel() else { return }
    let logOptions = reading.logOptions(
      threads: settings.threadCount, unit: artifact.transactions.unit, rules: artifact.rules)
    let line = clock.line
    let table = try clock.measure("read") { try Input.read(input, options: logOptions, settings: settings, line: line) }
    let ends = observationEnds(artifact, table.summary)
    if !settings.quiet { StandardError.write("clv: \(ends)") }
    if let columns, columns.list.contains(.customerID), table.summary.identifiers.count == 0 {
      throw Failure(.usage, "--columns: the rows of \(input) are patterns and have no customer_id")
    }
    if let columns, columns.list.contains(.group), artifact.groups == nil {
      throw Failure(.usage, "--columns group: \(model) has no groups; fit with --by to have them")
    }
    let assignment = try assignment(artifact, table.summary, logOptions, clock: &clock)
    let written = try PredictionFile(artifact, assignment, table.summary, options)
      .write(to: target, columns: columns?.list, format: csv.format, clock: &clock)
    guard let totals = written.outcome else { return }
    guard target.isFile else { return }
    switch settings.format {
    case .text:
      try StandardOutput.write(PredictionTable(totals, within: forecast.within, ends: ends, file: output!).lines)
    case .json:
      try StandardOutput.write(
        JSONDocument.encode(
          PredictDocument(
            horizon: options.horizon.description, observationEnd: table.summary.observationEnd?.description,
            modelObservationEnd: artifact.window.end, totals: totals, audit: table.audit, phases: clock.phases)))
    }
    try written.place()
  }

  /// The model; nil when it was one of periods or opportunities, and the predictions are made.
  private func readModel() throws -> ModelArtifact? {
    let file: ModelFile
    do {
      file = try ModelFile(contentsOfFile: model)
    } catch {
      throw Failure(error, file: model)
    }
    let artifact: ModelArtifact
    switch file {
    case .customers(let customers): artifact = customers
    case .subscriptions(let subscriptions):
      try predictSubscriptions(subscriptions)
      return nil
    case .opportunities(let opportunities):
      try predictOpportunities(opportunities)
      return nil
    }
    if periods != nil || price != nil || payment != .start {
      throw Failure(.usage, "--periods, --price and --payment are for contracts and bg-bb; \(model) is another model")
    }
    if let unit = reading.unit, let modelUnit = artifact.transactions.unit, unit != modelUnit {
      throw Failure(
        .usage,
        "--unit \(unit.rawValue): \(model) was fitted in the unit \(modelUnit.rawValue). Leave --unit out, or fit in that unit."
      )
    }
    return artifact
  }

  /// Each customer's models: those of their covariates or of their group, where the model file has such.
  private func assignment(
    _ artifact: ModelArtifact, _ summary: CustomerSummary, _ options: LogOptions, clock: inout PhaseClock
  ) throws -> ModelArtifact.Assignment {
    let names = artifact.covariateNames
    if !names.isEmpty {
      return try clock.measure("covariates") {
        let frame = try covariates.frame(
          names, of: summary, categorical: artifact.categoricalCovariates, input: input, options: options)
        covariates.tellOfStrangers(frame, quiet: settings.quiet)
        return try artifact.assignment(covariates: frame)
      }
    }
    if covariates.covariates != nil && artifact.groups == nil {
      throw Failure(.usage, "--covariates: \(model) was fitted without covariates")
    }
    var attribute: CustomerAttribute?
    if let groups = artifact.groups {
      attribute = try CustomerAttribute.read(
        InputLocation(argument: covariates.covariates ?? input), columns: [groups.column], of: summary,
        options: options, rule: groups.rule)[0]
    }
    let assignment: ModelArtifact.Assignment
    do {
      assignment = try artifact.assignment(attribute)
    } catch {
      throw Failure(error, file: model)
    }
    if assignment.unknownRows > 0 {
      StandardError.write(
        "clv: warning: \(NumberText.count(assignment.unknownRows)) rows have a value of `\(artifact.groups!.column)` that "
          + "the model was not fitted to (\(assignment.unknownLevels.joined(separator: ", "))): they are predicted with the "
          + "fit of all customers")
    }
    return assignment
  }

  /// The observation end decides P(alive), so it is said beside the model's own.
  private func observationEnds(_ artifact: ModelArtifact, _ summary: CustomerSummary) -> String {
    let own = artifact.window.end ?? "a day that is not known"
    let end = summary.observationEnd?.description ?? "not known (the input has no dates)"
    return "observation end \(end); the model was fitted to data up to \(own)"
  }
}

/// `clv predict --format json` with a file as output.
private struct PredictDocument: Encodable {
  let horizon: String
  @NullWhenNil private(set) var observationEnd: String?
  @NullWhenNil private(set) var modelObservationEnd: String?
  let totals: PredictionTotals
  let audit: Audit
  let phases: [PhaseClock.Phase]
}
