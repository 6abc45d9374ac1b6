#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// SplitMix64 (Steele, Lea, Flood 2014) with the draws the synthetic data need.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  /// Seeds are mixed before use: neighbouring states would give streams that are one another's shifts.
  init(seed: UInt64) { state = Self.mixed(seed &+ 0x1234_5678_9ABC_DEF1) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform on (0, 1).
  mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

  /// exp of a uniform between the logarithms of the bounds.
  mutating func logUniform(_ low: Double, _ high: Double) -> Double { low * pow(high / low, uniform()) }

  mutating func exponential() -> Double { -log(uniform()) }

  mutating func normal() -> Double { (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform()) }

  /// Logarithm of a gamma variate of unit rate: Marsaglia and Tsang (2000), with their boost below shape 1.
  mutating func logGamma(shape: Double) -> Double {
    if shape < 1 { return logGamma(shape: shape + 1) + log(uniform()) / shape }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let z = normal()
      let v = 1 + c * z
      guard v > 0 else { continue }
      let cube = v * v * v
      if log(uniform()) < 0.5 * z * z + d - d * cube + d * log(cube) { return log(d * cube) }
    }
  }

  mutating func beta(_ a: Double, _ b: Double) -> Double {
    let x = logGamma(shape: a)
    let y = logGamma(shape: b)
    return 1 / (1 + exp(y - x))
  }
}
