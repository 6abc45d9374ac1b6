import ArgumentParser
import LifetimeValue

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fit on the first part of a log or a retention table, predict the rest, and compare with what happened.")

  @Argument(help: "A transaction log, or with --contract a retention table; - is standard input, .gz is decompressed.")
  var input: String

  @Option(help: "Last day that models see, YYYY-MM-DD; a log needs it.")
  var calibrationEnd: CalendarDay?

  @Option(help: "Last day of the holdout, YYYY-MM-DD (default: the log's last date).")
  var holdoutEnd: CalendarDay?

  @Option(
    help:
      "Transaction models, separated by commas: \(ModelCatalogue.transactionModels.map { $0.name }.joined(separator: ", ")); or auto for all of them, or bg-bb."
  )
  var transactions = BGNBD.name

  @Option(help: "The k of bg-cnbd-k and mbg-cnbd-k, how regularly customers buy: 1 to 12, or auto for the likeliest.")
  var regularity: RegularityChoice = .auto

  @Option(help: "Spending model: \(ModelCatalogue.spendingModels.map { $0.name }.joined(separator: ", ")) or none.")
  var spend = GammaGamma.name

  @OptionGroup var grouping: GroupingOptions

  @Option(help: "With --transactions bg-bb: what one opportunity is, week, month or year.")
  var opportunity: CalendarPeriod?

  @Option(
    help: ArgumentHelp(
      "Evaluate contracts instead, on a retention table (period, active[, cohort]), separated by commas: "
        + "\(ModelCatalogue.contractModels.map { $0.name }.joined(separator: ", ")).", valueName: "models"))
  var contract: String?

  @Option(parsing: .unconditional, help: "With --contract: models see this many renewals of each cohort.")
  var calibrationPeriods: Int?

  @Option(
    parsing: .unconditional, help: "With --contract: models do not see the last periods of each cohort, this many.")
  var holdoutPeriods: Int?

  @Option(help: "With --contract: fit the cohorts pooled, or each on its own.")
  var cohorts = CohortFits.pooled

  @Option(parsing: .unconditional, help: "Profit per unit of spend, for the lifetime value of the churn formula.")
  var margin = 1.0

  @Option(help: "Write the evaluation as JSON here; - is standard output, which then carries nothing else.")
  var output: String?

  @OptionGroup(title: "Covariates") var covariates: CovariateOptions
  @OptionGroup(title: "Reading the input") var reading: ReadingOptions
  @OptionGroup(title: "The run") var settings: RunOptions

  func validate() throws {
    try validateContract()
    try validateOpportunities(names)
    if grouping.by != nil && (contract != nil || names.contains(where: ModelNames.isOpportunityModel)) {
      throw ValidationError("--by is for models of purchases in continuous time; --cohorts separate is for contracts.")
    }
    for name in names where !ModelNames.isOpportunityModel(name) {
      _ = try ModelNames.transaction(name)
      if name == ModelSelection.name { throw ValidationError("--transactions auto stands alone.") }
    }
    if names.isEmpty { throw ValidationError("--transactions names no model.") }
    if Set(names).count < names.count { throw ValidationError("--transactions \(transactions): a model stands twice.") }
    _ = try ModelNames.spending(spend)
    try ModelNames.check(regularity, for: contract == nil ? names : [])
    try ModelNames.check(cohorts, contract: contract)
    if covariates.source.covariates != nil && covariates.names.isEmpty && grouping.by == nil {
      throw ValidationError("--covariates: name columns of it with --purchase-covariates and the like, or with --by.")
    }
    if !covariates.names.isEmpty && grouping.by != nil {
      throw ValidationError("covariates cannot stand beside --by: name the column as a covariate instead.")
    }
  }

  var names: [String] {
    if transactions == ModelSelection.name { return ModelSelection.candidates(timesBetweenPurchases: true) }
    return transactions.split(separator: ",").map { String($0) }
  }

  mutating func run() throws {
    if let contract { return try evaluateContracts(contract.split(separator: ",").map { String($0) }) }
    guard let calibrationEnd else {
      throw Failure(.usage, "evaluate needs --calibration-end, the last day that models see (YYYY-MM-DD)")
    }
    if names.contains(where: ModelNames.isOpportunityModel) {
      return try evaluateOpportunities(to: calibrationEnd)
    }
    try evaluateLog(to: calibrationEnd)
  }

  /// Models in continuous time.
  private func evaluateLog(to calibrationEnd: CalendarDay) throws {
    var clock = PhaseClock(quiet: settings.quiet)
    let target = try output.map {
      try OutputTarget($0, inputs: [input] + covariates.source.files, rejects: reading.rejects)
    }
    try target?.check()
    var options = reading.logOptions(threads: settings.threadCount)
    options.calibrationEnd = calibrationEnd
    options.logInterpurchaseSums = ModelNames.needRegularity(names)
    options.holdoutEnd = holdoutEnd
    let line = clock.line
    let table = try clock.measure("read") { try Input.read(input, options: options, settings: settings, line: line) }
    guard table.isLog, let holdout = table.holdout else {
      throw Failure(
        .badData,
        "\(input): a customer summary has no holdout; evaluate needs the transaction log (customer_id, date, amount)")
    }
    let spendName = try ModelNames.spending(spend)
    if spendName != nil && !table.summary.hasSpend {
      StandardError.write("clv: warning: the input has no amounts: only numbers of purchases are evaluated.")
    }
    try covariates.check(hasSpend: spendName != nil && table.summary.hasSpend)
    let groups = try grouping.read(
      covariates.source.covariates ?? input, of: table.summary, options: options, clock: &clock)
    let known = try clock.measure("covariates", when: !covariates.names.isEmpty) {
      try covariates.read(input, of: table.summary, options: options)
    }
    var failures: [String] = []
    let artifacts = try clock.measure("fit") {
      try names.compactMap { name -> ModelArtifact? in
        do {
          return try ModelArtifact(
            fitting: table.summary, audit: table.audit, options: options,
            choice: ModelChoice(transactions: name, regularity: regularity, spend: spendName), groups: groups,
            rule: grouping.byRule, covariates: known, progress: { line.update(.fitting($0)) })
        } catch let error as ArtifactFitError {
          // Of all models, those that can be fitted are shown.
          guard transactions == ModelSelection.name, case .notFitted(name, _) = error, let failure = Failure(error)
          else { throw error }
          failures.append(failure.message)
          return nil
        }
      }
    }
    FitWarnings.write(failures + artifacts.flatMap(\.warnings).uniqued)
    let evaluation = try clock.measure("evaluate") {
      try HoldoutEvaluation(
        calibration: table.summary, holdout: holdout,
        candidates: artifacts.map { try known.map($0.candidate) ?? $0.candidate(groups) }, margin: margin,
        threads: options.threads)
    }
    try show(
      evaluation, lines: EvaluationTable(evaluation).lines, audit: table.audit, target: target, phases: clock.phases)
  }

  /// Writes an evaluation to the file and to standard output.
  /// - Parameter lines: as a table.
  func show(
    _ evaluation: some Encodable, lines: @autoclosure () -> [String], audit: Audit, target: OutputTarget?,
    phases: [PhaseClock.Phase]
  ) throws {
    // The file holds nothing that differs between two runs on the same input; the phases stand on standard output only.
    let written = try target?.write(JSONDocument.encode(EvaluationDocument(evaluation, audit: audit, phases: nil)))
    // With `--output -` that is the one document on standard output.
    if let target, !target.isFile { return }
    switch settings.format {
    case .text: try StandardOutput.write(lines() + (output.map { ["", "Evaluation: \($0)"] } ?? []))
    case .json:
      try StandardOutput.write(JSONDocument.encode(EvaluationDocument(evaluation, audit: audit, phases: phases)))
    }
    try written?.place()
  }
}

/// `clv evaluate --format json`: the members of the evaluation, the audit, the phases.
private struct EvaluationDocument<Evaluation: Encodable>: Encodable {
  private let evaluation: Evaluation
  private let audit: Audit
  private let phases: [PhaseClock.Phase]?

  init(_ evaluation: Evaluation, audit: Audit, phases: [PhaseClock.Phase]?) {
    self.evaluation = evaluation
    self.audit = audit
    self.phases = phases
  }

  private enum CodingKeys: String, CodingKey { case audit, phases }

  func encode(to encoder: any Encoder) throws {
    try evaluation.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(audit, forKey: .audit)
    try container.encodeIfPresent(phases, forKey: .phases)
  }
}

extension [String] {
  /// Each text once, in order of first appearance.
  fileprivate var uniqued: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
