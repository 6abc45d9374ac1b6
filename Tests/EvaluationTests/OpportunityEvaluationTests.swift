import CustomerData
import CustomerModels
import DelimitedText
import Foundation
import TestSupport
import Testing

@testable import Evaluation

@Suite("Evaluation at discrete opportunities")
struct OpportunityEvaluationTests {
  @Test("donors of 1995: totals, baselines and counts by frequency", .tags(.reference))
  func donations() throws {
    var options = LogOptions()
    options.period = .year
    options.calibrationEnd = CalendarDay("2001-12-31")
    let table = try OpportunityTable(
      reading: .file(Repository.root.appending(path: "Models/Donations/donations_1995_cohort.csv.gz").path),
      options: options)
    let model = try BGBB(alpha: 1.204, beta: 0.750, gamma: 0.657, delta: 2.783)
    let evaluation = try HoldoutEvaluation(
      opportunities: table, candidates: [OpportunityCandidate(model: model, logLikelihood: -33225.6)])
    #expect(evaluation.holdout.transactions == 13_260 && evaluation.calibration.repeatTransactions == 24_615)
    let bgbb = try #require(evaluation.models.first)
    #expect(bgbb.transactions.impossibleOutcomes == 0)
    #expect(abs(bgbb.transactions.expectedTransactions / 13_260 - 0.972) < 0.001)
    // Every customer had six opportunities: counts are the pmf times 11,104.
    let fit = try #require(bgbb.goodnessOfFit)
    #expect(fit.cells.map(\.actual) == [3464, 1823, 1430, 1085, 1036, 1063, 1203])
    for (x, cell) in fit.cells.enumerated() {
      #expect(relativeError(cell.expected, 11_104 * model.probability(ofTransactions: x, over: 6)) < 1e-13)
    }
    #expect(fit.degreesOfFreedom == 2)
    // x / 6 of each of the five years to come.
    let same = try #require(evaluation.baselines.first { $0.baseline == .sameRate })
    #expect(relativeError(same.transactions.expectedTransactions, 24_615 * 5.0 / 6) < 1e-12)
    // Who never missed a year is given no chance to miss one.
    #expect(same.transactions.logScore == nil && same.transactions.impossibleOutcomes > 0)
    #expect(bgbb.transactions.logScore! > -1.1 && bgbb.verdict.earnsItsKeep)
  }

  @Test("binomial probabilities by hand", .tags(.edge))
  func binomial() {
    let logs = PredictiveLogScore.binomialLogProbabilities(
      of: [0, 2, 3, 3, 1, 0], means: [1.5, 1.5, 3, 1.5, 3, 0], trials: 3)
    for (value, probability) in zip(logs, [0.125, 0.375, 1, 0.125, 0, 1]) {
      #expect(abs(exp(value) - probability) < 1e-14)
    }
  }
}
