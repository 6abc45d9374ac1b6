public import Parallelism

extension PurchasePatterns {
  /// The distinct purchase histories of a summary, in order of first appearance, weighted by customers.
  ///
  /// - Parameter threads: never changes the result.
  public init(_ summary: CustomerSummary, threads: ThreadCount = .all) {
    let patterns = DistinctPatterns<PurchaseKey>(summary, threads: threads)
    self.init(
      frequencies: patterns.column { key, _ in Int(key.frequency) },
      recencies: patterns.column { key, _ in key.recency }, ages: patterns.column { key, _ in key.age },
      weights: patterns.column { _, tally in tally.weight },
      logInterpurchaseSums: summary.logInterpurchaseSums.isEmpty
        ? [] : patterns.column { _, tally in tally.sum / tally.weight },
      unit: summary.unit)
  }
}

extension SpendPatterns {
  /// The distinct spends of the customers with a repeat purchase of known positive value, in order of first appearance.
  /// Empty when the summary has no amounts.
  ///
  /// - Parameter threads: never changes the result.
  public init(_ summary: CustomerSummary, threads: ThreadCount = .all) {
    guard summary.hasSpend else {
      self.init(counts: [], means: [], weights: [])
      return
    }
    let patterns = DistinctPatterns<SpendKey>(summary, threads: threads)
    self.init(
      counts: patterns.column { key, _ in Int(key.count) }, means: patterns.column { key, _ in key.mean },
      weights: patterns.column { _, tally in tally.weight })
  }
}

/// (x, t_x, T).
private struct PurchaseKey: PatternKey {
  let recency: Double
  let age: Double
  let frequency: Int32

  struct Columns {
    let frequencies: UnsafeBufferPointer<Int32>
    let recencies: UnsafeBufferPointer<Double>
    let ages: UnsafeBufferPointer<Double>
  }

  @inline(__always)
  static func withColumns<Result>(of summary: CustomerSummary, _ body: (Columns) -> Result) -> Result {
    summary.frequencies.withUnsafeBufferPointer { frequencies in
      summary.recencies.withUnsafeBufferPointer { recencies in
        summary.ages.withUnsafeBufferPointer { ages in
          body(Columns(frequencies: frequencies, recencies: recencies, ages: ages))
        }
      }
    }
  }

  @inline(__always)
  init(_ columns: Columns, row: Int) {
    frequency = columns.frequencies[row]
    // Adding 0 makes -0 the same as 0; otherwise equal means equal bits.
    recency = columns.recencies[row] + 0
    age = columns.ages[row] + 0
  }

  @inline(__always)
  var hash: UInt64 {
    DistinctRows.hash(UInt64(truncatingIfNeeded: frequency), recency.bitPattern, age.bitPattern)
  }

  /// The sum of the logarithms of the times between purchases, in which likelihoods are linear.
  static func addends(_ summary: CustomerSummary) -> [Double] { summary.logInterpurchaseSums }
}

/// (x, mean value) of a customer with valued repeat purchases.
private struct SpendKey: PatternKey {
  let mean: Double
  let count: Int32

  struct Columns {
    let counts: UnsafeBufferPointer<Int32>
    let means: UnsafeBufferPointer<Double>
  }

  @inline(__always)
  static func withColumns<Result>(of summary: CustomerSummary, _ body: (Columns) -> Result) -> Result {
    summary.spendCounts.withUnsafeBufferPointer { counts in
      summary.spendMeans.withUnsafeBufferPointer { means in body(Columns(counts: counts, means: means)) }
    }
  }

  @inline(__always)
  static func isSeen(_ columns: Columns, row: Int) -> Bool {
    // All three, without a branch: which rows are seen cannot be foretold.
    let isValued = columns.counts[row] > 0
    let isPositive = columns.means[row] > 0
    let isFinite = columns.means[row] < .infinity
    return isValued && isPositive && isFinite
  }

  @inline(__always)
  init(_ columns: Columns, row: Int) {
    count = columns.counts[row]
    mean = columns.means[row]
  }

  @inline(__always)
  var hash: UInt64 { DistinctRows.hash(UInt64(truncatingIfNeeded: count), mean.bitPattern, 0) }
}
