/// The distinct purchase histories of a summary, and which of them each row has.
///
/// Whatever depends on (x, t_x, T) alone is computed once per pattern and looked up per customer.
public struct PatternIndex: Sendable, Equatable {
  /// The distinct histories, in order of first appearance, weighted by customers.
  public let patterns: PurchasePatterns
  /// The pattern of each row of the summary.
  public let patternOfRow: [UInt32]

  /// - Complexity: one hash look-up per row.
  public init(_ summary: CustomerSummary) {
    var rows = DistinctRows()
    var frequencies: [Int] = []
    var recencies: [Double] = []
    var ages: [Double] = []
    var weights: [Double] = []
    var logSums: [Double] = []
    patternOfRow = [UInt32](unsafeUninitializedCapacity: summary.count) { patternOfRow, count in
      for row in 0..<summary.count {
        let x = Int(summary.frequencies[row])
        // Adding 0 makes -0 the same as 0; otherwise equal means equal bits.
        let tx = summary.recencies[row] + 0
        let T = summary.ages[row] + 0
        let hash = DistinctRows.hash(UInt64(bitPattern: Int64(x)), tx.bitPattern, T.bitPattern)
        let pattern = rows.number(hash: hash) { frequencies[$0] == x && recencies[$0] == tx && ages[$0] == T }
        if pattern == frequencies.count {
          frequencies.append(x)
          recencies.append(tx)
          ages.append(T)
          weights.append(0)
          if !summary.logInterpurchaseSums.isEmpty { logSums.append(0) }
        }
        let customers = summary.multiplicities.isEmpty ? 1 : Double(summary.multiplicities[row])
        weights[pattern] += customers
        if !summary.logInterpurchaseSums.isEmpty {
          logSums[pattern] += customers * summary.logInterpurchaseSums[row]
        }
        patternOfRow.initializeElement(at: row, to: UInt32(truncatingIfNeeded: pattern))
      }
      count = summary.count
    }
    for pattern in logSums.indices { logSums[pattern] /= weights[pattern] }
    patterns = PurchasePatterns(
      frequencies: frequencies, recencies: recencies, ages: ages, weights: weights, logInterpurchaseSums: logSums,
      unit: summary.unit)
  }
}

extension PurchasePatterns {
  /// The distinct purchase histories of a summary, weighted by customers.
  public init(_ summary: CustomerSummary) { self = PatternIndex(summary).patterns }
}

extension SpendPatterns {
  /// The distinct spends of the customers with a repeat purchase of known positive value, in order of first appearance.
  /// Empty when the summary has no amounts.
  public init(_ summary: CustomerSummary) {
    var rows = DistinctRows()
    var counts: [Int] = []
    var means: [Double] = []
    var weights: [Double] = []
    for row in summary.spendMeans.indices {
      let count = Int(summary.spendCounts[row])
      let mean = summary.spendMeans[row]
      guard count > 0, mean > 0, mean.isFinite else { continue }
      let hash = DistinctRows.hash(UInt64(bitPattern: Int64(count)), mean.bitPattern, 0)
      let pattern = rows.number(hash: hash) { counts[$0] == count && means[$0] == mean }
      if pattern == counts.count {
        counts.append(count)
        means.append(mean)
        weights.append(0)
      }
      weights[pattern] += summary.multiplicities.isEmpty ? 1 : Double(summary.multiplicities[row])
    }
    self.init(counts: counts, means: means, weights: weights)
  }
}
