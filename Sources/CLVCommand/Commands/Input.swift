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
    if !settings.quiet { AuditTable(input.audit).lines.forEach(StandardError.write) }
    return input
  }
}
