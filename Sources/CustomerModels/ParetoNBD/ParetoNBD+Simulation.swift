#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension ParetoNBD: Simulatable {
  /// Repeat purchase times of one new customer within (0, age], ascending: a rate, a moment of leaving, and purchases at
  /// random times until then.
  public func simulatePurchaseTimes<Generator: RandomNumberGenerator>(
    age: Double, using generator: inout Generator
  ) -> [Double] {
    let rate = exp(generator.logGammaVariate(shape: r)) / alpha
    let leaving = exp(log(generator.exponential()) + log(beta) - generator.logGammaVariate(shape: s))
    guard rate > 0 else { return [] }
    return generator.poissonTimes(rate: rate, until: min(age, leaving))
  }
}
