import Foundation
import TestSupport
import Testing

@testable import Evaluation

@Suite("Transaction metrics")
struct TransactionMetricsTests {
  let metrics = TransactionMetrics(
    frequencies: [0, 0, 6, 7, 12], expected: [0.5, 1, 2, 3, 6], purchaseProbabilities: [0.2, 0.4, 0.5, 0.9, 1],
    logProbabilities: [-1, -2, -0.5, -1.5, -3], holdout: HoldoutOutcomes(counts: [0, 3, 0, 4, 5], spends: [], days: 1))

  @Test("Log score and Brier score by hand")
  func scores() throws {
    #expect(metrics.logScore == -1.6 && metrics.impossibleOutcomes == 0)
    #expect(relativeError(try #require(metrics.brier), (0.04 + 0.36 + 0.25 + 0.01) / 5) < 1e-14)
    #expect(metrics.expectedTransactions == 12.5 && metrics.actualTransactions == 12)
  }

  @Test("Customers stand by calibration frequency, seven and more together")
  func byFrequency() {
    #expect(metrics.byFrequency.map(\.frequency) == ["0", "1", "2", "3", "4", "5", "6", "7+"])
    #expect(metrics.byFrequency.map(\.customers) == [2, 0, 0, 0, 0, 0, 1, 2])
    #expect(metrics.byFrequency.map(\.actualMean) == [1.5, nil, nil, nil, nil, nil, 0, 4.5])
    #expect(metrics.byFrequency.map(\.expectedMean) == [0.75, nil, nil, nil, nil, nil, 2, 4.5])
  }

  @Test("What is not defined is null in JSON, and comes back as it was")
  func json() throws {
    let constant = TransactionMetrics(
      frequencies: [1, 1], expected: [1, 1], purchaseProbabilities: [0.5, 0.5], logProbabilities: [-1, -.infinity],
      holdout: HoldoutOutcomes(counts: [0, 0], spends: [], days: 1))
    for metrics in [metrics, constant] {
      let data = try JSONEncoder().encode(metrics)
      let decoded = try JSONDecoder().decode(TransactionMetrics.self, from: data)
      #expect(decoded == metrics)
    }
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(constant)) as? [String: Any]
    let tree = try #require(object)
    for name in ["spearman", "gini", "topDecileShare", "logScore"] { #expect(tree[name] is NSNull, "\(name)") }
    #expect(tree["bias"] as? Double == 1 && tree["actualTransactions"] as? Int == 0)
  }

  @Test("Spend is measured on customers whose prediction and outcome exist")
  func spend() {
    let metrics = SpendMetrics(expected: [10, .nan, 30, 5], actual: Outcomes([12, 4, 24, .nan]))
    #expect(metrics.customers == 2 && metrics.expectedSpend == 40 && metrics.actualSpend == 36)
    #expect(metrics.mae == 4 && metrics.bias == 2 && metrics.spearman == 1 && metrics.gini == 1)
    let none = SpendMetrics(expected: [.nan], actual: Outcomes([1]))
    #expect(none.customers == 0 && none.mae == nil && none.rmse == nil)
  }

  @Test("No customers leave every mean undefined", .tags(.edge))
  func empty() {
    let metrics = TransactionMetrics(
      frequencies: [], expected: [], purchaseProbabilities: [], logProbabilities: [],
      holdout: HoldoutOutcomes(counts: [], spends: [], days: 1))
    #expect(metrics.mae == nil && metrics.logScore == nil && metrics.brier == nil && metrics.reliability.isEmpty)
  }

  @Test("Spend so large that its square is no number has no root mean square, and the other measures", .tags(.edge))
  func enormousSpend() {
    let metrics = SpendMetrics(expected: [1e300, 2, 3], actual: Outcomes([3e299, 1, 5]))
    #expect(metrics.rmse == nil)
    #expect(relativeError(metrics.mae!, 7e299 / 3) < 1e-14)
    #expect([metrics.gini, metrics.topDecileShare, metrics.spearman].allSatisfy { $0?.isFinite ?? false })
  }

  @Test("Totals beyond the largest double are null, and the ranks are left", .tags(.edge))
  func spendBeyondDoubles() throws {
    let metrics = SpendMetrics(expected: [1.7e308, 1.6e308, 3], actual: Outcomes([1.6e308, 1.7e308, 5]))
    #expect(metrics.customers == 3 && metrics.spearman == 0.5)
    let tree = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(metrics)) as? [String: Any])
    for name in ["expectedSpend", "actualSpend", "rmse", "gini", "topDecileShare"] {
      #expect(tree[name] is NSNull, "\(name)")
    }
    #expect(try JSONDecoder().decode(SpendMetrics.self, from: JSONEncoder().encode(metrics)) == metrics)
  }
}
