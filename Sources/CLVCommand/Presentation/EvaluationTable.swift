import LifetimeValue

/// An evaluation as `clv evaluate` prints it.
struct EvaluationTable {
  private let evaluation: HoldoutEvaluation

  init(_ evaluation: HoldoutEvaluation) { self.evaluation = evaluation }

  var lines: [String] {
    let holdout = evaluation.holdout
    let later = holdout.customersBornLater
    var result = [
      "Calibration to \(evaluation.calibration.end ?? "?"): \(NumberText.count(evaluation.calibration.customers)) customers, "
        + "\(NumberText.count(evaluation.calibration.repeatTransactions)) repeat purchases",
      "Holdout \(holdout.start) to \(holdout.end): \(NumberText.count(holdout.transactions)) purchases by "
        + "\(NumberText.count(holdout.buyers)) customers"
        + (later > 0 ? "; \(NumberText.count(later)) customers who came later are left out" : ""),
      "", "Purchases per customer in the holdout",
    ]
    result += transactionLines
    if let value = valueLines { result += ["", "Spend per customer in the holdout"] + value }
    result += [""] + evaluation.baselines.map { "  \($0.baseline.rawValue): \($0.baseline.meaning)" }
    for model in evaluation.models {
      result += ["", "\(model.model): purchases by number of repeat purchases in the calibration"]
      result += frequencyLines(model.transactions)
      result += ["", "\(model.model): chance of at least one purchase, by tenth of customers"]
      result += reliabilityLines(model.transactions)
      if let fit = model.goodnessOfFit {
        result += ["", "\(model.model): customers by number of repeat purchases in the calibration"]
        result += GoodnessOfFitTable.lines(fit)
      }
    }
    result.append("")
    return result + evaluation.models.map { $0.verdict.sentence + "." }
  }

  private var transactionLines: [String] {
    var table = TextTable(
      header: ["", "expected", "actual", "MAE", "RMSE", "bias", "Spearman", "Gini", "top 10 %", "log score", "Brier"],
      alignments: [.left] + Array(repeating: .right, count: 10))
    func add(_ name: String, _ metrics: TransactionMetrics) {
      table.add([
        name, NumberText.fixed(metrics.expectedTransactions, 1), NumberText.count(metrics.actualTransactions),
        NumberText.fixed(metrics.mae, 4), NumberText.fixed(metrics.rmse, 4), NumberText.fixed(metrics.bias, 4),
        NumberText.fixed(metrics.spearman, 3), NumberText.fixed(metrics.gini, 3),
        NumberText.percent(metrics.topDecileShare), NumberText.fixed(metrics.logScore, 4),
        NumberText.fixed(metrics.brier, 4),
      ])
    }
    for model in evaluation.models { add(model.model, model.transactions) }
    for baseline in evaluation.baselines { add(baseline.baseline.rawValue, baseline.transactions) }
    return table.lines
  }

  private var valueLines: [String]? {
    var table = TextTable(
      header: ["", "expected", "actual", "MAE", "RMSE", "bias", "Spearman", "Gini", "top 10 %"],
      alignments: [.left] + Array(repeating: .right, count: 8))
    var count = 0
    func add(_ name: String, _ metrics: SpendMetrics?) {
      guard let metrics else { return }
      count += 1
      table.add([
        name, NumberText.fixed(metrics.expectedSpend, 0), NumberText.fixed(metrics.actualSpend, 0),
        NumberText.fixed(metrics.mae, 2), NumberText.fixed(metrics.rmse, 2), NumberText.fixed(metrics.bias, 2),
        NumberText.fixed(metrics.spearman, 3), NumberText.fixed(metrics.gini, 3),
        NumberText.percent(metrics.topDecileShare),
      ])
    }
    for model in evaluation.models { add(model.model, model.value) }
    for baseline in evaluation.baselines { add(baseline.baseline.rawValue, baseline.value) }
    return count > 0 ? table.lines : nil
  }

  private func frequencyLines(_ metrics: TransactionMetrics) -> [String] {
    var table = TextTable(
      header: ["repeat purchases", "customers", "expected mean", "actual mean"],
      alignments: [.right, .right, .right, .right])
    for group in metrics.byFrequency {
      table.add([
        group.frequency, NumberText.count(group.customers), NumberText.fixed(group.expectedMean, 4),
        NumberText.fixed(group.actualMean, 4),
      ])
    }
    return table.lines
  }

  private func reliabilityLines(_ metrics: TransactionMetrics) -> [String] {
    var table = TextTable(header: ["tenth", "predicted", "actual"], alignments: [.right, .right, .right])
    for bin in metrics.reliability {
      table.add(["\(bin.decile)", NumberText.percent(bin.predicted), NumberText.percent(bin.actual)])
    }
    return table.lines
  }
}
