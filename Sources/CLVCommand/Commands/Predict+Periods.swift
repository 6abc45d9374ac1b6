import ArgumentParser
import LifetimeValue

extension Predict {
  /// Predicts with a model file of a contract or of discrete opportunities.
  func predictPeriods(_ file: ModelFile) throws {
    if columns != nil {
      throw Failure(.usage, "--columns is for models in continuous time; \(model) is another model")
    }
    switch file {
    case .customers: break
    case .subscriptions(let artifact): try predictSubscriptions(artifact)
    case .opportunities(let artifact): try predictOpportunities(artifact)
    }
  }

  private func predictSubscriptions(_ artifact: SubscriptionArtifact) throws {
    if let unit = reading.unit, let known = artifact.contract.unit, unit != known {
      throw Failure(.usage, "--unit \(unit.rawValue): \(model) was fitted with periods of a \(known.rawValue)")
    }
    let ahead = try PeriodsAhead(
      periods: periods, horizon: horizon, discountRate: discountRate, unit: artifact.contract.unit ?? reading.unit)
    var clock = PhaseClock(quiet: settings.quiet)
    let target = try OutputTarget(output, inputs: [model, input], rejects: reading.rejects)
    try target.check()
    let table = try clock.measure("read") {
      try SubscriptionTable(
        reading: InputLocation(argument: input), options: reading.logOptions(threads: settings.threadCount))
    }
    if price != nil && ahead.discountRate == nil {
      StandardError.write("clv: warning: \(PeriodsAhead.undiscountedWarning)")
    }
    let format = csv.format
    let written: WrittenOutput<Void>
    switch table.content {
    case .cohorts(let cohorts):
      guard let count = ahead.count else {
        throw Failure(.usage, "a curve has an end: say --periods N, or a finite --horizon")
      }
      let curves = try CohortCurves(cohorts, periods: count) { try artifact.model(ofCohort: $0) }
      written = try clock.measure("write", shown: !target.isTerminal) {
        try target.write { sink in try curves.write(to: sink, format: format) }
      }
    case .subscribers(let histories, let identifiers, let counts):
      let predictions = SubscriberPredictions(
        histories, identifiers: identifiers, counts: counts, model: try artifact.model(), ahead: ahead,
        payment: price.map { $0 * margin })
      written = try clock.measure("write", shown: !target.isTerminal) {
        try target.write { sink in try predictions.write(to: sink, format: format) }
      }
    }
    try report(written, in: target, customers: table.audit.customers, audit: table.audit, phases: clock.phases)
  }

  private func predictOpportunities(_ artifact: OpportunityArtifact) throws {
    let ahead = try PeriodsAhead(
      periods: periods, horizon: horizon, discountRate: discountRate, unit: artifact.transactions.unit)
    var clock = PhaseClock(quiet: settings.quiet)
    let target = try OutputTarget(output, inputs: [model, input], rejects: reading.rejects)
    try target.check()
    var options = reading.logOptions(threads: settings.threadCount, rules: artifact.rules)
    options.period = artifact.opportunity
    let line = clock.line
    let table = try clock.measure("read") {
      try OpportunityTable(reading: InputLocation(argument: input), options: options) { line.update(.reading($0)) }
    }
    if let end = table.observationEnd, !settings.quiet {
      StandardError.write(
        "clv: observation end \(end); the model was fitted to data up to \(artifact.window.end ?? "not known").")
    }
    if ahead.discountRate == nil { StandardError.write("clv: warning: \(PeriodsAhead.undiscountedWarning)") }
    let predictions = OpportunityPredictions(table, model: try artifact.model(), ahead: ahead)
    let format = csv.format
    let written = try clock.measure("write", shown: !target.isTerminal) {
      try target.write { sink in try predictions.write(to: sink, format: format) }
    }
    try report(written, in: target, customers: table.audit.customers, audit: table.audit, phases: clock.phases)
  }

  private func report(
    _ written: WrittenOutput<Void>, in target: OutputTarget, customers: Int, audit: Audit, phases: [PhaseClock.Phase]
  ) throws {
    guard target.isFile else { return }
    switch settings.format {
    case .text: try StandardOutput.write(["\(NumberText.count(customers)) customers", "", "Predictions: \(output!)"])
    case .json:
      try StandardOutput.write(JSONDocument.encode(PeriodDocument(customers: customers, audit: audit, phases: phases)))
    }
    try written.place()
  }
}

/// `clv predict --format json` of a contract or bg-bb, with a file as output.
private struct PeriodDocument: Encodable {
  let customers: Int
  let audit: Audit
  let phases: [PhaseClock.Phase]
}
