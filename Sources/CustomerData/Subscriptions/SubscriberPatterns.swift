/// The distinct histories of subscribers, each with the number of subscribers who share it.
///
/// The likelihood of a contractual model depends on a subscriber only through the tenure and whether it has ended, so
/// that cohorts of any size and number come to two rows per period at most. Ordered by tenure, those who left first.
public struct SubscriberPatterns: ObservationTable, Equatable {
  /// Tenure of each pattern.
  public var tenures: [Int]
  /// Whether each pattern's last decision was to leave.
  public var churned: [Bool]
  /// Subscribers of each pattern; a fraction where a table gives percentages.
  public var weights: [Double]

  /// Counts subscribers by history; histories of no weight are left out.
  public init(_ subscribers: some Sequence<(history: SubscriberHistory, count: Double)>) {
    var counts: [SubscriberHistory: Double] = [:]
    for (history, count) in subscribers where count > 0 { counts[history, default: 0] += count }
    let ordered = counts.sorted {
      ($0.key.tenure, $0.key.churned ? 0 : 1) < ($1.key.tenure, $1.key.churned ? 0 : 1)
    }
    tenures = ordered.map(\.key.tenure)
    churned = ordered.map(\.key.churned)
    weights = ordered.map(\.value)
  }

  /// Counts subscribers one by one.
  public init(_ histories: some Sequence<SubscriberHistory>) { self.init(histories.lazy.map { ($0, 1) }) }

  /// Patterns in columns; those of several kinds of subscribers may stand one after another, equal ones among them.
  /// - Precondition: the columns are equally long.
  public init(tenures: [Int], churned: [Bool], weights: [Double]) {
    precondition(tenures.count == churned.count && tenures.count == weights.count, "columns of different lengths")
    self.tenures = tenures
    self.churned = churned
    self.weights = weights
  }

  /// Distinct histories.
  public var count: Int { tenures.count }
  /// Subscribers in all.
  public var totalWeight: Double { weights.reduce(0, +) }
  /// 1: periods are counted.
  public var naturalScale: Double { 1 }
  /// The same: periods are counted.
  public func divided(by scale: Double) -> SubscriberPatterns { self }

  /// 0: periods are counted.
  public func logDensityGain(dividedBy scale: Double) -> Double { 0 }

  /// Some of the patterns with other weights, in the order given.
  public func selecting(_ observations: [Int], weights: [Double]) -> SubscriberPatterns {
    SubscriberPatterns(
      tenures: observations.map { tenures[$0] }, churned: observations.map { churned[$0] }, weights: weights)
  }

  /// One pattern.
  public subscript(pattern: Int) -> SubscriberHistory {
    SubscriberHistory(tenure: tenures[pattern], churned: churned[pattern])
  }

  /// Fewer than two subscribers, no renewal decision seen, or nobody who left.
  public var obstacle: FitObstacle? {
    let subscribers = totalWeight
    if subscribers <= 1 {
      return FitObstacle(
        reason: subscribers == 1 ? "there is a single subscriber" : "there is no subscriber",
        advice: "How subscribers differ can only be learned from many of them; where active is a share of the "
          + "cohort, give the number of subscribers instead.")
    }
    guard tenures.contains(where: { $0 > 0 }) else {
      return FitObstacle(
        reason: "no renewal was due yet", advice: "Wait for the first renewal decisions of these subscribers.")
    }
    guard churned.contains(true) else {
      return FitObstacle(
        reason: "nobody left", advice: "Without an end of a subscription there is no churn to estimate.")
    }
    return nil
  }
}
