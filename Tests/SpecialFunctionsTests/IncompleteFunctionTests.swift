import SpecialFunctions
import TestSupport
import Testing

// source: generate_special.py. Looser than the other functions: where a tail is near 1 its logarithm is minus the other
// tail, e^(a logarithm of up to -700), whose rounding comes out multiplied by 700; and the continued fraction of the
// incomplete beta function takes hundreds of steps at x = 0.999, a = 2000.
@Suite("Incomplete beta and gamma functions against 50-digit values")
struct IncompleteFunctionTests {
  private func rows(_ name: String) throws -> [JSONValue] {
    try JSONValue(contentsOf: Repository.reference("own_special.json"))[name].array
  }

  @Test("I_x(a, b), its complement and their logarithms", .tags(.reference))
  func beta() throws {
    let rows = try rows("incomplete_beta")
    #expect(rows.count == 336)
    for row in rows {
      let (x, a, b) = (row["x"].number, row["a"].number, row["b"].number)
      let (lower, upper) = (row["log_lower"].number, row["log_upper"].number)
      let place: Comment = "x = \(x), a = \(a), b = \(b)"
      #expect(relativeError(logRegularizedIncompleteBeta(x, a: a, b: b), lower) < 2e-13, place)
      #expect(relativeError(logRegularizedIncompleteBetaComplement(x, a: a, b: b), upper) < 2e-13, place)
      let sum = regularizedIncompleteBeta(x, a: a, b: b) + regularizedIncompleteBetaComplement(x, a: a, b: b)
      #expect(abs(sum - 1) < 1e-15, place)
      #expect(abs(logRegularizedIncompleteBeta(x, a: a, b: b) - lower) < 1e-13 * max(1, -lower), place)
      #expect(abs(logRegularizedIncompleteBetaComplement(x, a: a, b: b) - upper) < 1e-13 * max(1, -upper), place)
    }
  }

  @Test("P(a, x), Q(a, x) and their logarithms", .tags(.reference))
  func gamma() throws {
    let rows = try rows("incomplete_gamma")
    #expect(rows.count == 117)
    for row in rows {
      let (a, x) = (row["a"].number, row["x"].number)
      let (lower, upper) = (row["log_lower"].number, row["log_upper"].number)
      let place: Comment = "a = \(a), x = \(x)"
      #expect(relativeError(logRegularizedIncompleteGamma(a, x), lower) < 3e-13, place)
      #expect(relativeError(logRegularizedIncompleteGammaComplement(a, x), upper) < 3e-13, place)
      #expect(abs(regularizedIncompleteGamma(a, x) + regularizedIncompleteGammaComplement(a, x) - 1) < 1e-15, place)
      #expect(abs(logRegularizedIncompleteGamma(a, x) - lower) < 2e-14 * max(1, -lower), place)
      #expect(abs(logRegularizedIncompleteGammaComplement(a, x) - upper) < 2e-14 * max(1, -upper), place)
    }
  }

  @Test("ends and outside of the domain", .tags(.edge))
  func edges() {
    #expect(regularizedIncompleteBeta(0, a: 2, b: 3) == 0)
    #expect(regularizedIncompleteBeta(1, a: 2, b: 3) == 1)
    #expect(regularizedIncompleteBetaComplement(0, a: 2, b: 3) == 1)
    #expect(logRegularizedIncompleteBeta(0, a: 2, b: 3) == -.infinity)
    #expect(regularizedIncompleteGamma(2, 0) == 0)
    #expect(regularizedIncompleteGamma(2, .infinity) == 1)
    #expect(regularizedIncompleteGammaComplement(2, .infinity) == 0)
    #expect(logRegularizedIncompleteGammaComplement(2, .infinity) == -.infinity)
    for bad in [-1, .nan] as [Double] {
      #expect(regularizedIncompleteBeta(bad, a: 2, b: 3).isNaN)
      #expect(regularizedIncompleteBeta(0.5, a: bad, b: 3).isNaN)
      #expect(regularizedIncompleteBetaComplement(0.5, a: 2, b: bad).isNaN)
      #expect(logRegularizedIncompleteGamma(bad, 1).isNaN)
      #expect(regularizedIncompleteGamma(1, bad).isNaN)
    }
  }
}
