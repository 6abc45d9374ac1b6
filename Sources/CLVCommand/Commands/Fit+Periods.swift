import ArgumentParser
import LifetimeValue

/// `--cohorts`: one fit of all cohorts of a retention table, or also one of each.
enum CohortFits: String, ExpressibleByArgument, CaseIterable {
  case pooled, separate
}

extension Fit {
  /// `--contract`: a retention table, or one row per subscriber.
  func fitContract(_ name: String) throws {
    var clock = PhaseClock(quiet: settings.quiet)
    let target = try output.map { try OutputTarget($0, inputs: [input], rejects: reading.rejects) }
    try target?.check()
    let options = reading.logOptions(threads: settings.threadCount)
    let table = try clock.measure("read") {
      try SubscriptionTable(reading: InputLocation(argument: input), options: options)
    }
    if !settings.quiet { AuditTable(table.audit).lines.forEach(StandardError.write) }
    let artifact = try clock.measure("fit") {
      try SubscriptionArtifact(
        fitting: table, model: name, unit: reading.unit, sideBySide: cohorts == .separate, threads: options.threads)
    }
    for message in artifact.warnings { StandardError.write("clv: warning: \(message)") }
    let written = try target?.write(artifact.json())
    if let target, !target.isFile { return }
    switch settings.format {
    case .text:
      var lines = FitTable.section(artifact.contract, title: "Contract")
      for fit in artifact.cohorts ?? [] {
        if let own = fit.contract { lines += [""] + FitTable.section(own, title: "Cohort \(fit.cohort)") }
      }
      if let test = artifact.commonFitTest {
        lines += [
          "",
          "All cohorts alike: chi-squared \(NumberText.significant(test.statistic, 5)) on \(test.degreesOfFreedom)"
            + " degrees of freedom, p \(NumberText.significant(test.p, 3))",
        ]
      }
      try StandardOutput.write(lines + (output.map { ["", "Model file: \($0)"] } ?? []))
    case .json:
      try StandardOutput.write(
        JSONDocument.encode(
          ContractDocument(
            contract: artifact.contract, cohorts: artifact.cohorts, commonFitTest: artifact.commonFitTest,
            audit: artifact.audit, phases: clock.phases)))
    }
    try written?.place()
  }

  /// `--transactions bg-bb`: a table of opportunities, or a log with `--opportunity`.
  func fitOpportunities() throws {
    var clock = PhaseClock(quiet: settings.quiet)
    let target = try output.map { try OutputTarget($0, inputs: [input], rejects: reading.rejects) }
    try target?.check()
    var options = reading.logOptions(threads: settings.threadCount)
    options.period = opportunity
    let line = clock.line
    let table = try clock.measure("read") {
      try OpportunityTable(reading: InputLocation(argument: input), options: options) {
        line.update(.reading($0))
      }
    }
    if !settings.quiet { AuditTable(table.audit).lines.forEach(StandardError.write) }
    let artifact = try clock.measure("fit") { try OpportunityArtifact(fitting: table, options: options) }
    for message in artifact.warnings { StandardError.write("clv: warning: \(message)") }
    let written = try target?.write(artifact.json())
    if let target, !target.isFile { return }
    switch settings.format {
    case .text:
      try StandardOutput.write(
        FitTable.section(artifact.transactions, title: "Transactions")
          + (output.map { ["", "Model file: \($0)"] } ?? []))
    case .json:
      try StandardOutput.write(
        JSONDocument.encode(
          OpportunityDocument(transactions: artifact.transactions, audit: artifact.audit, phases: clock.phases)))
    }
    try written?.place()
  }
}

/// `clv fit --contract ... --format json`.
private struct ContractDocument: Encodable {
  let contract: FittedModel
  let cohorts: [SubscriptionArtifact.CohortFit]?
  let commonFitTest: LikelihoodRatioTest?
  let audit: Audit
  let phases: [PhaseClock.Phase]
}

/// `clv fit --transactions bg-bb --format json`.
private struct OpportunityDocument: Encodable {
  let transactions: FittedModel
  let audit: Audit
  let phases: [PhaseClock.Phase]
}
