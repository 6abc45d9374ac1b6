import CustomerData
import CustomerModels
import Estimation
import Evaluation
import Foundation
import LifetimeValue
import Parallelism
import TestSupport
import Testing
import Valuation

/// What a model that is one file gets without a line about it elsewhere; the law tests run it too.
@Suite("A newcomer's model")
struct NewcomerTests {
  private static let truth = try! PoissonExponential(parameters: [0.05, 0.01])

  /// A log in days, its first 300 days as calibration.
  private static let log: SummarizedLog = {
    let spend = try! GammaGamma(parameters: [6, 4, 15])
    let log = SimulatedLog(
      transactions: truth, unit: .day, spend: spend, customers: 2000, start: CalendarDay("2020-01-01")!,
      end: CalendarDay("2020-12-31")!, seed: 11)
    var text = "customer_id,date,amount\n"
    for customer in 0..<2000 {
      for purchase in log.purchases(of: customer) {
        text += "\(customer),\(purchase.day),\(Double(purchase.cents!) / 100)\n"
      }
    }
    let file = try! TemporaryFile(text)
    var options = LogOptions()
    options.occasion = .row
    options.calibrationEnd = CalendarDay("2020-10-26")
    return try! SummarizedLog(reading: .file(file.url.path), options: options)
  }()

  @Test("simulate and fit: the parameters within four standard errors, from exact derivatives", .tags(.recovery))
  func recovery() throws {
    let patterns = PurchasePatterns(Self.log.summary)
    let fit = try MaximumLikelihood.fit(PoissonExponential.self, to: patterns)
    #expect(fit.report.status == .converged)
    for (index, true_) in Self.truth.parameters.enumerated() {
      let error = try #require(fit.standardErrors[index])
      #expect(abs(fit.model.parameters[index] - true_) < 4 * error && error < 0.1 * true_)
      let robust = try #require(fit.robustCovariance.standardErrors[index])
      #expect(robust < 1.5 * error && robust > error / 1.5)
    }
  }

  @Test("its limits are diagnosed: where nobody leaves, the fit is at the boundary and says so")
  func boundary() throws {
    let nobodyLeaves = try PoissonExponential(parameters: [0.1, 1e-12])
    let histories = (0..<400).map { customer in
      var generator = SeededGenerator(seed: 5, stream: UInt64(customer))
      let times = nobodyLeaves.simulatePurchaseTimes(age: 60, using: &generator)
      // The last purchase is on the last day: nothing speaks of leaving.
      return PurchaseHistory(frequency: times.count + 1, recency: 60, age: 60)
    }
    let fit = try MaximumLikelihood.fit(PoissonExponential.self, to: patterns(histories))
    #expect(fit.report.status == .boundary && fit.standardErrors[1] == nil && fit.standardErrors[0] != nil)
    #expect(fit.report.messages.contains { $0.contains("no dropout is detectable") })
  }

  @Test("predictions and evaluation, on one thread and on several")
  func evaluation() throws {
    let summary = Self.log.summary
    let fit = try MaximumLikelihood.fit(PoissonExponential.self, to: PurchasePatterns(summary))
    let spend = try MaximumLikelihood.fit(GammaGamma.self, to: SpendPatterns(summary))
    var evaluations: [HoldoutEvaluation] = []
    for threads in [1, 3] {
      evaluations.append(
        try HoldoutEvaluation(
          calibration: summary, holdout: try #require(Self.log.holdout),
          candidates: [
            Candidate(
              transactions: fit.model, unit: .day, logLikelihood: fit.logLikelihood, spend: spend.model)
          ], threads: ThreadCount(threads)))
    }
    #expect(evaluations[0] == evaluations[1])
    let metrics = evaluations[0].models[0].transactions
    // About 700 purchases: five standard deviations of a Poisson count.
    let actual = Double(metrics.actualTransactions)
    #expect(actual > 300 && abs(metrics.expectedTransactions - actual) < 5 * actual.squareRoot())
    #expect(metrics.impossibleOutcomes == 0 && metrics.logScore != nil)
    #expect(evaluations[0].models[0].model == "poisson-exponential" && evaluations[0].models[0].value != nil)
    let predictions = try Predictions(
      of: summary, transactions: fit.model, unit: .day, spend: spend.model, options: PredictionOptions())
    let totals = PredictionTotals(of: predictions)
    #expect(totals.withoutExpectedTransactions == 0 && totals.withoutNextPurchase == 0)
    #expect(totals.predictedValue! > 0)
  }
}
