import SpecialFunctions
import TestSupport
import Testing

@Suite("Gamma functions against 60-digit values")
struct GammaFunctionTests {
  let table: JSONValue

  init() throws { table = try JSONValue(contentsOf: Repository.reference("mpmath_special.json")) }

  @Test("ln Gamma, psi and psi' agree to the last digits", .tags(.reference))
  func functions() {
    for row in table["gamma_functions"].array {
      let x = row["x"].number
      #expect(relativeError(logGamma(x), row["lgamma"].number) < 5e-16, "x = \(x)")
      #expect(relativeError(digamma(x), row["digamma"].number) < 1e-15, "x = \(x)")
      #expect(relativeError(trigamma(x), row["trigamma"].number) < 1e-15, "x = \(x)")
    }
  }

  @Test("differences over r to r + x agree to the last digits", .tags(.reference))
  func differences() {
    for row in table["gamma_differences"].array {
      let r = row["r"].number
      let x = row["x"].number
      #expect(relativeError(logGammaDifference(r, x), row["lgamma_diff"].number) < 2e-15, "r = \(r), x = \(x)")
      #expect(relativeError(digammaDifference(r, x), row["digamma_diff"].number) < 2e-15, "r = \(r), x = \(x)")
      #expect(relativeError(trigammaDifference(r, x), row["trigamma_diff"].number) < 2e-15, "r = \(r), x = \(x)")
    }
  }

  @Test("the log-beta difference agrees to the last digits", .tags(.reference))
  func betaDifferences() {
    for row in table["lbeta_differences"].array {
      let (a, b, x) = (row["a"].number, row["b"].number, row["x"].number)
      #expect(
        relativeError(logBetaDifference(a, b, x), row["lbeta_diff"].number) < 2e-15, "a = \(a), b = \(b), x = \(x)")
    }
  }
}
