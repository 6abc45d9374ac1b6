#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension GammaGamma: SimulatableSpend {
  /// Values of `count` purchases of one new customer.
  ///
  /// An exact draw of the model's story: a value rate from gamma(q, rate gamma), then values from gamma(p, that rate).
  /// Values are positive; below the smallest positive double they are that.
  public func simulateSpend<Generator: RandomNumberGenerator>(
    count: Int, using generator: inout Generator
  ) -> [Double] {
    let logRate = generator.logGammaVariate(shape: q) - log(gamma)
    return (0..<count).map { _ in
      let value = exp(generator.logGammaVariate(shape: p) - logRate)
      return min(max(value, Double.leastNonzeroMagnitude), Double.greatestFiniteMagnitude)
    }
  }
}
