import CustomerData

/// Purchase patterns as positions in short tables: what every transaction likelihood works out once per data set.
///
/// A likelihood needs gamma functions of the frequency and logarithms of the times. A million customers share a few
/// hundred frequencies and, in whole days, a few thousand times; so each is evaluated once per distinct value, and a
/// pattern only says where in the tables it stands.
struct IndexedPurchasePatterns: Sendable {
  /// The distinct x, ascending.
  let frequencies: [Int]
  /// The distinct values of t_x and T together, ascending.
  let times: [Double]
  /// One entry per pattern.
  let patterns: [Pattern]

  /// One pattern: positions in the tables, and its weight.
  struct Pattern: Sendable {
    /// Position of x in `frequencies`.
    let frequency: Int32
    /// Position of t_x in `times`.
    let recency: Int32
    /// Position of T in `times`.
    let age: Int32
    /// Customers who share the pattern.
    let weight: Double
  }

  init(_ observations: PurchasePatterns) {
    let frequencies = Set(observations.frequencies).sorted()
    let times = Set(observations.recencies).union(observations.ages).sorted()
    let frequencyPosition = Dictionary(
      uniqueKeysWithValues: frequencies.enumerated().map { ($0.element, Int32($0.offset)) })
    let timePosition = Dictionary(uniqueKeysWithValues: times.enumerated().map { ($0.element, Int32($0.offset)) })
    self.frequencies = frequencies
    self.times = times
    patterns = (0..<observations.count).map { index in
      Pattern(
        frequency: frequencyPosition[observations.frequencies[index]]!,
        recency: timePosition[observations.recencies[index]]!,
        age: timePosition[observations.ages[index]]!,
        weight: observations.weights[index])
    }
  }
}
