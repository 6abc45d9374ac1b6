import LifetimeValue

/// The predictions of a summary's customers on their way to a file: scored, written, and what the reader must know said.
struct PredictionFile {
  private let artifact: ModelArtifact
  private let assignment: ModelArtifact.Assignment
  private let summary: CustomerSummary
  private let options: PredictionOptions

  init(
    _ artifact: ModelArtifact, _ assignment: ModelArtifact.Assignment, _ summary: CustomerSummary,
    _ options: PredictionOptions
  ) {
    self.artifact = artifact
    self.assignment = assignment
    self.summary = summary
    self.options = options
  }

  /// Scores and writes all of it. Rows are put together as they are written, so that no more than a few of them are in memory.
  func write(
    to target: OutputTarget, columns: [PredictionColumn]?, format: CSVFormat, clock: inout PhaseClock
  ) throws -> WrittenOutput<PredictionTotals> {
    let line = clock.line
    let predictions = try clock.measure("score") {
      try artifact.predictions(for: summary, assignment: assignment, options: options)
    }
    let written = try clock.measure("write", shown: !target.isTerminal) {
      try target.write { sink in
        try predictions.write(
          to: sink, columns: columns, groups: assignment.groups, format: format,
          progress: line.customers(of: predictions.count))
      }
    }
    guard let totals = written.outcome else { return written }
    for warning in PredictionTable.warnings(
      totals, artifactHasSpend: artifact.spend != nil, hasSpend: summary.hasSpend)
    {
      StandardError.write("clv: warning: \(warning)")
    }
    return written
  }
}
