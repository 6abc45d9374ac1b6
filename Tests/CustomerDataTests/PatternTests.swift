import CustomerData
import Parallelism
import TestSupport
import Testing

@Suite("Compression into patterns")
struct PatternTests {
  /// Customers whose histories repeat, from a linear congruential sequence.
  private func summary(_ count: Int, weighted: Bool = false, timed: Bool = false, days: Int = 60) -> CustomerSummary {
    var summary = CustomerSummary(unit: .week)
    var state: UInt64 = 42
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for row in 0..<count {
      let age = 1 + next(days)
      let x = next(4)
      summary.identifiers.append("c\(row)")
      summary.frequencies.append(Int32(x))
      summary.recencies.append(x == 0 ? 0 : Double(1 + next(age)) / 7)
      summary.ages.append(Double(age) / 7)
      summary.spendCounts.append(Int32(next(x + 1)))
      summary.spendMeans.append(summary.spendCounts[row] == 0 ? 0 : Double(1 + next(50)) / 3)
      if weighted { summary.multiplicities.append(1 + next(5)) }
      if timed { summary.logInterpurchaseSums.append(Double(x * next(1000)) / 9) }
    }
    return summary
  }

  @Test("patterns agree with a dictionary, in order of first appearance", arguments: [false, true])
  func againstDictionary(weighted: Bool) {
    let summary = summary(20_000, weighted: weighted)
    var order: [PurchaseHistory] = []
    var weights: [PurchaseHistory: Double] = [:]
    for row in 0..<summary.count {
      if weights[summary[row]] == nil { order.append(summary[row]) }
      weights[summary[row], default: 0] += weighted ? Double(summary.multiplicities[row]) : 1
    }
    let patterns = PurchasePatterns(summary, threads: ThreadCount(2))
    #expect((0..<patterns.count).map { patterns[$0] } == order)
    #expect(patterns.weights == order.map { weights[$0]! })
    #expect(patterns.totalWeight == Double(summary.customerCount))
    #expect(patterns.unit == .week)
    #expect(PurchasePatterns(summary, threads: ThreadCount(1)) == patterns)
  }

  @Test("patterns of many blocks of rows agree with a dictionary, and sums are added in the order of rows")
  func manyBlocks() {
    let summary = summary(150_000, weighted: true, timed: true, days: 300)
    var order: [PurchaseHistory] = []
    var tallies: [PurchaseHistory: (weight: Double, sum: Double)] = [:]
    for row in 0..<summary.count {
      var key = summary[row]
      key.logInterpurchaseSum = 0
      if tallies[key] == nil { order.append(key) }
      let customers = Double(summary.multiplicities[row])
      let tally = tallies[key, default: (0, 0)]
      tallies[key] = (tally.weight + customers, tally.sum + customers * summary.logInterpurchaseSums[row])
    }
    var patterns = PurchasePatterns(summary, threads: ThreadCount(3))
    #expect(PurchasePatterns(summary, threads: ThreadCount(1)) == patterns)
    #expect(patterns.logInterpurchaseSums == order.map { tallies[$0]!.sum / tallies[$0]!.weight })
    patterns.logInterpurchaseSums = []
    #expect((0..<patterns.count).map { patterns[$0] } == order)
    var untimed = summary
    untimed.logInterpurchaseSums = []
    #expect(PurchasePatterns(untimed, threads: ThreadCount(3)) == patterns)
  }

  @Test("many distinct histories: the table grows", .tags(.edge))
  func growth() {
    var summary = CustomerSummary(unit: .day)
    for row in 0..<140_000 {
      summary.frequencies.append(1)
      summary.recencies.append(Double(row % 70_000))
      summary.ages.append(70_000)
    }
    let patterns = PurchasePatterns(summary)
    #expect(patterns.recencies == (0..<70_000).map { Double($0) })
    #expect(patterns.weights.allSatisfy { $0 == 2 })
  }

  @Test("an empty summary has no patterns, and 0 equals -0", .tags(.edge))
  func edges() {
    var summary = CustomerSummary(unit: .day)
    #expect(PurchasePatterns(summary).count == 0)
    #expect(SpendPatterns(summary).count == 0)
    summary.frequencies = [0, 0]
    summary.recencies = [0, -0.0]
    summary.ages = [3, 3]
    #expect(PurchasePatterns(summary).weights == [2])
  }

  @Test("spend patterns hold the customers with a valued repeat purchase")
  func spend() {
    struct Spend: Hashable { var count: Int, mean: Double }
    // 48,000 of them: more than one block of rows.
    var summary = summary(100_000, weighted: true)
    summary.spendCounts[0] = 2
    summary.spendMeans[0] = .infinity
    var order: [Spend] = []
    var weights: [Spend: Double] = [:]
    for row in 1..<summary.count where summary.spendCounts[row] > 0 {
      let spend = Spend(count: Int(summary.spendCounts[row]), mean: summary.spendMeans[row])
      if weights[spend] == nil { order.append(spend) }
      weights[spend, default: 0] += Double(summary.multiplicities[row])
    }
    let patterns = SpendPatterns(summary, threads: ThreadCount(2))
    #expect(patterns.counts == order.map(\.count))
    #expect(patterns.means == order.map(\.mean))
    #expect(patterns.weights == order.map { weights[$0]! })
    #expect(SpendPatterns(summary, threads: ThreadCount(1)) == patterns)
  }
}
