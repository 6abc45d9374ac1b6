import ArgumentParser
import LifetimeValue

struct Fit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fit a transaction model and a spending model to a log or a summary.")

  @Argument(help: "A transaction log or a customer summary; - is standard input, .gz is decompressed.")
  var input: String

  @Option(
    help: "Transaction model: \(ModelCatalogue.transactionModels.map { $0.name }.joined(separator: ", ")), bg-bb.")
  var transactions = BGNBD.name

  @Option(help: "The k of bg-cnbd-k and mbg-cnbd-k, how regularly customers buy: 1 to 12, or auto for the likeliest.")
  var regularity: RegularityChoice = .auto

  @Option(help: "Spending model: \(ModelCatalogue.spendingModels.map { $0.name }.joined(separator: ", ")) or none.")
  var spend = GammaGamma.name

  @Option(
    help: ArgumentHelp(
      "Fit a contract instead, to a retention table (period, active[, cohort]) or to subscribers (tenure, churned): "
        + "\(ModelCatalogue.contractModels.map { $0.name }.joined(separator: ", ")). --unit says how long a period is.",
      valueName: "model"))
  var contract: String?

  @Option(help: "With --contract: fit the cohorts of a retention table pooled, or also each on its own.")
  var cohorts = CohortFits.pooled

  @Option(help: "With --transactions bg-bb: what one opportunity is, week, month or year; a log needs it.")
  var opportunity: CalendarPeriod?

  @OptionGroup var grouping: GroupingOptions

  @Option(help: "Write the model file here; - is standard output, which then carries nothing else.")
  var output: String?

  @OptionGroup var covariates: CovariateOptions
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var settings: RunOptions

  func validate() throws {
    if let contract { try ModelNames.checkContract(contract) }
    let isDiscrete = ModelNames.isOpportunityModel(transactions)
    if !isDiscrete { _ = try ModelNames.transaction(transactions) }
    if opportunity != nil && !isDiscrete {
      throw ValidationError("--opportunity is for --transactions \(BGBB.name).")
    }
    _ = try ModelNames.spending(spend)
    if covariates.source.covariates != nil && covariates.names.isEmpty && grouping.by == nil {
      throw ValidationError("--covariates: name columns of it with --purchase-covariates and the like, or with --by.")
    }
    if !covariates.names.isEmpty && (contract != nil || isDiscrete || grouping.by != nil) {
      throw ValidationError("covariates are for models of purchases in continuous time, and not beside --by.")
    }
    if grouping.by != nil && (contract != nil || isDiscrete) {
      throw ValidationError("--by is for models of purchases in continuous time; --cohorts separate is for contracts.")
    }
  }

  mutating func run() throws {
    if let contract { return try fitContract(contract) }
    if ModelNames.isOpportunityModel(transactions) { return try fitOpportunities() }
    var clock = PhaseClock(quiet: settings.quiet)
    let target = try output.map { try OutputTarget($0, inputs: [input], rejects: reading.rejects) }
    try target?.check()
    var options = reading.logOptions(threads: settings.threadCount)
    options.logInterpurchaseSums = ModelNames.needRegularity([transactions])
    let line = clock.line
    let table = try clock.measure("read") { try Input.read(input, options: options, settings: settings, line: line) }
    let spendName = try ModelNames.spending(spend)
    if spendName != nil && !table.summary.hasSpend {
      StandardError.write("clv: warning: the input has no amounts: no spending model is fitted (--spend none).")
    }
    try covariates.check(hasSpend: spendName != nil && table.summary.hasSpend)
    let groups = try grouping.read(
      covariates.source.covariates ?? input, of: table.summary, options: options, clock: &clock)
    let known = try clock.measure("covariates", when: !covariates.names.isEmpty) {
      try covariates.read(input, of: table.summary, options: options)
    }
    let artifact = try clock.measure("fit") {
      try ModelArtifact(
        fitting: table.summary, audit: table.audit, options: options,
        choice: ModelChoice(transactions: transactions, regularity: regularity, spend: spendName), groups: groups,
        rule: grouping.byRule, covariates: known, progress: { line.update(.fitting($0)) })
    }
    for message in artifact.warnings { StandardError.write("clv: warning: \(message)") }
    let written = try target?.write(artifact.json())
    // With `--output -` the model file is the one document on standard output.
    if let target, !target.isFile { return }
    switch settings.format {
    case .text: try StandardOutput.write(FitTable(artifact).lines + (output.map { ["", "Model file: \($0)"] } ?? []))
    case .json:
      try StandardOutput.write(JSONDocument.encode(FitDocument(artifact, phases: clock.phases)))
    }
    try written?.place()
  }
}

/// `clv fit --format json`.
struct FitDocument: Encodable {
  let transactions: FittedModel
  let spend: FittedModel?
  let groups: GroupedFits?
  let audit: Audit
  let phases: [PhaseClock.Phase]

  private enum CodingKeys: String, CodingKey { case transactions, spend, groups, audit, phases }

  /// Writes null where no spending model was fitted.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(transactions, forKey: .transactions)
    try container.encode(spend, forKey: .spend)
    try container.encodeIfPresent(groups, forKey: .groups)
    try container.encode(audit, forKey: .audit)
    try container.encode(phases, forKey: .phases)
  }

  init(_ artifact: ModelArtifact, phases: [PhaseClock.Phase]) {
    transactions = artifact.transactions
    spend = artifact.spend
    groups = artifact.groups
    audit = artifact.audit
    self.phases = phases
  }

  /// What is known of a model of discrete opportunities.
  init(_ artifact: OpportunityArtifact, phases: [PhaseClock.Phase]) {
    transactions = artifact.transactions
    spend = artifact.spend
    groups = nil
    audit = artifact.audit
    self.phases = phases
  }
}
