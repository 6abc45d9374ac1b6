public import Parallelism

extension CustomerSummary {
  /// Its purchase patterns and, where asked for, its spend patterns.
  ///
  /// - Parameter threads: never changes the result.
  package func patterns(
    withSpend: Bool, threads: ThreadCount
  ) -> (purchases: PurchasePatterns, spend: SpendPatterns?) {
    let memory = TallyMemory()
    let purchases = PurchasePatterns(self, threads: threads, memory: memory)
    return (purchases, withSpend ? SpendPatterns(self, threads: threads, memory: memory) : nil)
  }
}

extension PurchasePatterns {
  /// The distinct purchase histories of a summary, in order of first appearance, weighted by customers.
  ///
  /// - Parameter threads: never changes the result.
  public init(_ summary: CustomerSummary, threads: ThreadCount = .all) {
    self.init(summary, threads: threads, memory: TallyMemory())
  }

  fileprivate init(_ summary: CustomerSummary, threads: ThreadCount, memory: TallyMemory) {
    let patterns = DistinctPatterns<PurchaseKey>(summary, threads: threads, memory: memory)
    let (frequencies, weights) = (FilledColumn<Int>(), FilledColumn<Double>())
    let (recencies, ages, sums) = (FilledColumn<Double>(), FilledColumn<Double>(), FilledColumn<Double>())
    let hasSums = !summary.logInterpurchaseSums.isEmpty
    let columns: [any FillableColumn] = [frequencies, recencies, ages, weights]
    ((columns + (hasSums ? [sums] : [])).map { (column: $0, count: patterns.count) }).open {
      nonisolated(unsafe) let (frequency, weight) = (frequencies.target!, weights.target!)
      nonisolated(unsafe) let (recency, age, mean) = (recencies.target!, ages.target!, sums.target)
      patterns.forEach { place, pattern, sum in
        frequency[place] = Int(pattern.key.frequency)
        recency[place] = pattern.key.recency
        age[place] = pattern.key.age
        weight[place] = pattern.weight
        if let mean { mean[place] = sum / pattern.weight }
      }
    }
    self.init(
      frequencies: frequencies.values, recencies: recencies.values, ages: ages.values, weights: weights.values,
      logInterpurchaseSums: sums.values,
      unit: summary.unit)
  }
}

extension SpendPatterns {
  /// The distinct spends of the customers with a repeat purchase of known positive value, in order of first appearance.
  /// Empty when the summary has no amounts.
  ///
  /// - Parameter threads: never changes the result.
  public init(_ summary: CustomerSummary, threads: ThreadCount = .all) {
    self.init(summary, threads: threads, memory: TallyMemory())
  }

  fileprivate init(_ summary: CustomerSummary, threads: ThreadCount, memory: TallyMemory) {
    guard summary.hasSpend else {
      self.init(counts: [], means: [], weights: [])
      return
    }
    let patterns = DistinctPatterns<SpendKey>(summary, threads: threads, memory: memory)
    let (counts, means, weights) = (FilledColumn<Int>(), FilledColumn<Double>(), FilledColumn<Double>())
    let columns: [any FillableColumn] = [counts, means, weights]
    (columns.map { (column: $0, count: patterns.count) }).open {
      nonisolated(unsafe) let (count, mean, weight) = (counts.target!, means.target!, weights.target!)
      patterns.forEach { place, pattern, _ in
        count[place] = Int(pattern.key.count)
        mean[place] = pattern.key.mean
        weight[place] = pattern.weight
      }
    }
    self.init(counts: counts.values, means: means.values, weights: weights.values)
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

  static var recursNearby: Bool { true }

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

  static var recursNearby: Bool { false }

  @inline(__always)
  static func withColumns<Result>(of summary: CustomerSummary, _ body: (Columns) -> Result) -> Result {
    summary.spendCounts.withUnsafeBufferPointer { counts in
      summary.spendMeans.withUnsafeBufferPointer { means in body(Columns(counts: counts, means: means)) }
    }
  }

  @inline(__always)
  static func list(_ rows: Range<Int>, _ columns: Columns, _ seen: UnsafeMutableBufferPointer<Int>) -> Int {
    var count = 0
    for row in rows {
      // Without a branch: which rows are seen cannot be foretold. What is not seen is overwritten.
      seen[count] = row
      let isValued = columns.counts[row] > 0 ? 1 : 0
      let isPositive = columns.means[row] > 0 ? 1 : 0
      let isFinite = columns.means[row] < .infinity ? 1 : 0
      count &+= isValued & isPositive & isFinite
    }
    return count
  }

  @inline(__always)
  init(_ columns: Columns, row: Int) {
    count = columns.counts[row]
    mean = columns.means[row]
  }

  @inline(__always)
  var hash: UInt64 { DistinctRows.hash(UInt64(truncatingIfNeeded: count), mean.bitPattern, 0) }
}
