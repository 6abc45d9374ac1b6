import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension GGompertzNBD: Simulatable {
  /// Repeat purchase times of one new customer within (0, age], ascending: Poisson times until the end of a lifetime.
  public func simulatePurchaseTimes<Generator: RandomNumberGenerator>(
    age: Double, using generator: inout Generator
  ) -> [Double] {
    let rate = exp(generator.logGammaVariate(shape: r)) / alpha
    // eta (e^(b t) - 1) is exponential, eta a gamma variate over beta.
    let logGrowth = log(generator.exponential()) + log(beta) - generator.logGammaVariate(shape: s)
    let lifetime = log(onePlusExp: logGrowth) / b
    guard rate > 0 else { return [] }
    return generator.poissonTimes(rate: rate, until: min(age, lifetime))
  }
}
