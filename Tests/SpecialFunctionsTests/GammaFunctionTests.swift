import Foundation
import SpecialFunctions
import TestSupport
import Testing

/// The oracle table (parameters as the models have them) and the table made by generate_special.py (1e-300 to 1e300,
/// the borders of the regions, around the zero of psi).
private let tables = ["mpmath_special.json", "own_special.json"]

@Suite("Gamma and beta functions against 50-digit values")
struct GammaFunctionTests {
  private func rows(_ table: String, _ name: String) throws -> [JSONValue] {
    let rows = try JSONValue(contentsOf: Repository.reference(table))[name].array
    #expect(rows.count > 10)
    return rows
  }

  @Test("ln Gamma, psi and psi'", .tags(.reference), arguments: tables)
  func functions(table: String) throws {
    for row in try rows(table, "gamma_functions") {
      let x = row["x"].number
      #expect(relativeError(logGamma(x), row["lgamma"].number) < 5e-16, "x = \(x)")
      #expect(relativeError(digamma(x), row["digamma"].number) < 2e-15, "x = \(x)")
      #expect(relativeError(trigamma(x), row["trigamma"].number) < 1e-15, "x = \(x)")
    }
  }

  @Test("differences from r to r + x", .tags(.reference), arguments: tables)
  func differences(table: String) throws {
    for row in try rows(table, "gamma_differences") {
      let (r, x) = (row["r"].number, row["x"].number)
      #expect(relativeError(logGammaDifference(r, x), row["lgamma_diff"].number) < 6e-15, "r = \(r), x = \(x)")
      #expect(relativeError(digammaDifference(r, x), row["digamma_diff"].number) < 1e-15, "r = \(r), x = \(x)")
      #expect(relativeError(trigammaDifference(r, x), row["trigamma_diff"].number) < 1e-15, "r = \(r), x = \(x)")
    }
  }

  @Test("ln B(a, b + x) - ln B(a, b)", .tags(.reference), arguments: tables)
  func betaDifferences(table: String) throws {
    for row in try rows(table, "lbeta_differences") {
      let (a, b, x) = (row["a"].number, row["b"].number, row["x"].number)
      #expect(
        relativeError(logBetaDifference(a, b, x), row["lbeta_diff"].number) < 1e-15, "a = \(a), b = \(b), x = \(x)")
    }
  }

  @Test("ln B(a, b), either way round", .tags(.reference))
  func beta() throws {
    for row in try rows("own_special.json", "lbeta") {
      let (a, b) = (row["a"].number, row["b"].number)
      #expect(relativeError(logBeta(a, b), row["lbeta"].number) < 2e-15, "a = \(a), b = \(b)")
      #expect(logBeta(a, b) == logBeta(b, a))
    }
  }

  @Test("psi is the slope of ln Gamma's difference, psi' that of psi's", .tags(.gradient))
  func slopes() {
    for (r, x) in [(0.243, 3.0), (5.5, 0.25), (11.9, 40.0), (300.0, 17.5)] {
      let step = 1e-5 * r
      let gamma = (logGammaDifference(r + step, x) - logGammaDifference(r - step, x)) / (2 * step)
      let psi = (digammaDifference(r + step, x) - digammaDifference(r - step, x)) / (2 * step)
      #expect(relativeError(gamma, digammaDifference(r, x)) < 1e-9)
      #expect(relativeError(psi, trigammaDifference(r, x)) < 1e-9)
    }
  }

  @Test("ends and outside of the domain", .tags(.edge))
  func edges() {
    let inf = Double.infinity
    #expect(logGamma(0) == inf && logGamma(inf) == inf && logGamma(-0.5).isNaN && logGamma(.nan).isNaN)
    #expect(digamma(0) == -inf && digamma(inf) == inf && digamma(-0.5).isNaN && digamma(.nan).isNaN)
    #expect(trigamma(0) == inf && trigamma(inf) == 0 && trigamma(-0.5).isNaN && trigamma(.nan).isNaN)
    for f in [logGammaDifference, digammaDifference, trigammaDifference] {
      #expect(f(3, 0) == 0 && f(0, 0) == 0 && f(inf, 0) == 0)
      #expect(f(-1, 2).isNaN && f(1, -2).isNaN && f(.nan, 1).isNaN && f(1, .nan).isNaN)
    }
    #expect(logGammaDifference(0, 2) == -inf && logGammaDifference(0, 2.5) == -inf && logGammaDifference(0, 50) == -inf)
    #expect(
      logGammaDifference(2, inf) == inf && logGammaDifference(20, inf) == inf && logGammaDifference(inf, 2) == inf)
    #expect(digammaDifference(0, 2) == inf && digammaDifference(2, inf) == inf && digammaDifference(inf, 2) == 0)
    #expect(trigammaDifference(0, 2) == -inf && trigammaDifference(inf, 2) == 0)
    #expect(trigammaDifference(2, inf) == -trigamma(2))
    #expect(logBeta(0, 2) == inf && logBeta(2, inf) == -inf && logBeta(0, inf).isNaN && logBeta(-1, 2).isNaN)
    #expect(logBetaDifference(2, 3, 0) == 0 && logBetaDifference(0, 3, 2) == 0 && logBetaDifference(2, inf, 2) == 0)
    #expect(logBetaDifference(2, 0, 1) == -inf && logBetaDifference(2, 3, inf) == -inf)
    #expect(logBetaDifference(-2, 3, 1).isNaN && logBetaDifference(2, .nan, 1).isNaN)
  }
}
