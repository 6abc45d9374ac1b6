import CustomerModels
import TestSupport
import Testing

@testable import CustomerModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Sampling")
struct SamplingTests {
  @Test("a seed and a stream fix the bits, and streams differ")
  func streams() {
    func bits(_ seed: UInt64, _ stream: UInt64) -> [UInt64] {
      var generator = SeededGenerator(seed: seed, stream: stream)
      return (0..<4).map { _ in generator.next() }
    }
    #expect(bits(1, 2) == bits(1, 2))
    let all = [bits(1, 2), bits(2, 1), bits(1, 3), bits(0, 0), bits(3, 0), bits(0, 3)]
    #expect(Set(all.flatMap { $0 }).count == 24)
  }

  @Test("normal and exponential draws have their moments")
  func standard() {
    var generator = SeededGenerator(seed: 11)
    var (normal, square, exponential) = (Moments(), Moments(), Moments())
    for _ in 0..<20_000 {
      let draw = generator.normal()
      normal.add(draw)
      square.add(draw * draw)
      exponential.add(generator.exponential())
    }
    #expect(abs(normal.mean) < 5 * normal.standardError)
    #expect(abs(square.mean - 1) < 5 * square.standardError)
    #expect(abs(exponential.mean - 1) < 5 * exponential.standardError)
  }

  @Test("log-gamma draws have mean digamma(shape)", arguments: [0.001, 0.3, 1, 2.5, 400, 1e9])
  func gamma(shape: Double) {
    var generator = SeededGenerator(seed: 5)
    var moments = Moments()
    for _ in 0..<10_000 { moments.add(generator.logGammaVariate(shape: shape)) }
    // E[log gamma variate] = digamma(shape), its variance trigamma(shape).
    let stirling = StirlingRemainder(shape)
    #expect(abs(moments.mean - (log(shape) + stirling.first)) < 5 * moments.standardError)
    #expect(relativeError(moments.variance, 1 / shape + stirling.second) < 0.15)
  }

  @Test("beta draws at tiny shapes are near 0 or 1 in the right shares")
  func smallBeta() {
    var generator = SeededGenerator(seed: 5)
    var above = Moments()
    for _ in 0..<10_000 {
      let logit = generator.betaLogit(a: 0.001, b: 0.003)
      #expect(logit.isFinite)
      above.add(logit > 0 ? 1 : 0)
    }
    // P(p > 1/2) is a / (a + b) to within a share of the order a.
    #expect(abs(above.mean - 0.25) < 5 * above.standardError + 0.002)
  }

  @Test("simulated spend has the mean and the spread between and within customers of the model")
  func spend() throws {
    let model = try GammaGamma(p: 6.25, q: 6, gamma: 15.44)
    var (first, product) = (Moments(), Moments())
    for customer in 0..<10_000 {
      var generator = SeededGenerator(seed: 3, stream: UInt64(customer))
      let values = model.simulateSpend(count: 2, using: &generator)
      first.add(values[0])
      product.add(values[0] * values[1])
    }
    // Given nu, values are independent with mean p / nu; E[1 / nu] = gamma / (q - 1), E[1 / nu^2] = gamma^2 / ((q - 1) (q - 2)).
    let mean = try #require(model.expectedSpend)
    #expect(abs(first.mean - mean) < 5 * first.standardError)
    let secondMoment = 6.25 * 6.25 * 15.44 * 15.44 / (5 * 4)
    #expect(abs(product.mean - secondMoment) < 5 * product.standardError)
  }
}
