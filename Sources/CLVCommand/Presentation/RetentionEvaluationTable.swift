import LifetimeValue

/// An evaluation of retention curves as `clv evaluate` prints it.
struct RetentionEvaluationTable {
  private let evaluation: RetentionEvaluation

  init(_ evaluation: RetentionEvaluation) { self.evaluation = evaluation }

  var lines: [String] {
    let (calibration, holdout) = (evaluation.calibration, evaluation.holdout)
    var result = [
      "Calibration: \(NumberText.fixed(calibration.subscribers, 0)) subscribers, \(cohorts(calibration.cohorts)), "
        + "up to renewal \(calibration.renewals)",
      "Holdout: \(NumberText.fixed(holdout.renewals, 0)) renewals by \(cohorts(holdout.cohorts)), at most "
        + "\(holdout.periods) each",
      "", "Active subscribers in the holdout (errors as a share of the cohort at its start)",
    ]
    result += metricLines + [""] + evaluation.baselines.map { "  \($0.baseline.rawValue): \($0.baseline.meaning)" }
    for model in evaluation.models {
      result +=
        ["", "\(model.model): who left when, in the calibration"] + GoodnessOfFitTable.lines(model.goodnessOfFit)
    }
    result += ["", "Period by period"] + periodLines + [""]
    return result + evaluation.models.map { $0.sentence + "." }
  }

  private func cohorts(_ count: Int) -> String { count == 1 ? "1 cohort" : "\(count) cohorts" }

  private var entries: [(name: String, metrics: RetentionMetrics, logLikelihood: Double?)] {
    evaluation.models.map { ($0.model, $0.metrics, $0.holdoutLogLikelihood) }
      + evaluation.baselines.map { ($0.baseline.rawValue, $0.metrics, nil) }
  }

  private var metricLines: [String] {
    var table = TextTable(
      header: ["", "expected", "actual", "MAE", "RMSE", "bias", "MAPE", "log-likelihood"],
      alignments: [.left] + Array(repeating: .right, count: 7))
    for (name, metrics, logLikelihood) in entries {
      table.add([
        name, NumberText.fixed(metrics.expectedRenewals, 1), NumberText.fixed(metrics.actualRenewals, 0),
        NumberText.percent(metrics.mae), NumberText.percent(metrics.rmse), NumberText.percent(metrics.bias),
        NumberText.percent(metrics.mape), NumberText.fixed(logLikelihood, 3),
      ])
    }
    return table.lines
  }

  /// One row per cohort and period, one column per model and baseline.
  private var periodLines: [String] {
    guard let first = entries.first else { return [] }
    let hasNames = first.metrics.cohorts.contains { $0.cohort != nil }
    var table = TextTable(
      header: (hasNames ? ["cohort"] : []) + ["period", "actual"] + entries.map(\.name),
      alignments: (hasNames ? [.left] : []) + Array(repeating: .right, count: 2 + entries.count))
    for (number, cohort) in first.metrics.cohorts.enumerated() {
      for (index, period) in cohort.periods.enumerated() {
        table.add(
          (hasNames ? [cohort.cohort ?? ""] : []) + ["\(period.period)", NumberText.fixed(period.actual, 0)]
            + entries.map { NumberText.fixed($0.metrics.cohorts[number].periods[index].expected, 1) })
      }
    }
    return table.lines
  }
}
