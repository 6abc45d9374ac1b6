#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension RandomNumberGenerator {
  /// Logarithm of a gamma variate with this shape and rate 1.
  ///
  /// The logarithm, because at shape 0.001 half of all variates are below 10^-300 and a beta chance is the ratio of
  /// two of them.
  ///
  /// - Parameter shape: positive.
  /// - Source: G. Marsaglia, W. W. Tsang, "A Simple Method for Generating Gamma Variables", ACM Transactions on
  ///   Mathematical Software 26(3), 2000; below shape 1 their boost, a variate of shape + 1 times u^(1 / shape).
  mutating func logGammaVariate(shape: Double) -> Double {
    if shape < 1 { return logGammaVariate(shape: shape + 1) + log(uniform()) / shape }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let logCube = 3 * log(root)
      // Accept when log u < x^2 / 2 + d (1 - v + log v) with v = root^3.
      if log(uniform()) < 0.5 * x * x + d * (logCube - expm1(logCube)) { return log(d) + logCube }
    }
  }

  /// A beta(a, b) variate as its logit, log p / (1 - p): finite for shapes down to 1e-300, and symmetric.
  mutating func betaLogit(a: Double, b: Double) -> Double { logGammaVariate(shape: a) - logGammaVariate(shape: b) }
}
