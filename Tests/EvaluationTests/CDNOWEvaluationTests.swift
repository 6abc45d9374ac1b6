import CustomerData
import CustomerModels
import DelimitedText
import Foundation
import TestSupport
import Testing
import Valuation

@testable import Evaluation

/// The CDNOW sample, calibrated to 1997-09-30, held out to 1998-06-30.
///
/// Source of the numbers unless said otherwise: NumPy 2.4.6 and SciPy 1.17.1 (`spearmanr`, `hyp2f1`, pairwise sums for the
/// Gini coefficient, the conditional pmf of Fader, Hardie & Lee 2005 term by term) on the same log at the parameters of
/// `Tests/Reference/fits.json`, rounded as printed here.
@Suite("CDNOW holdout")
struct CDNOWEvaluationTests {
  static func evaluation() throws -> HoldoutEvaluation {
    var options = LogOptions()
    options.unit = .week
    options.calibrationEnd = CalendarDay("1997-09-30")
    options.observationEnd = CalendarDay("1998-06-30")
    let log = try SummarizedLog(
      reading: .file(Repository.cdnow("cdnow_sample.csv.gz").path(percentEncoded: false)), options: options)
    let candidate = Candidate(
      transactions: try BGNBD(parameters: [0.2425945224, 4.4136020190, 0.7929220172, 2.4259067769]), unit: .week,
      logLikelihood: -9582.42920667, spend: try GammaGamma(parameters: [6.24957227, 3.74422467, 15.443521]))
    return try HoldoutEvaluation(
      calibration: log.summary, holdout: try #require(log.holdout), candidates: [candidate])
  }

  @Test("Totals and metrics of BG/NBD and Gamma-Gamma", .tags(.reference))
  func model() throws {
    let evaluation = try Self.evaluation()
    #expect(evaluation.calibration.customers == 2357 && evaluation.calibration.repeatCustomers == 946)
    #expect(evaluation.calibration.repeatTransactions == 2457)
    #expect(evaluation.holdout.transactions == 1882 && evaluation.holdout.days == 273)
    #expect(evaluation.holdout.customersBornLater == 0)
    let model = try #require(evaluation.models.first)
    // 2 x 4 + 2 x 9582.42920667, and 4 log 2357 instead of 8.
    #expect(abs(model.aic - 19172.858) < 5e-4 && abs(model.bic - 19195.919) < 5e-4)
    let metrics = model.transactions
    #expect(metrics.actualTransactions == 1882)
    #expect(abs(metrics.expectedTransactions - 1653.408698) < 1e-6)
    #expect(abs(try #require(metrics.mae) - 0.78545424) < 1e-8)
    #expect(abs(try #require(metrics.rmse) - 1.60798201) < 1e-8)
    #expect(abs(try #require(metrics.bias) - -0.09698401) < 1e-8)
    #expect(abs(try #require(metrics.spearman) - 0.44928742) < 1e-8)
    #expect(abs(try #require(metrics.gini) - 0.66242067) < 1e-8)
    #expect(abs(try #require(metrics.brier) - 0.16122382) < 1e-8)
    #expect(abs(try #require(metrics.logScore) - -0.98445510) < 1e-8)
    let value = try #require(model.value)
    #expect(abs(try #require(value.actualSpend) - 70976.39) < 1e-6)
    #expect(abs(try #require(value.expectedSpend) - 59931.6262) < 1e-3)
    #expect(abs(try #require(value.mae) - 30.407878) < 1e-6)
    #expect(abs(try #require(value.rmse) - 72.298942) < 1e-6)
    #expect(abs(try #require(value.spearman) - 0.4263664) < 1e-6)
    #expect(abs(try #require(value.gini) - 0.6377806) < 1e-6)
  }

  @Test("Totals and metrics of the baselines, and the verdict", .tags(.reference))
  func baselines() throws {
    let evaluation = try Self.evaluation()
    func metrics(_ baseline: Baseline) -> TransactionMetrics {
      evaluation.baselines.first { $0.baseline == baseline }!.transactions
    }
    #expect(abs(metrics(.sameRate).expectedTransactions - 2930.101126) < 1e-6)
    #expect(abs(metrics(.sameRate).mae! - 1.02366916) < 1e-8)
    #expect(abs(metrics(.sameRate).spearman! - 0.48980308) < 1e-8)
    #expect(abs(metrics(.sameRate).gini! - 0.66573843) < 1e-8)
    #expect(abs(metrics(.sameForEveryone).expectedTransactions - 2928.946248) < 1e-6)
    #expect(abs(metrics(.sameForEveryone).logScore! - -1.76352213) < 1e-8)
    #expect(metrics(.sameForEveryone).spearman == nil)
    #expect(abs(metrics(.sameForEveryone).topDecileShare! - 0.1) < 1e-14)
    #expect(abs(metrics(.recentBuyers).expectedTransactions - 2262.274388) < 1e-6)
    #expect(abs(metrics(.recentBuyers).rmse! - 2.09471262) < 1e-8)
    let formula = try #require(evaluation.baselines.first { $0.baseline == .churnFormula }?.formula)
    #expect(formula.periodDays == 136 && abs(formula.churn! - 0.75477302) < 1e-8)
    let verdict = try #require(evaluation.models.first).verdict
    #expect(verdict.earnsItsKeep && verdict.wins == 5)
    #expect(
      verdict.sentence
        == "BG/NBD beats the best baseline on 5 of 8 measures; not on the total (churn-formula), Spearman (recent-buyers), Gini (same-rate)"
    )
  }
}
