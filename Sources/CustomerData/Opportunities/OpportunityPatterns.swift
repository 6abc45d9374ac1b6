/// The distinct histories of customers at opportunities, each with the number of customers who share it.
///
/// The likelihood depends on a customer only through `(x, t_x, n)`. Patterns stand in order of first appearance.
public struct OpportunityPatterns: ObservationTable, Equatable {
  /// The distinct histories.
  public var histories: [OpportunityHistory]
  /// Customers of each pattern.
  public var weights: [Double]

  /// Counts customers by history; histories of no weight are left out.
  public init(_ customers: some Sequence<(history: OpportunityHistory, count: Double)>) {
    histories = []
    weights = []
    var positions: [OpportunityHistory: Int] = [:]
    for (history, count) in customers where count > 0 {
      if let position = positions[history] {
        weights[position] += count
      } else {
        positions[history] = histories.count
        histories.append(history)
        weights.append(count)
      }
    }
  }

  /// Counts customers one by one.
  public init(_ histories: some Sequence<OpportunityHistory>) { self.init(histories.lazy.map { ($0, 1) }) }

  /// Distinct histories.
  public var count: Int { histories.count }
  /// Customers in all.
  public var totalWeight: Double { weights.reduce(0, +) }
  /// 1: opportunities are counted.
  public var naturalScale: Double { 1 }
  /// The same: opportunities are counted.
  public func divided(by scale: Double) -> OpportunityPatterns { self }

  /// 0: opportunities are counted.
  public func logDensityGain(dividedBy scale: Double) -> Double { 0 }

  /// Some of the patterns with other weights.
  public func selecting(_ observations: [Int], weights: [Double]) -> OpportunityPatterns {
    OpportunityPatterns(zip(observations, weights).map { (histories[$0], $1) })
  }

  /// One pattern.
  public subscript(pattern: Int) -> OpportunityHistory { histories[pattern] }

  /// Fewer than two customers, no opportunity, or nobody who took one.
  public var obstacle: FitObstacle? {
    let customers = totalWeight
    if customers <= 1 {
      return FitObstacle(
        reason: customers == 1 ? "there is a single customer" : "there is no customer",
        advice: "How customers differ can only be learned from many of them; a few hundred make a useful fit.")
    }
    guard histories.contains(where: { $0.opportunities > 0 }) else {
      return FitObstacle(
        reason: "there was no opportunity to buy again",
        advice: "Wait for the first opportunities, or count them in shorter periods.")
    }
    guard histories.contains(where: { $0.frequency > 0 }) else {
      return FitObstacle(
        reason: "nobody bought twice",
        advice: "Without a repeat purchase there is no rate to estimate: observe the customers for longer.")
    }
    return nil
  }
}
