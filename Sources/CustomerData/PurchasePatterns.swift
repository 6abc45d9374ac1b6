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
  /// The time unit of `recencies` and `ages`.
  public var unit: TimeUnit

  /// - Precondition: the four columns have the same length.
  public init(frequencies: [Int], recencies: [Double], ages: [Double], weights: [Double], unit: TimeUnit) {
    precondition(
      frequencies.count == recencies.count && frequencies.count == ages.count && frequencies.count == weights.count,
      "columns of \(frequencies.count), \(recencies.count), \(ages.count) and \(weights.count) rows")
    self.frequencies = frequencies
    self.recencies = recencies
    self.ages = ages
    self.weights = weights
    self.unit = unit
  }

  public var count: Int { frequencies.count }
  public var totalWeight: Double { weights.reduce(0, +) }

  /// Mean age, or 1 when every age is 0.
  public var naturalScale: Double {
    var sum = 0.0
    for index in 0..<count { sum += weights[index] * ages[index] }
    let mean = sum / totalWeight
    return mean > 0 && mean.isFinite ? mean : 1
  }

  public func divided(by scale: Double) -> PurchasePatterns {
    var copy = self
    for index in 0..<count {
      copy.recencies[index] /= scale
      copy.ages[index] /= scale
    }
    return copy
  }

  /// One pattern.
  public subscript(pattern: Int) -> PurchaseHistory {
    PurchaseHistory(frequency: frequencies[pattern], recency: recencies[pattern], age: ages[pattern])
  }
}
