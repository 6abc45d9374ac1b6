#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

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

  /// Geometric mean of the mean values, or 1 when there is none. One customer who spends beyond all measure does not
  /// move it away from the others, as the arithmetic mean would.
  public var naturalScale: Double {
    var sum = 0.0
    for index in 0..<count { sum += weights[index] * log(means[index]) }
    let mean = exp(sum / totalWeight)
    return mean > 0 && mean.isFinite ? mean : 1
  }

  /// The same patterns with every amount divided by `scale`.
  public func divided(by scale: Double) -> SpendPatterns {
    var copy = self
    copy.means = means.map { $0 / scale }
    return copy
  }

  /// log(scale) for each customer: likelihoods are densities of mean values.
  public func logDensityGain(dividedBy scale: Double) -> Double { totalWeight * log(scale) }

  /// Some of the patterns with other weights.
  public func selecting(_ observations: [Int], weights: [Double]) -> SpendPatterns {
    SpendPatterns(
      counts: observations.map { counts[$0] }, means: observations.map { means[$0] }, weights: weights)
  }

  /// How many purchases at what mean value.
  public subscript(pattern: Int) -> (count: Int, mean: Double) { (counts[pattern], means[pattern]) }

  /// Relative differences of all mean values up to this are no difference: rounding alone, as of 0.1 + 0.2 and 0.3, would
  /// be fitted by a density that grows without bound, and below it rounding begins to blur the summit.
  static let leastSpread = 1e-4

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
    var (lowest, highest) = (Double.infinity, 0.0)
    for index in 0..<count where weights[index] > 0 {
      lowest = min(lowest, means[index])
      highest = max(highest, means[index])
    }
    if highest <= lowest * (1 + SpendPatterns.leastSpread) {
      return FitObstacle(
        reason: highest == lowest
          ? "every customer spends exactly the same" : "every customer spends the same to within a ten-thousandth",
        advice: "There is nothing to model: use that amount, and leave the spend model out.")
    }
    return nil
  }
}
