import CustomerData

/// Purchase patterns as positions in short tables: what every transaction likelihood works out once per data set.
///
/// A likelihood needs gamma functions of the frequency and logarithms of the times. A million customers share a few
/// hundred frequencies and, in whole days, a few thousand times; so each is evaluated once per distinct value, and a
/// pattern only says where in the tables it stands. Patterns are columns, so that several can be loaded at once.
struct IndexedPurchasePatterns: Sendable {
  /// The distinct x, ascending.
  let frequencies: [Int]
  /// The distinct values of t_x and T together, ascending.
  let times: [Double]
  /// Position of each pattern's x in `frequencies`.
  let frequency: [UInt32]
  /// Position of each pattern's t_x in `times`.
  let recency: [UInt32]
  /// Position of each pattern's T in `times`.
  let age: [UInt32]
  /// Customers who share each pattern.
  let weights: [Double]

  init(_ observations: PurchasePatterns) {
    let frequencies = Set(observations.frequencies).sorted()
    let times = Set(observations.recencies).union(observations.ages).sorted()
    let frequencyPosition = Dictionary(
      uniqueKeysWithValues: frequencies.enumerated().map { ($0.element, UInt32($0.offset)) })
    let timePosition = Dictionary(uniqueKeysWithValues: times.enumerated().map { ($0.element, UInt32($0.offset)) })
    self.frequencies = frequencies
    self.times = times
    frequency = observations.frequencies.map { frequencyPosition[$0]! }
    recency = observations.recencies.map { timePosition[$0]! }
    age = observations.ages.map { timePosition[$0]! }
    weights = observations.weights
  }
}
