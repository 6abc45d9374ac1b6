import CustomerData
import TestSupport
import Testing

@testable import Evaluation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Baselines")
struct BaselineTests {
  /// Days. Sum of x is 8, sum of T is 250; the longest age is 100, so a period is 50 days.
  static func summary() -> CustomerSummary {
    var summary = CustomerSummary(unit: .day)
    summary.frequencies = [5, 2, 0, 1, 0, 0]
    summary.recencies = [90, 10, 0, 20, 0, 0]
    summary.ages = [100, 60, 60, 30, 0, 0]
    summary.spendCounts = [5, 1, 0, 1, 0, 0]
    summary.spendMeans = [10, 40, 0, 4, 0, 0]
    return summary
  }

  @Test("Same rate as before: x / T of each customer, the mean rate where T is 0")
  func sameRate() {
    let forecasts = BaselineForecasts(Self.summary(), days: 50, margin: 1)
    let expected = forecasts.expectedTransactions(.sameRate)
    let rates = [5.0 / 100, 2.0 / 60, 0, 1.0 / 30, 8.0 / 250, 8.0 / 250]
    for (value, rate) in zip(expected, rates) { #expect(relativeError(value, rate * 50) < 1e-15) }
    // Mean value of the seven valued repeat purchases: 94 / 7; customers without one are given that.
    let spends = forecasts.expectedSpend(.sameRate, transactions: expected)!
    let means = [10, 40, 94.0 / 7, 4, 94.0 / 7, 94.0 / 7]
    for row in 0..<6 { #expect(relativeError(spends[row], rates[row] * 50 * means[row]) < 1e-15) }
  }

  @Test("Same for everyone: all purchases over all time")
  func sameForEveryone() {
    let forecasts = BaselineForecasts(Self.summary(), days: 50, margin: 1)
    let expected = forecasts.expectedTransactions(.sameForEveryone)
    #expect(Set(expected).count == 1 && relativeError(expected[0], 8.0 / 250 * 50) < 1e-15)
    let spends = forecasts.expectedSpend(.sameForEveryone, transactions: expected)!
    #expect(Set(spends).count == 1 && relativeError(spends[0], 8.0 / 250 * 50 * 94 / 7) < 1e-15)
  }

  @Test("Recent buyers keep their rate, the silent are gone")
  func recentBuyers() {
    // Silent for 10, 50, 60, 10, 0 and 0 days; gone from 50 on.
    let expected = BaselineForecasts(Self.summary(), days: 50, margin: 1).expectedTransactions(.recentBuyers)
    #expect(expected.map { $0 == 0 } == [false, true, true, false, false, false])
    #expect(relativeError(expected[0], 2.5) < 1e-15)
  }

  @Test("The churn formula: ARPU x margin / churn, and its sum cut off at the horizon")
  func churnFormula() {
    // Acquired in the first half: ages 100, 60, 60. Two of them did not buy in the second half.
    let formula = BaselineForecasts(Self.summary(), days: 75, margin: 0.4).churnFormula
    let arpu = 8.0 / 250 * 50 * 94 / 7
    #expect(formula.periodDays == 50 && formula.churn == 2.0 / 3)
    #expect(relativeError(formula.revenuePerPeriod!, arpu) < 1e-15)
    #expect(relativeError(formula.lifetimeValue!, arpu * 0.4 / (2.0 / 3)) < 1e-15)
    // Purchases per period 1.6: one period 1.6, two 1.6 (1 + 1/3), endless 1.6 / churn.
    #expect(relativeError(formula.expectedTransactions(overDays: 50), 1.6) < 1e-14)
    #expect(relativeError(formula.expectedTransactions(overDays: 100), 1.6 * 4 / 3) < 1e-14)
    #expect(relativeError(formula.expectedTransactions(overDays: 1e6), 2.4) < 1e-14)
  }

  @Test("Nobody lost: no lifetime value, a constant rate ahead", .tags(.edge))
  func noChurn() {
    var summary = Self.summary()
    summary.recencies = summary.ages
    let formula = BaselineForecasts(summary, days: 75, margin: 1).churnFormula
    #expect(formula.churn == 0 && formula.lifetimeValue == nil)
    #expect(relativeError(formula.expectedTransactions(overDays: 75), 1.6 * 1.5) < 1e-15)
  }

  @Test("Without observed time, or without customers, baselines expect nothing", .tags(.edge))
  func noTime() {
    var summary = CustomerSummary(unit: .week)
    for forecasts in [BaselineForecasts(summary, days: 70, margin: 1)] {
      #expect(forecasts.churnFormula.churn == nil && forecasts.meanSpend == nil)
    }
    summary.frequencies = [0, 0]
    summary.recencies = [0, 0]
    summary.ages = [0, 0]
    let forecasts = BaselineForecasts(summary, days: 70, margin: 1)
    for baseline in Baseline.allCases {
      #expect(forecasts.expectedTransactions(baseline) == [0, 0])
      #expect(forecasts.expectedSpend(baseline, transactions: [0, 0]) == nil)
    }
  }

  @Test("A Poisson prediction of 0 makes any purchase impossible, and none certain", .tags(.edge))
  func poisson() {
    let logs = PredictiveLogScore.poissonLogProbabilities(of: [0, 3, 0, 2], means: [0, 0, 2, 1.5])
    #expect(logs[0] == 0 && logs[1] == -.infinity && logs[2] == -2)
    #expect(relativeError(logs[3], log(1.5 * 1.5 / 2 * exp(-1.5))) < 1e-15)
    let metrics = TransactionMetrics(
      frequencies: [0, 0, 0, 0], expected: [0, 0, 2, 1.5], purchaseProbabilities: [0, 0, 0.8, 0.7],
      logProbabilities: logs, holdout: HoldoutOutcomes(counts: [0, 3, 0, 2], spends: [], days: 1))
    #expect(metrics.logScore == nil && metrics.impossibleOutcomes == 1)
  }
}
