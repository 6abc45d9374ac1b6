#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension BGNBD: Simulatable {
  /// Repeat purchase times of one new customer within (0, age], ascending.
  ///
  /// An exact draw of the model's story: a rate, a chance to leave, exponential gaps, and a toss after each purchase.
  /// The number of times is as large as the parameters make it: r / alpha = 10^9 gives that many per unit of time to
  /// a customer who stays.
  public func simulatePurchaseTimes<Generator: RandomNumberGenerator>(
    age: Double, using generator: inout Generator
  ) -> [Double] {
    simulatePurchaseTimes(age: age, earlyChances: 0, using: &generator)
  }

  /// - Parameter earlyChances: tosses before the first repeat purchase: 0, or 1 for MBG/NBD.
  func simulatePurchaseTimes<Generator: RandomNumberGenerator>(
    age: Double, earlyChances: Int, using generator: inout Generator
  ) -> [Double] {
    let rate = exp(generator.logGammaVariate(shape: r)) / alpha
    let leave = 1 / (1 + exp(-generator.betaLogit(a: a, b: b)))
    guard rate > 0 else { return [] }
    for _ in 0..<earlyChances where generator.uniform() < leave { return [] }
    var times: [Double] = []
    var time = 0.0
    while true {
      time += generator.exponential() / rate
      guard time <= age else { return times }
      times.append(time)
      if generator.uniform() < leave { return times }
    }
  }
}
