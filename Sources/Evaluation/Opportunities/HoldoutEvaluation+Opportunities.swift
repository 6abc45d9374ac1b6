public import CustomerData
public import CustomerModels
public import Parallelism
public import Valuation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A fitted model of discrete opportunities that is put to the test.
public struct OpportunityCandidate: Sendable {
  /// The model, fitted to the calibration period.
  public let model: BGBB
  /// Its log-likelihood there.
  public let logLikelihood: Double
  /// The spending model, if any.
  public let spend: (any SpendingModel)?

  /// See the properties.
  public init(model: BGBB, logLikelihood: Double, spend: (any SpendingModel)? = nil) {
    self.model = model
    self.logLikelihood = logLikelihood
    self.spend = spend
  }
}

extension HoldoutEvaluation {
  /// Models of discrete opportunities held against what customers did at those of the holdout.
  ///
  /// Baselines are those of continuous time, with time counted in opportunities.
  ///
  /// - Parameters:
  ///   - table: of a log that was split at the end of a period.
  ///   - candidates: models fitted to it.
  ///   - margin: profit per unit of spend, for the lifetime value of the churn formula.
  ///   - threads: never changes a result.
  /// - Throws: `PredictionError.marginNotFinite`.
  /// - Precondition: the table is one of a log with a holdout of at least one opportunity.
  public init(
    opportunities table: OpportunityTable, candidates: [OpportunityCandidate], margin: Double = 1,
    threads: ThreadCount = .all
  ) throws(PredictionError) {
    guard let calibration = table.customers, let holdout = table.holdout, table.holdoutOpportunities > 0 else {
      preconditionFailure("the table has no holdout")
    }
    let outcomes = HoldoutOutcomes(counts: holdout.transactions, spends: holdout.spends, days: holdout.days)
    let opportunities = table.holdoutOpportunities
    let options = try PredictionOptions(discountRate: .zero, margin: margin, threads: threads)
    let forecasts = BaselineForecasts(
      calibration, days: Double(opportunities) * calibration.unit.days, margin: options.margin)
    let baselines = threads.map(Baseline.allCases.count) { index in
      BaselineEvaluation(
        Baseline.allCases[index], forecasts: forecasts, sample: outcomes, opportunities: opportunities)
    }
    var models: [ModelEvaluation] = []
    for candidate in candidates {
      let predictions = try OpportunityPredictions(
        of: table, model: candidate.model, spend: candidate.spend, opportunities: opportunities, discountRate: 0,
        period: nil, options: PredictionOptions(discountRate: .zero, threads: threads))
      // Few histories and numbers of purchases are distinct.
      let rows = RowGroups(table.histories.count, threads: threads) { row in
        let history = table.histories[row]
        return (
          UInt64(history.frequency), UInt64(history.recency) << 32 | UInt64(history.opportunities),
          UInt64(holdout.transactions[row])
        )
      }
      let distinct = threads.column(rows.count, blockSize: 64) { entry in
        let row = rows.firstRows[entry]
        return log(
          candidate.model.probability(
            ofTransactions: Int(holdout.transactions[row]), over: opportunities, given: table.histories[row]))
      }
      let logProbabilities = rows.entryOfRow.map { distinct[Int($0)] }
      models.append(
        ModelEvaluation(
          of: BGBB.self, logLikelihood: candidate.logLikelihood,
          degreesOfFreedom: Double(BGBB.parameterNames.count), spend: candidate.spend.map { type(of: $0) },
          scored: predictions.map(\.prediction), logProbabilities: logProbabilities, calibration: calibration,
          sample: outcomes, baselines: baselines, goodnessOfFit: GoodnessOfFit(of: candidate.model, to: table.patterns))
      )
    }
    self.init(calibration: calibration, holdout: holdout, models: models, baselines: baselines)
  }
}

extension GoodnessOfFit {
  /// Customers by number of opportunities taken, beside the numbers that BG/BB expects.
  init(of model: BGBB, to patterns: OpportunityPatterns) {
    var customers: [Int: Double] = [:]
    var actual: [Int: Double] = [:]
    for (history, weight) in zip(patterns.histories, patterns.weights) {
      customers[history.opportunities, default: 0] += weight
      actual[history.frequency, default: 0] += weight
    }
    let lengths = customers.sorted { $0.key < $1.key }
    let most = lengths.last?.key ?? 0
    let cells = (0...most).map { x in
      Cell(
        label: "\(x)",
        expected: lengths.reduce(0) { $0 + $1.value * model.probability(ofTransactions: x, over: $1.key) },
        actual: actual[x] ?? 0)
    }
    self.init(groups: [cells], parameters: BGBB.parameterNames.count)
  }
}
