import LifetimeValue

/// What a command reads: a log or a summary, told apart by the header, with its audit on standard error.
struct Input {
  let summary: CustomerSummary
  let audit: Audit
  let holdout: HoldoutActivity?
  /// False for a customer summary.
  let isLog: Bool

  static func read(_ argument: String, options: LogOptions, settings: RunOptions, line: ProgressLine) throws -> Input {
    let input: Input
    switch try CustomerInput.read(
      InputLocation(argument: argument), options: options, progress: { line.update(.reading($0)) })
    {
    case .log(let log):
      input = Input(summary: log.summary, audit: log.audit, holdout: log.holdout, isLog: true)
    case .summary(let table):
      input = Input(summary: table.summary, audit: table.audit, holdout: nil, isLog: false)
    }
    line.end()
    settings.show(input.audit)
    return input
  }
}

extension OpportunityTable {
  /// Reads a table of opportunities or a log, with its audit on standard error.
  static func read(
    _ argument: String, options: LogOptions, settings: RunOptions, line: ProgressLine
  ) throws -> OpportunityTable {
    let table = try OpportunityTable(reading: InputLocation(argument: argument), options: options) {
      line.update(.reading($0))
    }
    line.end()
    settings.show(table.audit)
    return table
  }
}

extension SubscriptionTable {
  /// Reads a retention table or subscribers, with the audit on standard error.
  static func read(_ argument: String, options: LogOptions, settings: RunOptions) throws -> SubscriptionTable {
    let table = try SubscriptionTable(reading: InputLocation(argument: argument), options: options)
    settings.show(table.audit)
    return table
  }
}

extension RunOptions {
  /// Unless `--quiet`.
  fileprivate func show(_ audit: Audit) {
    if !quiet { AuditTable(audit).lines.forEach(StandardError.write) }
  }
}
