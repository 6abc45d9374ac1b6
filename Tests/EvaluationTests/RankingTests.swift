import CustomerModels
import TestSupport
import Testing

@testable import Evaluation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Ranking measures")
struct RankingTests {
  private func spearman(_ first: [Double], _ second: [Double]) -> Double? {
    RankCorrelation.spearman(ofRanks: Outcomes(first).ranks, Outcomes(second).ranks)
  }

  @Test("Equal values share the mean of their ranks")
  func ranks() {
    #expect(Outcomes([30, 10, 20, 10, 30, 30]).ranks == [5, 1.5, 3, 1.5, 5, 5])
    #expect(Outcomes([]).ranks == [])
  }

  @Test("Spearman's correlation of a hand-ranked example")
  func spearmanByHand() throws {
    // No ties: 1 - 6 sum d^2 / (n (n^2 - 1)), here d = 1, 1, 0, 1, 1 and 1 - 24 / 120.
    let value = try #require(spearman([1, 2, 3, 4, 5], [20, 10, 30, 50, 40]))
    #expect(relativeError(value, 0.8) < 1e-15)
    #expect(spearman([1, 2, 3], [-1, -5, -9]) == -1)
  }

  @Test("Spearman's correlation is Pearson's of the counted ranks, ties and all")
  func spearmanNaively() throws {
    var generator = SeededGenerator(seed: 11)
    let first = (0..<300).map { _ in Double(Int.random(in: 0...20, using: &generator)) }
    let second = first.map { $0 + Double(Int.random(in: 0...15, using: &generator)) }
    // The rank of a value is the number below it, plus half of the number equal to it, plus a half.
    func ranks(_ values: [Double]) -> [Double] {
      values.map { value in
        Double(values.count { $0 < value }) + (Double(values.count { $0 == value }) + 1) / 2
      }
    }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let (u, v) = (ranks(first), ranks(second))
    let covariance = mean(zip(u, v).map { $0 * $1 }) - mean(u) * mean(v)
    let variances = (mean(u.map { $0 * $0 }) - mean(u) * mean(u)) * (mean(v.map { $0 * $0 }) - mean(v) * mean(v))
    let value = try #require(spearman(first, second))
    #expect(relativeError(value, covariance / sqrt(variances)) < 1e-12)
  }

  @Test("A rank correlation with a constant, or of fewer than two customers, is not defined", .tags(.edge))
  func spearmanUndefined() {
    #expect(spearman([1, 1, 1], [1, 2, 3]) == nil)
    #expect(spearman([1, 2, 3], [0, 0, 0]) == nil)
    #expect(spearman([1], [1]) == nil)
    #expect(spearman([], []) == nil)
  }

  @Test("Concentration and Gini by hand")
  func giniByHand() throws {
    // Ordered by forecast the outcomes are 3, 0, 1: shares held 3/4, 3/4, 1; trapezoids (0 + 3/4) / 2 + 3/4 + 7/8 = 2
    // over 3 customers: 2 x 2 / 3 - 1 = 1/3. Ordered by themselves 3, 1, 0: 3/8 + 7/8 + 1 = 9/4, so 1/2.
    let ranked = RankedOutcomes(predictions: [0.2, 5, 4], outcomes: [1, 3, 0])
    let accuracy = ForecastAccuracy(forecasts: [0.2, 5, 4], outcomes: Outcomes([1, 3, 0]))
    #expect(relativeError(try #require(ranked.concentration), 1.0 / 3) < 1e-15)
    #expect(relativeError(try #require(accuracy.gini), 2.0 / 3) < 1e-15)
    #expect(accuracy.expectedTotal == 9.2 && accuracy.actualTotal == 4)
    #expect(relativeError(try #require(accuracy.meanAbsoluteError), (0.8 + 2 + 4) / 3) < 1e-15)
    #expect(relativeError(try #require(accuracy.rootMeanSquaredError), sqrt((0.64 + 4 + 16) / 3)) < 1e-15)
    #expect(relativeError(try #require(accuracy.bias), 5.2 / 3) < 1e-15)
  }

  @Test("A perfect order has Gini 1, its reverse -1, a constant forecast 0")
  func giniBounds() throws {
    let outcomes: [Double] = [0, 1, 2, 5, 0, 9]
    #expect(ForecastAccuracy(forecasts: outcomes.map { $0 * $0 }, outcomes: Outcomes(outcomes)).gini == 1)
    let reverse = try #require(ForecastAccuracy(forecasts: outcomes.map { -$0 }, outcomes: Outcomes(outcomes)).gini)
    #expect(relativeError(reverse, -1) < 1e-15)
    let constant = try #require(ForecastAccuracy(forecasts: outcomes.map { _ in 3 }, outcomes: Outcomes(outcomes)).gini)
    #expect(abs(constant) < 1e-15)
  }

  @Test("Concentration is the mean over pairs: the outcome of the one ranked higher minus that of the other")
  func giniNaively() throws {
    var generator = SeededGenerator(seed: 5)
    let forecasts = (0..<200).map { _ in Double(Int.random(in: 0...30, using: &generator)) }
    let outcomes = forecasts.map { Double(Int.random(in: 0...Int($0 + 3), using: &generator)) }
    // 2 A - 1 = sum over pairs (i ranked above j) of (y_i - y_j) / (n sum y); equal forecasts contribute nothing.
    var sum = 0.0
    for i in 0..<200 {
      for j in 0..<200 where forecasts[i] > forecasts[j] { sum += outcomes[i] - outcomes[j] }
    }
    let expected = sum / (200 * outcomes.reduce(0, +))
    let value = try #require(RankedOutcomes(predictions: forecasts, outcomes: outcomes).concentration)
    #expect(relativeError(value, expected) < 1e-12)
  }

  @Test("The top decile holds whole customers where it can and a fair part of ties at the cut")
  func topDecile() throws {
    // 20 customers: the decile is two. The best forecast is alone, four share the second place.
    let forecasts = [9.0, 8, 8, 8, 8] + Array(repeating: 1.0, count: 15)
    let outcomes = [10.0, 0, 4, 0, 0] + Array(repeating: 0.4, count: 15)
    let share = try #require(RankedOutcomes(predictions: forecasts, outcomes: outcomes).share(ofTop: 0.1))
    #expect(relativeError(share, (10 + 1) / 20.0) < 1e-14)
    // 5 customers: the decile is half a customer.
    let half = try #require(RankedOutcomes(predictions: [5, 4, 3, 2, 1], outcomes: [6, 2, 1, 1, 0]).share(ofTop: 0.1))
    #expect(relativeError(half, 0.3) < 1e-15)
    // All alike: a tenth of everything.
    let alike = try #require(RankedOutcomes(predictions: [1, 1, 1, 1], outcomes: [7, 0, 0, 1]).share(ofTop: 0.1))
    #expect(relativeError(alike, 0.1) < 1e-15)
  }

  @Test("No measure depends on the order of customers", .tags(.law))
  func order() {
    var generator = SeededGenerator(seed: 21)
    var pairs = (0..<500).map { _ in
      (Double(Int.random(in: 0...9, using: &generator)), Double.random(in: 0...1, using: &generator) / 3)
    }
    let before = ForecastAccuracy(forecasts: pairs.map(\.0), outcomes: Outcomes(pairs.map(\.1)))
    pairs.shuffle(using: &generator)
    let after = ForecastAccuracy(forecasts: pairs.map(\.0), outcomes: Outcomes(pairs.map(\.1)))
    #expect(before.gini == after.gini && before.topDecileShare == after.topDecileShare)
    #expect(relativeError(before.spearman!, after.spearman!) < 1e-13)
    #expect(relativeError(before.meanAbsoluteError!, after.meanAbsoluteError!) < 1e-13)
  }

  @Test("Where nothing happened, or everybody did the same, ranking is not defined", .tags(.edge))
  func undefined() {
    let nothing = ForecastAccuracy(forecasts: [1, 2, 3], outcomes: Outcomes([0, 0, 0]))
    #expect(nothing.gini == nil && nothing.topDecileShare == nil && nothing.spearman == nil)
    #expect(nothing.meanAbsoluteError == 2 && nothing.bias == 2)
    let same = ForecastAccuracy(forecasts: [1, 2, 3], outcomes: Outcomes([2, 2, 2]))
    #expect(same.gini == nil && same.spearman == nil && same.topDecileShare != nil)
    let none = ForecastAccuracy(forecasts: [], outcomes: Outcomes([]))
    #expect(none.meanAbsoluteError == nil && none.rootMeanSquaredError == nil && none.bias == nil)
    #expect(none.gini == nil && none.topDecileShare == nil && none.spearman == nil && none.expectedTotal == 0)
  }

  @Test("Deciles split customers of equal probability in parts, lowest first")
  func deciles() {
    // 15 customers, 1.5 in each decile; five of probability 0.1 (two bought), ten of probability 0.7 (six bought).
    let probabilities = Array(repeating: 0.1, count: 5) + Array(repeating: 0.7, count: 10)
    let bought = [1.0, 1, 0, 0, 0] + [1.0, 1, 1, 1, 1, 1, 0, 0, 0, 0]
    let bins = ReliabilityBin.deciles(probabilities: probabilities, bought: bought)
    #expect(bins.map(\.decile) == Array(1...10) && bins.allSatisfy { $0.customers == 1.5 })
    for bin in bins {
      // The fourth decile holds half a customer of the first group and one of the second.
      let low = bin.decile < 4 ? 1 : bin.decile == 4 ? 1.0 / 3 : 0
      #expect(relativeError(bin.predicted, low * 0.1 + (1 - low) * 0.7) < 1e-14)
      #expect(relativeError(bin.actual, low * 0.4 + (1 - low) * 0.6) < 1e-14)
    }
    #expect(ReliabilityBin.deciles(probabilities: [], bought: []).isEmpty)
  }

  @Test("Deciles of fewer than ten customers still add up", .tags(.edge))
  func fewCustomers() {
    let bins = ReliabilityBin.deciles(probabilities: [0.3, 0.1, 0.9], bought: [0, 0, 1])
    #expect(relativeError(bins.reduce(0) { $0 + $1.predicted } * 0.3, 1.3) < 1e-14)
    #expect(relativeError(bins.reduce(0) { $0 + $1.actual } * 0.3, 1) < 1e-14)
    #expect(relativeError(bins[0].predicted, 0.1) < 1e-14 && relativeError(bins[9].predicted, 0.9) < 1e-14)
  }
}
