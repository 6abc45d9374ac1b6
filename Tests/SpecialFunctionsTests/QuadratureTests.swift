import Foundation
import SpecialFunctions
import TestSupport
import Testing

@Suite("Quadrature")
struct QuadratureTests {
  @Test(
    "a Gauss-Legendre rule of order n is exact for every power up to 2n - 1", .tags(.law),
    arguments: [1, 2, 3, 8, 16, 32, 64, 100])
  func exactness(order: Int) {
    let rule = GaussLegendre(order: order)
    #expect(rule.nodes.count == order)
    #expect(zip(rule.nodes, rule.nodes.dropFirst()).allSatisfy { $0 < $1 })
    for power in 0..<(2 * order) {
      // The integral of x^power over 0...1. The power multiplies the rounding of a node near 1 by its exponent.
      let value = rule.integrate(over: 0...1) { pow($0, Double(power)) }
      #expect(relativeError(value, 1 / Double(power + 1)) < 2e-15 + 3e-16 * Double(power), "power \(power)")
    }
  }

  @Test("Gauss-Legendre order 5 has the published nodes and weights", .tags(.reference))
  func order5() {
    // source: Abramowitz and Stegun, table 25.4, n = 5 (15 decimals).
    let rule = GaussLegendre(order: 5)
    let nodes = [0, 0.538469310105683, 0.906179845938664]
    let weights = [0.568888888888889, 0.478628670499366, 0.236926885056189]
    for index in 0..<3 {
      #expect(abs(rule.nodes[2 + index] - nodes[index]) < 6e-16)
      #expect(abs(rule.weights[2 + index] - weights[index]) < 6e-16)
      #expect(rule.nodes[2 - index] == -rule.nodes[2 + index])
    }
  }

  @Test("one Gauss-Kronrod piece is exact for every power up to 22", .tags(.law))
  func kronrodExactness() {
    for power in 0...22 {
      let estimate = integrate(over: 0...1, relativeTolerance: 1) { pow($0, Double(power)) }
      #expect(estimate.evaluations == 15)
      #expect(relativeError(estimate.value, 1 / Double(power + 1)) < 1e-15, "power \(power)")
    }
  }

  /// Integrals with closed forms, smooth and not.
  static let finite: [(String, ClosedRange<Double>, @Sendable (Double) -> Double, Double)] = [
    ("exp", 0...1, { exp($0) }, exp(1) - 1),
    ("peak", -1...1, { 1e-4 / (1e-8 + $0 * $0) }, 2 * atan(1e4)),
    ("logarithm at the end", 0...1, { log($0) }, -1),
    ("root at the end", 0...1, { $0.squareRoot() }, 2.0 / 3),
    ("inverse root at the end", 0...1, { 1 / $0.squareRoot() }, 2),
    ("kink", 0...1, { abs($0 - 0.3) }, 0.29),
    ("oscillation", 0...10, { cos(20 * $0) }, sin(200) / 20),
  ]

  @Test("the adaptive rule meets its tolerance and its error bounds the truth", arguments: finite.indices)
  func adaptive(index: Int) {
    let (name, range, f, exact) = Self.finite[index]
    for tolerance in [1e-6, 1e-10] {
      let estimate = integrate(over: range, relativeTolerance: tolerance, f)
      #expect(estimate.error <= tolerance * abs(estimate.value), "\(name): \(estimate)")
      #expect(abs(estimate.value - exact) <= estimate.error + 1e-16, "\(name): \(estimate), exact \(exact)")
    }
  }

  @Test("half-lines, with the scale wrong by a factor of a hundred either way")
  func halfLine() {
    for scale in [0.01, 1, 100] {
      let exponential = integrate(over: 2..., scale: scale, relativeTolerance: 1e-11) { exp(-($0 - 2)) }
      #expect(relativeError(exponential.value, 1) < 1e-11)
      let power = integrate(over: 0..., scale: scale, relativeTolerance: 1e-11) { pow(1 + $0, -1.5) }
      #expect(relativeError(power.value, 2) < 1e-11, "\(scale) \(power)")
    }
  }

  @Test("an integrand that is not a number gives no number and ends", .tags(.edge))
  func notANumber() {
    let estimate = integrate(over: 0...1) { $0 < 0.5 ? 1 : .nan }
    #expect(estimate.value.isNaN)
    #expect(estimate.evaluations == 15)
  }

  @Test("a divergent integral ends and says that its error is large", .tags(.edge))
  func divergent() {
    let estimate = integrate(over: 0...1) { 1 / $0 }
    #expect(estimate.error > 1e-12 * estimate.value)
  }

  @Test("an empty range integrates to 0", .tags(.edge))
  func empty() {
    #expect(integrate(over: 3...3) { exp($0) }.value == 0)
    #expect(GaussLegendre.order8.integrate(over: 3...3) { exp($0) } == 0)
  }
}
