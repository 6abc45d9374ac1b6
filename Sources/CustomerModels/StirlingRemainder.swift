#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What Stirling's formula leaves of log-gamma, and its derivatives:
/// ```
/// value  = log Gamma(y) - (y - 1/2) log y + y - log(2 pi) / 2
/// first  = digamma(y) - log y
/// second = trigamma(y) - 1 / y
/// ```
/// All three fade to 0 as y grows, so formulas written with them keep their digits where log-gamma itself is
/// of the order 10^10 and cancels against its neighbours.
///
/// - Numerics: asymptotic series (DLMF 5.11.1, 5.11.2 and its derivative) from y = 12, the recurrences
///   Gamma(y + 1) = y Gamma(y) below; terms of one sign.
struct StirlingRemainder: Sendable {
  let value: Double
  let first: Double
  let second: Double

  init(_ argument: Double) {
    var y = argument
    var value = 0.0
    var first = 0.0
    var second = 0.0
    while y < 12 {
      let inverse = 1 / y
      let growth = log1p(inverse)
      value += (y + 0.5) * growth - 1
      first += growth - inverse
      second += inverse * inverse / (y + 1)
      y += 1
    }
    // Bernoulli numbers B_2k: 1/6, -1/30, 1/42, -1/30, 5/66, -691/2730, 7/6, -3617/510.
    let u = 1 / y
    let w = u * u
    value +=
      u
      * (1.0 / 12 - w
        * (1.0 / 360 - w
          * (1.0 / 1260 - w
            * (1.0 / 1680 - w * (1.0 / 1188 - w * (691.0 / 360_360 - w * (1.0 / 156 - w * 3617.0 / 122_400)))))))
    first -=
      u / 2 + w
      * (1.0 / 12 - w
        * (1.0 / 120 - w
          * (1.0 / 252 - w * (1.0 / 240 - w * (1.0 / 132 - w * (691.0 / 32_760 - w * (1.0 / 12 - w * 3617.0 / 8160)))))))
    second +=
      w / 2 + w * u
      * (1.0 / 6 - w
        * (1.0 / 30 - w
          * (1.0 / 42 - w * (1.0 / 30 - w * (5.0 / 66 - w * (691.0 / 2730 - w * (7.0 / 6 - w * 3617.0 / 510)))))))
    self.value = value
    self.first = first
    self.second = second
  }
}
