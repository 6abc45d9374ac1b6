import CustomerData
import CustomerModels
import Foundation
import Parallelism
import TestSupport
import Testing
import Valuation

@testable import Evaluation

@Suite("Holdout evaluation")
struct HoldoutEvaluationTests {
  /// Weeks; two customers share a history.
  static func calibration() -> CustomerSummary {
    var summary = CustomerSummary(unit: .week)
    summary.frequencies = [0, 2, 5, 2, 1]
    summary.recencies = [0, 30, 33, 30, 3]
    summary.ages = [38, 39, 34, 39, 30]
    summary.spendCounts = [0, 2, 5, 2, 1]
    summary.spendMeans = [0, 20, 35, 10, 80]
    summary.observationEnd = CalendarDay("1997-09-30")
    return summary
  }

  static let holdout = HoldoutActivity(
    transactions: [1, 0, 4, 1, 0], spends: [15, 0, 180, 9, 0], unknownOccasions: 0, customersBornLater: 3,
    start: CalendarDay("1997-10-01")!, end: CalendarDay("1998-06-30")!)

  static func candidate() throws -> Candidate {
    Candidate(
      transactions: try BGNBD(parameters: [0.243, 4.414, 0.793, 2.426]), unit: .week, logLikelihood: -20,
      spend: try GammaGamma(parameters: [6.25, 3.74, 15.44]))
  }

  @Test("Periods, information criteria and metrics")
  func evaluation() throws {
    let evaluation = try HoldoutEvaluation(
      calibration: Self.calibration(), holdout: Self.holdout, candidates: [Self.candidate()])
    #expect(evaluation.calibration.customers == 5 && evaluation.calibration.repeatCustomers == 4)
    #expect(evaluation.calibration.repeatTransactions == 10 && evaluation.calibration.end == "1997-09-30")
    #expect(evaluation.holdout.days == 273 && evaluation.holdout.transactions == 6)
    #expect(evaluation.holdout.buyers == 3 && evaluation.holdout.spend == 204)
    #expect(evaluation.holdout.customersBornLater == 3)
    let model = try #require(evaluation.models.first)
    #expect(model.model == "bg-nbd" && model.spendModel == "gamma-gamma" && model.aic == 48)
    #expect(relativeError(model.bic, 4 * 1.6094379124341003 + 40) < 1e-15)  // log 5
    // 273 days are 39 weeks.
    let bgnbd = try BGNBD(parameters: [0.243, 4.414, 0.793, 2.426])
    let summary = Self.calibration()
    let expected = (0..<5).map { bgnbd.expectedTransactions(over: 39, given: summary[$0]) }
    #expect(relativeError(model.transactions.expectedTransactions, expected.reduce(0, +)) < 1e-14)
    let logs = (0..<5).map { row in
      log(
        bgnbd.probability(
          ofTransactions: Int(Self.holdout.transactions[row]), over: 39, given: summary[row]))
    }
    #expect(relativeError(try #require(model.transactions.logScore), logs.reduce(0, +) / 5) < 1e-13)
    #expect(evaluation.baselines.map(\.baseline) == Baseline.allCases)
    #expect(model.value?.actualSpend == 204 && evaluation.baselines.allSatisfy { $0.value != nil })
  }

  @Test("The JSON has the names of the contract, null where undefined, and comes back as it was")
  func json() throws {
    var silent = Self.holdout
    silent.transactions = [0, 0, 0, 0, 0]
    for holdout in [Self.holdout, silent] {
      let evaluation = try HoldoutEvaluation(
        calibration: Self.calibration(), holdout: holdout, candidates: [Self.candidate()])
      let data = try JSONEncoder().encode(evaluation)
      let decoded = try JSONDecoder().decode(HoldoutEvaluation.self, from: data)
      #expect(decoded == evaluation)
      let tree = JSONValue(try JSONSerialization.jsonObject(with: data))
      #expect(tree.keys == ["baselines", "calibration", "holdout", "models"])
      for entry in [tree["models"][0], tree["baselines"][1]] {
        for name in [
          "model", "expectedTransactions", "actualTransactions", "mae", "rmse", "bias", "spearman", "gini",
          "topDecileShare", "value", "logScore", "brier", "byFrequency", "reliability",
        ] { #expect(entry.keys.contains(name), "\(name)") }
      }
      #expect(tree["models"][0]["model"].string == "bg-nbd" && tree["models"][0]["aic"].number == 48)
      #expect(tree["baselines"][1]["spearman"].isNull)
      #expect(tree["baselines"][3]["formula"]["churn"].double != nil)
    }
  }

  @Test("The same bits on any number of threads", .tags(.law))
  func threads() throws {
    let one = try HoldoutEvaluation(
      calibration: Self.calibration(), holdout: Self.holdout, candidates: [Self.candidate()], threads: ThreadCount(1))
    let four = try HoldoutEvaluation(
      calibration: Self.calibration(), holdout: Self.holdout, candidates: [Self.candidate()], threads: ThreadCount(4))
    #expect(one == four)
  }

  @Test("Without amounts there is no value, and nothing else changes")
  func noAmounts() throws {
    var calibration = Self.calibration()
    calibration.spendCounts = []
    calibration.spendMeans = []
    var holdout = Self.holdout
    holdout.spends = []
    let with = try HoldoutEvaluation(
      calibration: Self.calibration(), holdout: Self.holdout, candidates: [Self.candidate()])
    let without = try HoldoutEvaluation(calibration: calibration, holdout: holdout, candidates: [Self.candidate()])
    #expect(without.models[0].value == nil && without.baselines.allSatisfy { $0.value == nil })
    #expect(without.holdout.spend == nil && without.models[0].transactions == with.models[0].transactions)
  }

  @Test("A candidate in another unit is refused", .tags(.edge))
  func unit() throws {
    let daily = Candidate(
      transactions: try BGNBD(parameters: [0.243, 30.9, 0.793, 2.426]), unit: .day, logLikelihood: -20)
    #expect(throws: PredictionError.unitMismatch(model: .day, data: .week)) {
      try HoldoutEvaluation(calibration: Self.calibration(), holdout: Self.holdout, candidates: [daily])
    }
  }

  @Test("The verdict meets the best baseline on each measure")
  func verdict() throws {
    let evaluation = try HoldoutEvaluation(
      calibration: Self.calibration(), holdout: Self.holdout, candidates: [Self.candidate()])
    let verdict = evaluation.models[0].verdict
    let metrics = evaluation.models[0].transactions
    let rmse = try #require(verdict.comparisons.first { $0.measure == "rmse" })
    let best = evaluation.baselines.min { $0.transactions.rmse! < $1.transactions.rmse! }!
    #expect(rmse.model == metrics.rmse && rmse.baseline == best.transactions.rmse)
    #expect(
      rmse.baselineName == best.baseline.rawValue && rmse.modelIsBetter == (metrics.rmse! < best.transactions.rmse!))
    let gini = try #require(verdict.comparisons.first { $0.measure == "gini" })
    #expect(gini.baseline == evaluation.baselines.compactMap(\.transactions.gini).max())
    #expect(verdict.sentence.hasPrefix("BG/NBD beats the best baseline on \(verdict.wins) of "))
    #expect(verdict.comparisons.count == 8)
  }

  @Test(
    "A model that drew the customers is unbiased and reliable on them, and no rule beats its log score", .tags(.law))
  func truth() throws {
    let truth = try BGNBD(parameters: [0.5, 6, 0.8, 2.5])
    var calibration = CustomerSummary(unit: .week)
    var holdout = Self.holdout
    (holdout.transactions, holdout.spends) = ([], [])
    for customer in 0..<4000 {
      var generator = SeededGenerator(seed: 17, stream: UInt64(customer))
      // Ages between 26 and 39 weeks, then a holdout of 39.
      let age = 26 + Double(customer % 14)
      let times = truth.simulatePurchaseTimes(age: age + 39, using: &generator)
      let before = times.prefix { $0 <= age }
      calibration.frequencies.append(Int32(before.count))
      calibration.recencies.append(before.last ?? 0)
      calibration.ages.append(age)
      holdout.transactions.append(Int32(times.count - before.count))
    }
    let evaluation = try HoldoutEvaluation(
      calibration: calibration, holdout: holdout,
      candidates: [Candidate(transactions: truth, unit: .week, logLikelihood: -1)])
    let metrics = evaluation.models[0].transactions
    // The bias is a mean of 4,000 independent errors with standard deviation rmse.
    #expect(abs(try #require(metrics.bias)) < 4 * metrics.rmse! / 4000.0.squareRoot())
    for bin in metrics.reliability {
      let deviation = (bin.predicted * (1 - bin.predicted) / bin.customers).squareRoot()
      #expect(abs(bin.actual - bin.predicted) < 4 * deviation, "decile \(bin.decile)")
    }
    let logScore = try #require(evaluation.models[0].verdict.comparisons.first { $0.measure == "logScore" })
    #expect(logScore.modelIsBetter && logScore.baseline < logScore.model - 0.1)
  }
}
