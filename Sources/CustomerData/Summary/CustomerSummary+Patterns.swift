public import Parallelism

extension PurchasePatterns {
  /// The distinct purchase histories of a summary, in order of first appearance, weighted by customers.
  ///
  /// - Parameter threads: never changes the result.
  public init(_ summary: CustomerSummary, threads: ThreadCount = .all) {
    let patterns = DistinctPatterns<PurchaseKey>(summary, threads: threads)
    self.init(
      frequencies: patterns.keys.map { Int($0.frequency) }, recencies: patterns.keys.map(\.recency),
      ages: patterns.keys.map(\.age), weights: patterns.weights,
      logInterpurchaseSums: summary.logInterpurchaseSums.isEmpty
        ? [] : zip(patterns.sums, patterns.weights).map { $0 / $1 },
      unit: summary.unit)
  }
}

extension SpendPatterns {
  /// The distinct spends of the customers with a repeat purchase of known positive value, in order of first appearance.
  /// Empty when the summary has no amounts.
  ///
  /// - Parameter threads: never changes the result.
  public init(_ summary: CustomerSummary, threads: ThreadCount = .all) {
    let patterns = DistinctPatterns<SpendKey>(summary, threads: threads)
    self.init(
      counts: patterns.keys.map { Int($0.count) }, means: patterns.keys.map(\.mean), weights: patterns.weights)
  }
}

/// (x, t_x, T).
private struct PurchaseKey: PatternKey {
  let recency: Double
  let age: Double
  let frequency: Int32

  init?(_ summary: CustomerSummary, row: Int) {
    frequency = summary.frequencies[row]
    // Adding 0 makes -0 the same as 0; otherwise equal means equal bits.
    recency = summary.recencies[row] + 0
    age = summary.ages[row] + 0
  }

  var hash: UInt64 {
    DistinctRows.hash(UInt64(truncatingIfNeeded: frequency), recency.bitPattern, age.bitPattern)
  }

  /// The sum of the logarithms of the times between purchases, in which likelihoods are linear.
  static func addend(_ summary: CustomerSummary, row: Int) -> Double {
    summary.logInterpurchaseSums.isEmpty ? 0 : summary.logInterpurchaseSums[row]
  }
}

/// (x, mean value) of a customer with valued repeat purchases.
private struct SpendKey: PatternKey {
  let mean: Double
  let count: Int32

  init?(_ summary: CustomerSummary, row: Int) {
    guard summary.hasSpend else { return nil }
    count = summary.spendCounts[row]
    mean = summary.spendMeans[row]
    guard count > 0, mean > 0, mean.isFinite else { return nil }
  }

  var hash: UInt64 { DistinctRows.hash(UInt64(truncatingIfNeeded: count), mean.bitPattern, 0) }
}
