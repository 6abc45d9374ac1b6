public import CustomerData

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension GammaGamma {
  /// Log-parameters are (log p, log q, log gamma); sums of these directions are limits too.
  public static var limits: [ModelLimit] {
    [
      ModelLimit(
        direction: [0, 1, 1],
        meaning: "all customers spend alike: no difference between their mean values is detectable"),
      ModelLimit(
        direction: [1, 0, -1], meaning: "each customer spends the same at every purchase; only customers differ"),
      ModelLimit(direction: [1, 1, 0], meaning: "every purchase of every customer has the same value"),
    ]
  }

  /// Wide: where mean values differ by a share s only, q is near 1 / s^2, and a limit in p is near only at p = 1e9 q.
  public static var searchRange: ClosedRange<Double> { -60...60 }

  /// That the mean spend does not exist for q <= 1.
  public var remarks: [String] {
    guard q <= 1 else { return [] }
    return [
      "q is at most 1: a few customers spend so much that the mean over all customers does not exist, and no spend can "
        + "be predicted for customers whose purchases are too few (p x + q <= 1). Look for outliers in the amounts."
    ]
  }

  /// The moments estimate, then points by which each ridge can be reached.
  public static func startingPoints(for observations: SpendPatterns) -> [[Double]] {
    let moments = SpendMoments(observations)
    func point(p: Double, q: Double) -> [Double] {
      // E[log m] = digamma(p x) - log x - digamma(q) + log gamma, with digamma(y) = log y - 1 / (2 y) nearly.
      let gap = log(q / p) - 0.5 / q + 0.5 / p * moments.meanInverseCount
      return [p, q, exp(min(max(moments.meanLog + gap, -600), 600))]
    }
    return [
      point(p: moments.p, q: moments.q),
      point(p: 1, q: 4),
      point(p: 6, q: 3),
      point(p: 0.3, q: 1),
      // Customers alike.
      point(p: 1 / moments.variance, q: 60),
      // Purchases alike.
      point(p: 60, q: SpendMoments.shape(ofLogVariance: moments.variance)),
      point(p: 10, q: 0.8),
    ]
  }
}

/// Rough moments of the logarithms of mean values; always finite and positive, however degenerate the table.
struct SpendMoments {
  /// E[log m].
  let meanLog: Double
  /// Var(log m), at least 1e-4 and at most 1e4.
  let variance: Double
  /// E[1 / x].
  let meanInverseCount: Double
  /// Shape within customers, from the part of the variance that falls with 1 / x.
  let p: Double
  /// Shape between customers, from the part that does not.
  let q: Double

  init(_ observations: SpendPatterns) {
    var (weight, sumLog, sumInverse) = (0.0, 0.0, 0.0)
    for index in 0..<observations.count {
      weight += observations.weights[index]
      sumLog += observations.weights[index] * log(observations.means[index])
      sumInverse += observations.weights[index] / Double(observations.counts[index])
    }
    let meanLog = weight > 0 ? sumLog / weight : 0
    let meanInverse = weight > 0 ? sumInverse / weight : 1
    // Var(log m | x) = trigamma(q) + trigamma(p x): regress squared deviations on 1 / x.
    var (total, cross, spread) = (0.0, 0.0, 0.0)
    for index in 0..<observations.count {
      let deviation = log(observations.means[index]) - meanLog
      let lever = 1 / Double(observations.counts[index]) - meanInverse
      total += observations.weights[index] * deviation * deviation
      cross += observations.weights[index] * lever * deviation * deviation
      spread += observations.weights[index] * lever * lever
    }
    let variance = min(max(weight > 0 ? total / weight : 1, 1e-4), 1e4)
    // At least a tenth of the variance for each of the two sources, whatever the regression says.
    let slope = spread > 0 ? cross / spread : 0.5 * variance / meanInverse
    let within = min(max(slope * meanInverse, 0.1 * variance), 0.9 * variance)
    self.meanLog = meanLog
    self.variance = variance
    meanInverseCount = meanInverse
    p = Self.shape(ofLogVariance: within / meanInverse)
    q = Self.shape(ofLogVariance: variance - within)
  }

  /// The shape of a gamma whose logarithm has this variance, from trigamma(y) = 1 / y + 1 / (2 y^2) nearly.
  static func shape(ofLogVariance variance: Double) -> Double {
    min(max((1 + (1 + 2 * variance).squareRoot()) / (2 * variance), 0.05), 200)
  }
}
