import LifetimeValue

/// `clv fit --predictions`: the log is read once for both.
extension Fit {
  /// Where the predictions go: a place of its own.
  func predictionTarget(_ path: String) throws -> OutputTarget {
    let target = try OutputTarget(path, inputs: [input], rejects: reading.rejects)
    if let output, target.isSamePlace(as: output) {
      throw Failure(.usage, "--output and --predictions are the same place (\(path)); name two files")
    }
    try target.check()
    // Wrong numbers are told now rather than after the fit.
    _ = try forecast.prediction(threads: settings.threadCount)
    return target
  }

  /// Each customer's models: those of their covariates or of their group, where there are such.
  func assignment(
    _ artifact: ModelArtifact, _ groups: CustomerAttribute?, _ covariates: CovariateInput?
  ) throws -> ModelArtifact.Assignment {
    if let covariates { return try artifact.assignment(covariates: covariates.frame) }
    return try artifact.assignment(groups)
  }

  /// What the table says of the predictions.
  func predictionLines(_ totals: PredictionTotals?, _ summary: CustomerSummary) -> [String] {
    guard let totals, let predictions else { return [] }
    let end = summary.observationEnd?.description ?? "not known (the input has no dates)"
    return [""]
      + PredictionTable(totals, within: forecast.within, ends: "observation end \(end)", file: predictions).lines
  }
}
