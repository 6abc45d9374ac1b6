import CustomerModels
import Optimizers

/// An answer that only the bounds of the search held: the likelihood rises for ever.
///
/// At a limit the mean log-likelihood levels off long before the bounds, 30 log-units out. Where it still rises by
/// more than `slope` per log-unit there, it has no supremum worth the name. A BG/NBD likelihood does so when too many
/// customers repeat at recency 0: the density of a time of exactly 0 grows like 1 / alpha. A limit that the model knows
/// to be approached slowly (`ModelLimit.isSlow`) is none of these: the likelihood is bounded there.
struct Runaway {
  /// Rise of the mean log-likelihood per log-unit.
  private static let slope = 1e-6

  /// One entry for each parameter: 1 or -1 where it is held by a bound, 0 elsewhere.
  private let direction: [Double]

  /// - Returns: nil when the answer did not run away.
  init?(_ outcome: TrustRegionNewton.Outcome, bounds: ClosedRange<Double>, limits: [ModelLimit]) {
    let direction = zip(outcome.point, outcome.expansion.gradient).map { point, slope -> Double in
      if point >= bounds.upperBound && slope > Self.slope { return 1 }
      if point <= bounds.lowerBound && slope < -Self.slope { return -1 }
      return 0
    }
    if direction.allSatisfy({ $0 == 0 }) || limits.contains(where: { $0.isSlow && $0.direction == direction }) {
      return nil
    }
    self.direction = direction
  }

  /// A clause: `alpha goes to 0: the purchase rate grows without bound`.
  func cause(names: [String], limits: [ModelLimit]) -> String {
    let way = way(direction, names: names)
    guard let limit = limits.first(where: { $0.direction == direction }) else { return way }
    return "\(way): \(limit.meaning)"
  }
}
