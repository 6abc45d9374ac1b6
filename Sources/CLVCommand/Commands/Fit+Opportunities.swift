import LifetimeValue

extension Fit {
  /// `--transactions bg-bb`: a table of opportunities, or a log with `--opportunity`.
  func fitOpportunities() throws {
    if let opportunity, let unit = reading.unit, unit != opportunity.unit {
      throw Failure(.usage, "--unit \(unit.rawValue): an opportunity is a \(opportunity.rawValue)")
    }
    var clock = PhaseClock(quiet: settings.quiet)
    let target = try output.map { try OutputTarget($0, inputs: [input], rejects: reading.rejects) }
    try target?.check()
    var options = reading.logOptions(threads: settings.threadCount)
    options.period = opportunity
    let line = clock.line
    let table = try clock.measure("read") {
      try OpportunityTable.read(input, options: options, settings: settings, line: line)
    }
    let spendName = try ModelNames.spending(spend)
    if spendName != nil && table.customers?.hasSpend != true {
      StandardError.write("clv: warning: the input has no amounts: no spending model is fitted (--spend none).")
    }
    let artifact = try clock.measure("fit") {
      try OpportunityArtifact(fitting: table, options: options, unit: reading.unit, spend: spendName)
    }
    FitWarnings.write(artifact.warnings, inTable: showsTable(target) ? artifact.statusMessages : [])
    let written = try target?.write(artifact.json())
    if let target, !target.isFile { return }
    switch settings.format {
    case .text:
      var lines = FitTable.section(artifact.transactions, title: "Transactions")
      if let end = artifact.window.end { lines.insert("Observed to \(end).", at: 1) }
      if let spend = artifact.spend { lines += [""] + FitTable.section(spend, title: "Spend per opportunity taken") }
      try StandardOutput.write(lines + (output.map { ["", "Model file: \($0)"] } ?? []))
    case .json:
      try StandardOutput.write(JSONDocument.encode(FitDocument(artifact, phases: clock.phases)))
    }
    try written?.place()
  }
}
