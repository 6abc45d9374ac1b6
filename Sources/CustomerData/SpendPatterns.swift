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

  /// Distinct spend patterns.
  public var count: Int { counts.count }
  /// Customers in all.
  public var totalWeight: Double { weights.reduce(0, +) }

  /// Mean of the mean values, or 1 when there is none.
  public var naturalScale: Double {
    var sum = 0.0
    for index in 0..<count { sum += weights[index] * means[index] }
    let mean = sum / totalWeight
    return mean > 0 && mean.isFinite ? mean : 1
  }

  /// The same patterns with every amount divided by `scale`.
  public func divided(by scale: Double) -> SpendPatterns {
    var copy = self
    for index in 0..<count { copy.means[index] /= scale }
    return copy
  }

  /// Some of the patterns with other weights.
  public func selecting(_ observations: [Int], weights: [Double]) -> SpendPatterns {
    SpendPatterns(
      counts: observations.map { counts[$0] }, means: observations.map { means[$0] }, weights: weights)
  }

  /// How many purchases at what mean value.
  public subscript(pattern: Int) -> (count: Int, mean: Double) { (counts[pattern], means[pattern]) }

  /// Fewer than two customers, or all of them spending the same.
  public var obstacle: FitObstacle? {
    let customers = totalWeight
    if customers <= 1 {
      return FitObstacle(
        reason: customers == 1
          ? "a single customer has a repeat purchase with an amount"
          : "no customer has a repeat purchase with an amount above zero",
        advice: "How spend differs between customers can only be learned from many of them: check the amount "
          + "column, observe for longer, or leave spend out.")
    }
    var different = false
    var first: Double?
    for index in 0..<count where weights[index] > 0 {
      if let first, first != means[index] { different = true }
      first = first ?? means[index]
    }
    if !different {
      return FitObstacle(
        reason: "every customer spends exactly the same",
        advice: "There is nothing to model: use that amount, and leave the spend model out.")
    }
    return nil
  }
}
