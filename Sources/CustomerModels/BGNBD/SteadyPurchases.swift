#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Discounted purchases of a customer who leaves with chance p after each, where r is so large that rates hardly differ:
/// the integral over 0 < u < t of (r / alpha) exp(-delta u) (1 + p u / alpha)^-n, n = r + 1.
///
/// With c = n p t / alpha, v = u / t and y = delta t + c the integrand is exp(-y v) (1 + (c v)^2 / (2 n) + ...), since
/// n log(1 + c v / n) = c v - (c v)^2 / (2 n) + ... What is left out is of the order of 1 / n^2: the terms of that order,
/// (c v)^4 / (8 n^2) - (c v)^3 / (3 n^2), add (3 - 2) / n^2 where y = c is large. The time is integrated in closed form:
/// panels in time, each with a quadrature over p, are very many when the mean time between purchases is 1e-300.
struct SteadyPurchases {
  private let r: Double
  private let alpha: Double
  private let time: Double
  private let discountRate: Double

  init(r: Double, alpha: Double, time: Double, discountRate: Double) {
    self.r = r
    self.alpha = alpha
    self.time = time
    self.discountRate = discountRate
  }

  /// Above this r what is left out is below 1e-14. A negative discount rate lets large c v count: up to 745, where
  /// exp(-delta t) leaves the doubles.
  static func leastShape(discountRate: Double) -> Double { discountRate < 0 ? 1e13 : 1e8 }

  /// At this p.
  func expected(chance p: Double) -> Double {
    let n = r + 1
    let growth = n * p / alpha * time
    let y = discountRate * time + growth
    if abs(y) < 1 {
      return r / alpha * time * (Self.moment(0, y) + growth * growth / (2 * n) * Self.moment(2, y))
    }
    // The same multiplied out, so that growth may be infinite: y alpha / (r t), and c / y.
    let rate = discountRate * (alpha / r) + p * (n / r)
    let share = p * (n / r) / rate
    // exp(-800) is 0.
    let end = min(y, 800)
    let secondMoment = 2 - exp(-end) * (end * (end + 2) + 2)
    return (-expm1(-end) + share * share / (2 * n) * secondMoment) / rate
  }

  /// The integral of v^k exp(-y v) over 0 < v < 1, for |y| < 1.
  private static func moment(_ k: Double, _ y: Double) -> Double {
    var sum = 0.0
    var power = 1.0
    // 1 / 20! is 4e-19.
    for j in 0..<20 {
      sum += power / (Double(j) + k + 1)
      power *= -y / Double(j + 1)
    }
    return sum
  }
}
