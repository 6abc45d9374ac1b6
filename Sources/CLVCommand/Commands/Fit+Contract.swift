import LifetimeValue

extension Fit {
  /// `--contract`: a retention table, or one row per subscriber.
  func fitContract(_ name: String) throws {
    var clock = PhaseClock(quiet: settings.quiet)
    let target = try output.map {
      try OutputTarget($0, inputs: [input] + covariates.source.files, rejects: reading.rejects)
    }
    try target?.check()
    let options = reading.logOptions(threads: settings.threadCount)
    let table = try clock.measure("read") { try SubscriptionTable.read(input, options: options, settings: settings) }
    let known = try clock.measure("covariates", when: !covariates.names.isEmpty) {
      try covariates.read(input, of: table, options: options)
    }
    covariates.source.tellOfStrangers(known?.frame, quiet: settings.quiet)
    let artifact = try clock.measure("fit") {
      try SubscriptionArtifact(
        fitting: table, model: name, unit: reading.unit, sideBySide: cohorts == .separate, covariates: known,
        threads: options.threads)
    }
    FitWarnings.write(artifact.warnings, inTable: showsTable(target) ? artifact.statusMessages : [])
    let written = try target?.write(artifact.json())
    if let target, !target.isFile { return }
    switch settings.format {
    case .text:
      try StandardOutput.write(ContractTable(artifact).lines + (output.map { ["", "Model file: \($0)"] } ?? []))
    case .json:
      try StandardOutput.write(
        JSONDocument.encode(
          ContractDocument(
            contract: artifact.contract, cohorts: artifact.cohorts, commonFitTest: artifact.commonFitTest,
            audit: artifact.audit, phases: clock.phases)))
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
