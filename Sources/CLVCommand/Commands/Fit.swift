import ArgumentParser
import LifetimeValue

struct Fit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fit models of purchases and spend to a log or a summary, or a contract to retention.")

  @Argument(
    help:
      "A transaction log or a customer summary; with --contract a retention table or subscribers; - is standard input, .gz is decompressed."
  )
  var input: String

  @Option(
    name: .customLong("transactions"),
    help: ArgumentHelp(
      "Transaction model (default: \(BGNBD.name)): \(ModelCatalogue.transactionModels.map { $0.name }.joined(separator: ", ")), bg-bb; "
        + "or auto, which fits all that suit the data, prints how they compare and takes the best.",
      valueName: "transactions"))
  var chosenTransactions: String?

  /// The model to fit.
  var transactions: String { correlation ? CorrelatedParetoNBD.name : chosenTransactions ?? BGNBD.name }

  @Option(help: "The k of bg-cnbd-k and mbg-cnbd-k, how regularly customers buy: 1 to 12, or auto for the likeliest.")
  var regularity: RegularityChoice = .auto

  @Flag(
    help:
      "With --transactions pareto-nbd: let the rates of purchase and of leaving go together (pareto-nbd-correlated).")
  var correlation = false

  @Option(
    help: "With --transactions auto and a log: choose the model that, fitted up to this day, foretells the rest best.")
  var calibrationEnd: CalendarDay?

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

  @Option(
    help:
      "Predict the same customers with the fit and write the predictions here, as clv predict would, without reading the input again."
  )
  var predictions: String?

  @OptionGroup(title: "With --predictions") var forecast: ForecastOptions
  @OptionGroup(title: "Covariates") var covariates: CovariateOptions
  @OptionGroup(title: "Reading the input") var reading: ReadingOptions
  @OptionGroup(title: "The run") var settings: RunOptions

  func validate() throws {
    if let contract { try ModelNames.checkContract(contract) }
    let isDiscrete = ModelNames.isOpportunityModel(transactions)
    if !isDiscrete { _ = try ModelNames.transaction(transactions) }
    if opportunity != nil && !isDiscrete {
      throw ValidationError("--opportunity is for --transactions \(BGBB.name).")
    }
    _ = try ModelNames.spending(spend)
    try ModelNames.check(regularity, for: contract == nil ? [transactions] : [])
    try ModelNames.check(cohorts, contract: contract)
    if covariates.source.covariates != nil && covariates.names.isEmpty && grouping.by == nil {
      throw ValidationError("--covariates: name columns of it with --purchase-covariates and the like, or with --by.")
    }
    if !covariates.names.isEmpty {
      if isDiscrete { throw ValidationError("covariates are not for --transactions \(BGBB.name).") }
      if grouping.by != nil {
        throw ValidationError("covariates cannot stand beside --by: name the column as a covariate instead.")
      }
      if contract != nil && cohorts == .separate {
        throw ValidationError("covariates cannot stand beside --cohorts separate: cohorts on their own have none.")
      }
    }
    if grouping.by != nil && (contract != nil || isDiscrete) {
      throw ValidationError("--by is for models of purchases in continuous time; --cohorts separate is for contracts.")
    }
    if predictions != nil && (contract != nil || isDiscrete) {
      throw ValidationError("--predictions is for models of purchases in continuous time; use clv predict.")
    }
    if predictions == "-" || (predictions == nil && forecast.isGiven) {
      throw ValidationError(
        predictions == nil
          ? "--horizon, --discount-rate and --margin are for --predictions FILE, or for clv predict."
          : "--predictions -: standard output carries the fit; name a file, or use clv predict.")
    }
    if correlation && chosenTransactions != ParetoNBD.name {
      throw ValidationError("--correlation is for --transactions \(ParetoNBD.name).")
    }
    if calibrationEnd != nil {
      guard transactions == ModelSelection.name else {
        throw ValidationError("--calibration-end is for --transactions \(ModelSelection.name), or for clv evaluate.")
      }
      guard input != "-" else {
        throw ValidationError("--calibration-end: the log is read twice, which standard input cannot be; name a file.")
      }
    }
  }

  mutating func run() throws {
    if let contract { return try fitContract(contract) }
    if ModelNames.isOpportunityModel(transactions) { return try fitOpportunities() }
    var clock = PhaseClock(quiet: settings.quiet)
    let target = try output.map {
      try OutputTarget($0, inputs: [input] + covariates.source.files, rejects: reading.rejects)
    }
    try target?.check()
    let predicted = try predictions.map { try predictionTarget($0) }
    var options = reading.logOptions(threads: settings.threadCount)
    options.logInterpurchaseSums = ModelNames.needRegularity([transactions])
    options.logInterpurchaseSumsMayBeMissing = transactions == ModelSelection.name
    let line = clock.line
    let scores = try calibrationEnd.map { day in
      try clock.measure("holdout") { try holdoutLogScores(options, calibrationEnd: day, line: line) }
    }
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
    covariates.source.tellOfStrangers(known?.frame, quiet: settings.quiet)
    let artifact = try clock.measure("fit") {
      try ModelArtifact(
        fitting: table.summary, audit: table.audit, options: options,
        choice: ModelChoice(
          transactions: transactions, regularity: regularity, spend: spendName, holdoutLogScores: scores),
        groups: groups, rule: grouping.byRule, covariates: known, progress: { line.update(.fitting($0)) })
    }
    if chosenTransactions == nil && !settings.quiet { tellOfAlternative(table.summary, options) }
    FitWarnings.write(artifact.warnings, inTable: showsTable(target) ? artifact.statusMessages : [])
    let writtenPredictions = try predicted.map { target in
      try PredictionFile(
        artifact, try assignment(artifact, groups, known), table.summary,
        try forecast.prediction(threads: settings.threadCount)
      ).write(to: target, columns: nil, format: CSVFormat(), clock: &clock)
    }
    let written = try target?.write(artifact.json())
    // With `--output -` the model file is the one document on standard output.
    if target?.isFile ?? true {
      switch settings.format {
      case .text:
        try StandardOutput.write(
          FitTable(artifact).lines + (output.map { ["", "Model file: \($0)"] } ?? [])
            + predictionLines(writtenPredictions?.outcome, table.summary))
      case .json:
        try StandardOutput.write(
          JSONDocument.encode(
            FitDocument(artifact, predictions: writtenPredictions?.outcome, phases: clock.phases)))
      }
    }
    try written?.place()
    try writtenPredictions?.place()
  }
}

extension Fit {
  /// Whether standard output carries the table for people.
  func showsTable(_ target: OutputTarget?) -> Bool { settings.format == .text && target?.isFile != false }

  /// The default is what scripts rely on; should another model suit the data better, people are told.
  private func tellOfAlternative(_ summary: CustomerSummary, _ options: LogOptions) {
    guard let other = ModelSelection.alternative(toDefaultOn: summary, threads: options.threads) else { return }
    let sample =
      (other.customers < summary.customerCount ? " of a sample" : "")
      + (covariates.names.isEmpty ? "" : ", without covariates")
    StandardError.write(
      "clv: note: \(other.model) explains these purchases better than \(BGNBD.name): its BIC is "
        + "\(NumberText.fixed(other.gain, 1)) lower on \(NumberText.count(other.customers)) customers\(sample). "
        + "--transactions auto compares all models.")
  }

  /// The log score on the days after `--calibration-end` of each candidate, fitted to the days before.
  private func holdoutLogScores(
    _ options: LogOptions, calibrationEnd: CalendarDay, line: ProgressLine
  ) throws -> [String: Double] {
    var options = options
    options.calibrationEnd = calibrationEnd
    // Rows that are set aside are told of when all are read.
    options.rejects = nil
    var quiet = settings
    quiet.quiet = true
    let table = try Input.read(input, options: options, settings: quiet, line: line)
    guard table.isLog, let holdout = table.holdout else {
      throw Failure(
        .badData, "\(input): a customer summary has no holdout; --calibration-end needs the transaction log")
    }
    return try ModelSelection.holdoutLogScores(
      calibration: table.summary, holdout: holdout, regularity: regularity,
      covariates: try covariates.read(input, of: table.summary, options: options), threads: options.threads)
  }
}

/// `clv fit --format json`.
struct FitDocument: Encodable {
  let transactions: FittedModel
  @NullWhenNil private(set) var spend: FittedModel?
  let groups: GroupedFits?
  /// The totals of `--predictions`.
  let predictions: PredictionTotals?
  let audit: Audit
  let candidates: [CandidateFit]?
  let selection: String?
  let phases: [PhaseClock.Phase]

  init(_ artifact: ModelArtifact, predictions: PredictionTotals?, phases: [PhaseClock.Phase]) {
    transactions = artifact.transactions
    spend = artifact.spend
    groups = artifact.groups
    self.predictions = predictions
    audit = artifact.audit
    candidates = artifact.candidates
    selection = artifact.selection
    self.phases = phases
  }

  /// What is known of a model of discrete opportunities.
  init(_ artifact: OpportunityArtifact, phases: [PhaseClock.Phase]) {
    transactions = artifact.transactions
    spend = artifact.spend
    groups = nil
    predictions = nil
    audit = artifact.audit
    candidates = nil
    selection = nil
    self.phases = phases
  }
}
