import CustomerData

/// Purchase patterns as positions in short tables: what every transaction likelihood works out once per data set.
///
/// A likelihood needs gamma functions of the frequency and logarithms of the times. A million customers share a few
/// hundred frequencies and, in whole days, a few thousand times; so each is evaluated once per distinct value, and a
/// pattern only says where in the tables it stands. Patterns are columns, so that several can be loaded at once.
struct IndexedPurchasePatterns: Sendable {
  /// The distinct x, ascending.
  let frequencies: [Int]
  /// The distinct values of t_x and T together, in order of appearance.
  let times: [Double]
  /// Position of each pattern's x in `frequencies`.
  let frequency: [UInt32]
  /// Position of each pattern's t_x in `times`.
  let recency: [UInt32]
  /// Position of each pattern's T in `times`.
  let age: [UInt32]
  /// Customers who share each pattern.
  let weights: [Double]

  /// - Parameter scale: times are divided by it.
  init(_ observations: PurchasePatterns, dividedBy scale: Double = 1) {
    let frequencies = DistinctValues(ascending: [observations.frequencies])
    let times = DistinctValues([observations.recencies, observations.ages])
    self.frequencies = frequencies.values
    self.times = times.values.map { $0 / scale }
    frequency = frequencies.positions[0]
    recency = times.positions[0]
    age = times.positions[1]
    weights = observations.weights
  }
}
