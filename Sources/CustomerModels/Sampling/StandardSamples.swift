#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// Draws from parameterless distributions. All are functions of the generator's bits alone, so a seed fixes them.

extension RandomNumberGenerator {
  /// Uniform on (0, 1): 53 bits, centred in their cells so that neither end occurs.
  mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

  /// Exponential with mean 1, by inversion.
  mutating func exponential() -> Double { -log(uniform()) }

  /// Standard normal, by G. Marsaglia's polar method (1964); the second of each pair is not kept, so that a draw
  /// depends on nothing before it.
  mutating func normal() -> Double {
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let square = u * u + v * v
      if square < 1, square > 0 { return u * (-2 * log(square) / square).squareRoot() }
    }
  }
}
