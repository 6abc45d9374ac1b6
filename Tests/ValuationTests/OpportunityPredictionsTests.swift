import CustomerData
import CustomerModels
import DelimitedText
import Foundation
import Parallelism
import TestSupport
import Testing
import Valuation

@Suite("Predictions at discrete opportunities")
struct OpportunityPredictionsTests {
  private static func donations(_ change: (inout LogOptions) -> Void = { _ in }) throws -> OpportunityTable {
    var options = LogOptions()
    options.period = .year
    change(&options)
    return try OpportunityTable(
      reading: .file(Repository.root.appending(path: "Models/Donations/donations_1995_cohort.csv.gz").path),
      options: options)
  }

  /// Source: Fader, Hardie & Shang (2010), the table of expected repeat transactions in 2002-2006 by recency and
  /// frequency, and that of P(alive in 2001), as printed.
  private static let published: [(x: Int, tx: Int, expected: Double, alive: Double)] = [
    (0, 0, 0.07, 0.11), (1, 1, 0.09, 0.07), (1, 2, 0.31, 0.25), (1, 3, 0.59, 0.48), (1, 4, 0.84, 0.68),
    (1, 5, 1.02, 0.83), (1, 6, 1.15, 0.93), (2, 2, 0.12, 0.07), (2, 3, 0.54, 0.30), (2, 4, 1.06, 0.59),
    (2, 5, 1.44, 0.80), (2, 6, 1.67, 0.93), (3, 3, 0.22, 0.10), (3, 4, 1.03, 0.44), (3, 5, 1.80, 0.77),
    (3, 6, 2.19, 0.93), (4, 4, 0.58, 0.20), (4, 5, 2.03, 0.70), (4, 6, 2.71, 0.93), (5, 5, 1.81, 0.52),
    (5, 6, 3.23, 0.93), (6, 6, 3.75, 0.93),
  ]

  @Test("donors of 1995 in 2002 to 2006: the published table, and what they gave", .tags(.reference))
  func faderHardieShang() throws {
    let table = try Self.donations {
      $0.calibrationEnd = CalendarDay("2001-12-31")
      $0.holdoutEnd = CalendarDay("2006-12-31")
    }
    let holdout = try #require(table.holdout)
    #expect(table.holdoutOpportunities == 5)
    // The estimates behind the printed ones: Tests/Reference/fits.json, donations.
    let model = try BGBB(alpha: 1.2035223517, beta: 0.7497163582, gamma: 0.6567182084, delta: 2.7834422322)
    let predictions = try OpportunityPredictions(
      of: table, model: model, spend: nil, opportunities: 5, discountRate: 0, period: .year,
      options: PredictionOptions())
    var seen: Set<OpportunityHistory> = []
    for (row, history) in table.histories.enumerated() where seen.insert(history).inserted {
      let cell = try #require(Self.published.first { $0.x == history.frequency && $0.tx == history.recency })
      let prediction = predictions[row].prediction
      #expect(abs(prediction.expectedTransactions - cell.expected) <= 0.005 + 1e-9, "\(history)")
      #expect(abs(prediction.probabilityAlive - cell.alive) <= 0.005 + 1e-9, "\(history)")
    }
    #expect(seen.count == 22)
    // Counted in the log: 3110 + 2938 + 2703 + 2573 + 1936 gifts; the model expects 2.8 % fewer.
    #expect(holdout.transactions.reduce(0) { $0 + Int($1) } == 13_260)
    let expected = try #require(PredictionTotals(of: predictions).expectedTransactions)
    #expect(abs(expected / 13_260 - 0.972) < 0.001)
  }

  @Test("dates, spend and value of a log", .tags(.law))
  func value() throws {
    let log = try TemporaryFile(
      "customer_id,date,amount\na,2020-01-05,10\na,2020-03-01,20\na,2020-03-09,5\na,2020-04-02,15\nb,2020-02-01,8\n")
    var options = LogOptions()
    options.period = .month
    options.observationEnd = CalendarDay("2020-06-30")
    let table = try OpportunityTable(reading: .file(log.url.path), options: options)
    let model = try BGBB(alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.8)
    let spend = try GammaGamma(p: 4, q: 3, gamma: 20)
    let predictions = try OpportunityPredictions(
      of: table, model: model, spend: spend, opportunities: 4, discountRate: 0.02, period: .month,
      options: PredictionOptions(margin: 0.5))
    let history = OpportunityHistory(frequency: 2, recency: 3, opportunities: 5)
    #expect(table.histories[0] == history)
    // The two purchases of March are one of 25.
    let mean = try #require(spend.expectedSpend(givenMean: 20, count: 2))
    var (byHand, before) = (0.0, 0.0)
    for k in 1...4 {
      let expected = model.expectedTransactions(over: k, given: history)
      byHand += (expected - before) / (0..<k).reduce(1.0) { discount, _ in discount * 1.02 }
      before = expected
    }
    let a = predictions[0].prediction
    #expect(relativeError(predictions[0].discountedTransactions, byHand) < 1e-13)
    #expect(relativeError(a.expectedSpend, mean) == 0)
    #expect(relativeError(a.predictedValue, 0.5 * mean * byHand) < 1e-13)
    #expect(a.historicValue == 25 && relativeError(a.totalValue, 25 + a.predictedValue) < 1e-15)
    let next = try #require(predictions[0].opportunitiesToNextPurchase)
    #expect(a.expectedNextPurchase == CalendarDay(year: 2020, month: 6 + next, day: 1))
    #expect(relativeError(predictions[1].prediction.expectedSpend, try #require(spend.expectedSpend)) == 0)
    // gamma is below 1: without discounting value has no end.
    #expect(throws: PredictionError.self) {
      try OpportunityPredictions(
        of: table, model: model, spend: spend, opportunities: nil, discountRate: 0, period: .month,
        options: PredictionOptions(discountRate: .zero))
    }
    let ever = try OpportunityPredictions(
      of: table, model: model, spend: nil, opportunities: nil, discountRate: nil, period: nil,
      options: PredictionOptions())
    #expect(ever[0].prediction.expectedTransactions.isNaN && ever[0].discountedTransactions.isNaN)
    #expect(ever[0].prediction.expectedNextPurchase == nil && ever[0].prediction.probabilityOfPurchase < 1)
  }

  @Test("predictions do not depend on threads", .tags(.law))
  func threads() throws {
    let table = try Self.donations()
    let model = try BGBB(alpha: 1.204, beta: 0.750, gamma: 0.657, delta: 2.783)
    let totals = try [1, 2, 5].map {
      PredictionTotals(
        of: try OpportunityPredictions(
          of: table, model: model, spend: nil, opportunities: 3, discountRate: 0.1, period: .year,
          options: PredictionOptions(threads: ThreadCount($0))))
    }
    #expect(totals[0] == totals[1] && totals[1] == totals[2])
  }
}
