public import CustomerData

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension BGNBD {
  /// NBD, where a / (a + b) goes to 0.
  public static var specialCases: [SpecialCase] { [SpecialCase(NBD.name, .onBoundary)] }

  /// Log-parameters are (log r, log alpha, log a, log b); sums of these directions are limits too.
  public static var limits: [ModelLimit] {
    [
      ModelLimit(
        direction: [0, 0, -1, 0],
        meaning:
          "no dropout is detectable: a / (a + b) goes to 0, and the NBD model, in which nobody leaves, fits as well"
      ),
      ModelLimit(
        direction: [0, 0, 0, 1],
        meaning:
          "no dropout is detectable: a / (a + b) goes to 0, and the NBD model, in which nobody leaves, fits as well"
      ),
      ModelLimit(
        direction: [1, 1, 0, 0],
        meaning:
          "all customers buy at the same rate r / alpha: no difference between their purchase rates is detectable"),
      ModelLimit(
        direction: [0, 0, 1, 1],
        meaning:
          "all customers leave with the same probability a / (a + b): no difference between their loyalties is detectable"
      ),
      ModelLimit(
        direction: [0, 0, -1, -1],
        meaning:
          "there are two kinds of customers: a share a / (a + b) leaves right after the first repeat purchase, the others never leave"
      ),
      ModelLimit(
        direction: [0, 0, 0, -1],
        meaning: "everybody leaves right after the first repeat purchase: nobody bought a third time"
      ),
      ModelLimit(
        direction: [0, 0, 1, 0],
        meaning: "everybody leaves right after the first repeat purchase: nobody bought a third time"
      ),
      ModelLimit(direction: [-1, 0, 0, 0], meaning: "the purchase rate goes to 0: nobody bought a second time"),
      ModelLimit(direction: [0, 1, 0, 0], meaning: "the purchase rate goes to 0: nobody bought a second time"),
      ModelLimit(
        direction: [0, -1, 0, 0],
        meaning:
          "the purchase rate grows without bound: too many repeat purchases have recency 0, at the very moment of the first"
      ),
    ]
  }

  /// The moments estimate, then points by which each known kind of second summit or ridge can be reached.
  public static func startingPoints(for observations: PurchasePatterns) -> [[Double]] {
    let moments = PurchaseMoments(observations)
    let rate = moments.rate
    let r = moments.shape
    let alpha = r / rate
    let p = moments.dropout
    return [
      [r, alpha, 2 * p, 2 * (1 - p)],
      // Some leave at once, the others never: a and b both small.
      [r, alpha, 0.05 * p, 0.05 * (1 - p)],
      [r, alpha, 0.05, 0.05],
      // Nobody leaves.
      [r, alpha, 0.02, 20],
      // Everybody leaves with the same probability, early or late.
      [r, alpha, 50 * p, 50 * (1 - p)],
      [r, alpha / 4, 3, 3],
      // Everybody buys at the same rate.
      [40, 40 / rate, 2 * p, 2 * (1 - p)],
      [40, 10 / rate, 0.5, 0.5],
      // A few customers buy nearly everything.
      [0.1, 0.1 / rate, 2 * p, 2 * (1 - p)],
    ]
  }
}

/// Rough moments of a table of purchase patterns; always finite and positive, however degenerate the table.
struct PurchaseMoments {
  /// Purchases per unit of time.
  let rate: Double
  /// Shape of a gamma mixture of purchase rates without dropout, between 0.05 and 20.
  let shape: Double
  /// Chance to leave after a repeat purchase, between 0.02 and 0.7.
  let dropout: Double

  /// - Parameter observations: with a mean age of about 1.
  init(_ observations: PurchasePatterns) {
    var purchases = 0.0
    var exposure = 0.0
    for index in 0..<observations.count {
      purchases += observations.weights[index] * Double(observations.frequencies[index])
      exposure += observations.weights[index] * observations.ages[index]
    }
    // Half a purchase more keeps a table without repeat purchases inside the domain.
    let rate = (purchases + 0.5) / max(exposure, Double.leastNormalMagnitude.squareRoot())

    // NBD: E[(x - rate T)^2] = rate T + T^2 rate^2 / r.
    var excess = 0.0
    var scale = 0.0
    for index in 0..<observations.count {
      let expected = rate * observations.ages[index]
      let deviation = Double(observations.frequencies[index]) - expected
      excess += observations.weights[index] * (deviation * deviation - expected)
      scale += observations.weights[index] * expected * expected
    }
    let shape = excess > 0 && scale > 0 ? min(max(scale / excess, 0.05), 20) : 20

    // Who has been silent far longer than their own rate explains has left.
    var left = 0.0
    for index in 0..<observations.count where observations.frequencies[index] > 0 {
      let silence = observations.ages[index] - observations.recencies[index]
      let ownRate = (shape + Double(observations.frequencies[index])) / (shape / rate + observations.recencies[index])
      left -= observations.weights[index] * expm1(-max(0, ownRate * silence - 1))
    }
    self.rate = rate
    self.shape = shape
    self.dropout = purchases > 0 ? min(max(left / purchases, 0.02), 0.7) : 0.3
  }
}
