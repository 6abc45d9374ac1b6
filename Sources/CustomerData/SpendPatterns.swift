/// The spend of customers with at least one valued repeat purchase: how many purchases, at what mean value.
public struct SpendPatterns: ObservationTable, Equatable {
  /// Purchases behind each mean, at least 1.
  public var counts: [Int]
  /// Mean value of those purchases, above 0, in currency.
  public var means: [Double]
  /// Customers of each pattern.
  public var weights: [Double]

  /// - Precondition: the three columns have the same length.
  public init(counts: [Int], means: [Double], weights: [Double]) {
    precondition(
      counts.count == means.count && counts.count == weights.count,
      "columns of \(counts.count), \(means.count) and \(weights.count) rows")
    self.counts = counts
    self.means = means
    self.weights = weights
  }

  public var count: Int { counts.count }
  public var totalWeight: Double { weights.reduce(0, +) }

  /// Mean of the mean values, or 1 when there is none.
  public var naturalScale: Double {
    var sum = 0.0
    for index in 0..<count { sum += weights[index] * means[index] }
    let mean = sum / totalWeight
    return mean > 0 && mean.isFinite ? mean : 1
  }

  public func divided(by scale: Double) -> SpendPatterns {
    var copy = self
    for index in 0..<count { copy.means[index] /= scale }
    return copy
  }
}
