import LifetimeValue

extension Predict {
  /// Predicts with the model file of a model of discrete opportunities.
  func predictOpportunities(_ artifact: OpportunityArtifact) throws {
    if columns != nil {
      throw Failure(.usage, "--columns is for models in continuous time; \(model) is another model")
    }
    if price != nil { throw Failure(.usage, "--price is for contracts; \(model) is another model") }
    if let unit = reading.unit, let known = artifact.transactions.unit, unit != known {
      throw Failure(.usage, "--unit \(unit.rawValue): an opportunity of \(model) is a \(known.rawValue)")
    }
    var clock = PhaseClock(quiet: settings.quiet)
    let ahead = try PeriodsAhead(
      periods: periods, horizon: forecast.horizon, discountRate: forecast.discountRate,
      unit: artifact.transactions.unit ?? reading.unit)
    let options = try forecast.prediction(threads: settings.threadCount)
    let target = try OutputTarget(output, inputs: [model, input], rejects: reading.rejects)
    try target.check()
    var logOptions = reading.logOptions(threads: settings.threadCount, rules: artifact.rules)
    logOptions.period = artifact.opportunity
    let line = clock.line
    let table = try clock.measure("read") {
      try OpportunityTable.read(input, options: logOptions, settings: settings, line: line)
    }
    let ends =
      "observation end \(table.observationEnd?.description ?? "not known (the input has no dates)"); "
      + "the model was fitted to data up to \(artifact.window.end ?? "a day that is not known")"
    if !settings.quiet { StandardError.write("clv: \(ends)") }
    if ahead.discountRate == nil { StandardError.write("clv: warning: \(PeriodsAhead.undiscountedWarning)") }
    let predictions = try clock.measure("score") {
      try OpportunityPredictions(
        of: table, model: try artifact.model(), spend: try artifact.spendingModel(), opportunities: ahead.count,
        discountRate: ahead.discountRate, period: artifact.opportunity, options: options)
    }
    let format = csv.format
    let written = try clock.measure("write", shown: !target.isTerminal) {
      try target.write { sink in
        try predictions.write(to: sink, format: format, progress: line.customers(of: predictions.count))
      }
    }
    guard let totals = written.outcome else { return }
    for warning in PredictionTable.warnings(
      totals, artifactHasSpend: artifact.spend != nil, hasSpend: table.customers?.hasSpend == true)
    {
      StandardError.write("clv: warning: \(warning)")
    }
    guard target.isFile else { return }
    let within = ahead.count.map { "at the next \($0) opportunities" } ?? "ever again"
    switch settings.format {
    case .text: try StandardOutput.write(PredictionTable(totals, within: within, ends: ends, file: output!).lines)
    case .json:
      try StandardOutput.write(
        JSONDocument.encode(
          OpportunityPredictDocument(
            customers: totals.customers, opportunities: ahead.count,
            observationEnd: table.observationEnd?.description, modelObservationEnd: artifact.window.end,
            totals: totals, audit: table.audit, phases: clock.phases)))
    }
    try written.place()
  }
}

/// `clv predict --format json` of bg-bb, with a file as output.
private struct OpportunityPredictDocument: Encodable {
  let customers: Int
  /// Those looked ahead; nil for a lifetime.
  @NullWhenNil private(set) var opportunities: Int?
  @NullWhenNil private(set) var observationEnd: String?
  @NullWhenNil private(set) var modelObservationEnd: String?
  let totals: PredictionTotals
  let audit: Audit
  let phases: [PhaseClock.Phase]
}
