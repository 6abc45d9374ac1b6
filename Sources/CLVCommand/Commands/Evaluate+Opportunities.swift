import ArgumentParser
import LifetimeValue

extension Evaluate {
  /// `--transactions bg-bb`: a log, split at the end of an opportunity.
  func evaluateOpportunities(to calibrationEnd: CalendarDay) throws {
    var clock = PhaseClock(quiet: settings.quiet)
    let target = try output.map { try OutputTarget($0, inputs: [input], rejects: reading.rejects) }
    try target?.check()
    var options = reading.logOptions(threads: settings.threadCount)
    options.calibrationEnd = calibrationEnd
    options.holdoutEnd = holdoutEnd
    options.period = opportunity
    let line = clock.line
    let table = try clock.measure("read") {
      try OpportunityTable.read(input, options: options, settings: settings, line: line)
    }
    guard table.holdout != nil else {
      throw Failure(
        .badData,
        "\(input): a table of opportunities has no holdout; evaluate needs the transaction log (customer_id, date, amount)"
      )
    }
    let spendName = try ModelNames.spending(spend)
    if spendName != nil && table.customers?.hasSpend != true {
      StandardError.write("clv: warning: the input has no amounts: only numbers of purchases are evaluated.")
    }
    let artifact = try clock.measure("fit") {
      try OpportunityArtifact(fitting: table, options: options, spend: spendName)
    }
    FitWarnings.write(artifact.warnings)
    let evaluation = try clock.measure("evaluate") {
      try HoldoutEvaluation(
        opportunities: table, candidates: [try artifact.candidate()], margin: margin, threads: options.threads)
    }
    try show(
      evaluation, lines: EvaluationTable(evaluation).lines, audit: table.audit, target: target, phases: clock.phases)
  }

  /// What goes with bg-bb only, and what does not go with it.
  func validateOpportunities(_ names: [String]) throws {
    let isDiscrete = names.contains(where: ModelNames.isOpportunityModel)
    if opportunity != nil && !isDiscrete {
      throw ValidationError("--opportunity is for --transactions \(BGBB.name).")
    }
    if isDiscrete && !covariates.names.isEmpty {
      throw ValidationError("covariates are not for --transactions \(BGBB.name).")
    }
    if isDiscrete && names.count > 1 {
      throw ValidationError(
        "--transactions \(BGBB.name) counts opportunities instead of days, and is evaluated on its own.")
    }
  }
}
