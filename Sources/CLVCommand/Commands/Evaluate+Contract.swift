import ArgumentParser
import LifetimeValue

extension Evaluate {
  /// `--contract`: models fitted to the first periods of retention curves, held against the others.
  func evaluateContracts(_ names: [String]) throws {
    var clock = PhaseClock(quiet: settings.quiet)
    let target = try output.map { try OutputTarget($0, inputs: [input], rejects: reading.rejects) }
    try target?.check()
    let options = reading.logOptions(threads: settings.threadCount)
    let table = try clock.measure("read") { try SubscriptionTable.read(input, options: options, settings: settings) }
    guard let whole = table.curves else {
      throw Failure(
        .badData,
        "\(input): these subscribers have been observed for different numbers of periods, so their later periods cannot "
          + "be told apart; evaluate needs a retention table (cohort, period, active)")
    }
    let seen =
      calibrationPeriods.map { whole.observed(renewals: $0) } ?? whole.observed(periodsAgo: holdoutPeriods ?? 0)
    guard seen.cohorts.contains(where: { $0.tenure > 0 }) else {
      throw Failure(.badData, "\(input): the calibration holds no renewal; give it more periods")
    }
    guard
      seen.cohorts.contains(where: { cohort in
        whole.cohorts.contains { $0.name == cohort.name && $0.tenure > cohort.tenure }
      })
    else {
      throw Failure(.badData, "\(input): no cohort is observed after the calibration; give it fewer periods")
    }
    var calibration = table
    calibration.content = .cohorts(seen)
    let artifacts = try clock.measure("fit") {
      try names.map {
        try SubscriptionArtifact(
          fitting: calibration, model: $0, unit: reading.unit, sideBySide: cohorts == .separate,
          threads: options.threads)
      }
    }
    FitWarnings.write(artifacts.flatMap(\.warnings))
    let evaluation = try clock.measure("evaluate") {
      RetentionEvaluation(calibration: seen, whole: whole, candidates: try artifacts.map { try $0.candidate() })
    }
    try show(
      evaluation, lines: RetentionEvaluationTable(evaluation).lines, audit: table.audit, target: target,
      phases: clock.phases)
  }

  /// What `--contract` needs and what goes with it only.
  func validateContract() throws {
    guard let contract else {
      if calibrationPeriods != nil || holdoutPeriods != nil {
        throw ValidationError("--calibration-periods and --holdout-periods are for --contract.")
      }
      return
    }
    let names = contract.split(separator: ",").map { String($0) }
    if names.isEmpty { throw ValidationError("--contract names no model.") }
    for name in names { try ModelNames.checkContract(name) }
    if Set(names).count < names.count { throw ValidationError("--contract \(contract): a model stands twice.") }
    if !covariates.names.isEmpty {
      throw ValidationError("--contract: covariates are for clv fit and clv predict; clv evaluate knows cohorts alone.")
    }
    if calibrationEnd != nil || holdoutEnd != nil {
      throw ValidationError(
        "A retention table has no dates: say --calibration-periods or --holdout-periods in place of days.")
    }
    guard (calibrationPeriods == nil) != (holdoutPeriods == nil) else {
      throw ValidationError("--contract needs either --calibration-periods N or --holdout-periods N.")
    }
    if (calibrationPeriods ?? holdoutPeriods)! < 1 {
      throw ValidationError("--calibration-periods and --holdout-periods: at least 1 is needed.")
    }
  }
}
