#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The distinct purchase histories of a customer base, each with the number of customers who share it.
///
/// The likelihood of every transaction model depends on a customer only through `(x, t_x, T)`, so this
/// compression is exact. Patterns stand in order of first appearance of one of their customers.
public struct PurchasePatterns: ObservationTable, Equatable {
  /// x of each pattern.
  public var frequencies: [Int]
  /// t_x of each pattern, in `unit`.
  public var recencies: [Double]
  /// T of each pattern, in `unit`.
  public var ages: [Double]
  /// Customers of each pattern.
  public var weights: [Double]
  /// For models of regular purchases: the sum of the logarithms of the times between purchases, in `unit`, its mean over
  /// the customers of each pattern. Such a model's log-likelihood is linear in it, so the mean is all it needs, and
  /// patterns are as few as without. Empty when not known; NaN where a customer has two purchases at one moment.
  public var logInterpurchaseSums: [Double]
  /// The time unit of `recencies` and `ages`.
  public var unit: TimeUnit

  /// - Precondition: the columns have the same length; `logInterpurchaseSums` may be empty.
  public init(
    frequencies: [Int], recencies: [Double], ages: [Double], weights: [Double], logInterpurchaseSums: [Double] = [],
    unit: TimeUnit
  ) {
    precondition(
      frequencies.count == recencies.count && frequencies.count == ages.count && frequencies.count == weights.count,
      "columns of \(frequencies.count), \(recencies.count), \(ages.count) and \(weights.count) rows")
    precondition(
      logInterpurchaseSums.isEmpty || logInterpurchaseSums.count == frequencies.count,
      "\(logInterpurchaseSums.count) log interpurchase sums for \(frequencies.count) patterns")
    self.frequencies = frequencies
    self.recencies = recencies
    self.ages = ages
    self.weights = weights
    self.logInterpurchaseSums = logInterpurchaseSums
    self.unit = unit
  }

  /// Distinct histories.
  public var count: Int { frequencies.count }
  /// Customers in all.
  public var totalWeight: Double { weights.reduce(0, +) }

  /// Mean age, or 1 when every age is 0.
  public var naturalScale: Double {
    var sum = 0.0
    for index in 0..<count { sum += weights[index] * ages[index] }
    let mean = sum / totalWeight
    return mean > 0 && mean.isFinite ? mean : 1
  }

  /// The same patterns with every time divided by `scale`.
  public func divided(by scale: Double) -> PurchasePatterns {
    var copy = self
    copy.recencies = recencies.map { $0 / scale }
    copy.ages = ages.map { $0 / scale }
    let shift = log(scale)
    for index in logInterpurchaseSums.indices {
      copy.logInterpurchaseSums[index] -= Double(frequencies[index]) * shift
    }
    return copy
  }

  /// log(scale) for each repeat purchase: likelihoods are densities of the times of these.
  public func logDensityGain(dividedBy scale: Double) -> Double {
    var purchases = 0.0
    for index in 0..<count { purchases += weights[index] * Double(frequencies[index]) }
    return purchases * log(scale)
  }

  /// Some of the patterns with other weights.
  public func selecting(_ observations: [Int], weights: [Double]) -> PurchasePatterns {
    PurchasePatterns(
      frequencies: observations.map { frequencies[$0] }, recencies: observations.map { recencies[$0] },
      ages: observations.map { ages[$0] }, weights: weights,
      logInterpurchaseSums: logInterpurchaseSums.isEmpty ? [] : observations.map { logInterpurchaseSums[$0] },
      unit: unit)
  }

  /// Fewer than two customers, nobody who bought twice, or no time between purchases.
  public var obstacle: FitObstacle? {
    let customers = totalWeight
    if customers <= 1 {
      return FitObstacle(
        reason: customers == 1 ? "there is a single customer" : "there is no customer",
        advice: "How customers differ can only be learned from many of them; a few hundred make a useful fit.")
    }
    var buyersAgain = false
    var timeBetween = false
    for index in 0..<count where weights[index] > 0 && frequencies[index] > 0 {
      buyersAgain = true
      if recencies[index] > 0 { timeBetween = true }
    }
    if !buyersAgain {
      return FitObstacle(
        reason: "nobody bought twice",
        advice: "Without a repeat purchase there is no rate to estimate: observe the customers for longer, or "
          + "check that the customer id is the same from one purchase to the next.")
    }
    if !timeBetween {
      return FitObstacle(
        reason: "every repeat purchase fell on the day of the first one",
        advice: "No time passes between purchases: merge the rows of a day into one occasion, or "
          + "observe the customers for longer.")
    }
    return nil
  }

  /// One pattern.
  public subscript(pattern: Int) -> PurchaseHistory {
    PurchaseHistory(
      frequency: frequencies[pattern], recency: recencies[pattern], age: ages[pattern],
      logInterpurchaseSum: logInterpurchaseSums.isEmpty ? 0 : logInterpurchaseSums[pattern])
  }
}
