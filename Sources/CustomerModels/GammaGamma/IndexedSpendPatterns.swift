import CustomerData

/// Spend patterns with what does not depend on parameters worked out once; columns, so that several can be loaded at
/// once.
struct IndexedSpendPatterns: Sendable {
  /// The distinct x, ascending.
  let counts: [Int]
  /// Position of each pattern's x in `counts`.
  let count: [UInt32]
  /// z = x m of each pattern.
  let totals: [Double]
  /// log m of each pattern.
  let logMeans: [Double]
  /// Customers who share each pattern.
  let weights: [Double]

  /// - Parameter scale: mean values are divided by it.
  init(_ observations: SpendPatterns, dividedBy scale: Double, _ summation: PatternSummation) {
    let counts = DistinctValues(ascending: [observations.counts])
    self.counts = counts.values
    count = counts.positions[0]
    totals = zip(observations.counts, observations.means).map { Double($0) * ($1 / scale) }
    logMeans = summation.logarithms(of: observations.means, dividedBy: scale)
    weights = observations.weights
  }
}
