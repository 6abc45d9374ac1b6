import Foundation
import SpecialFunctions
import TestSupport
import Testing

@Suite("ln 2F1")
struct Hypergeometric2F1Tests {
  @Test("every row of the oracle table", .tags(.reference))
  func oracle() throws { try check("mpmath_log2f1.json", rows: 165) }

  // source: generate_log2f1.py. Parameters from 1e-8 to 1e9, x to 1e4, 1 - z to 1e-10, whole c - a - b, c < b.
  @Test("every row of the table made for the models' own calls", .tags(.reference))
  func own() throws { try check("own_log2f1.json", rows: 584) }

  private func check(_ name: String, rows expected: Int) throws {
    let rows = try JSONValue(contentsOf: Repository.reference(name))["rows"].array
    #expect(rows.count == expected)
    for row in rows {
      let (a, b, c) = (row["a"].number, row["b"].number, row["c"].number)
      let value =
        row["one_minus_z"].double.map { logHypergeometric2F1(a, b, c, oneMinusZ: $0) }
        ?? logHypergeometric2F1(a, b, c, row["z"].number)
      #expect(
        relativeError(value, row["log_2f1"].number) < 6e-15,
        "a = \(a), b = \(b), c = \(c), z = \(row["z"].object), 1 - z = \(row["one_minus_z"].object)")
    }
  }

  /// A parameter set drawn from the whole range, the same on every run (Steele et al., SplitMix64, 2014).
  private struct Draw {
    var state: UInt64
    mutating func uniform() -> Double {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return Double((mixed ^ (mixed >> 31)) >> 11) * 0x1p-53
    }
    mutating func parameter(_ low: Double, _ high: Double) -> Double {
      let value = pow(10, low + (high - low) * uniform())
      return uniform() < 0.5 ? value : value.rounded() + 1
    }
  }

  @Test("F(a, b) = F(b, a), though the methods treat a and b differently", .tags(.law))
  func symmetry() {
    var draw = Draw(state: 1)
    for _ in 0..<1500 {
      let (a, b) = (draw.parameter(-3, 4), draw.parameter(-8, 9))
      let c = b + draw.parameter(-8, 9)
      let rho = pow(10, -10 * draw.uniform())
      let value = logHypergeometric2F1(a, b, c, oneMinusZ: rho)
      let swapped = logHypergeometric2F1(b, a, c, oneMinusZ: rho)
      #expect(relativeError(value, swapped) < 2e-14, "a = \(a), b = \(b), c = \(c), 1 - z = \(rho)")
    }
  }

  @Test("F(a, b; c) = F(a, b; c+1) + a b z / (c (c+1)) F(a+1, b+1; c+2), also for c < b", .tags(.law))
  func contiguity() {
    var draw = Draw(state: 2)
    for _ in 0..<1500 {
      let (a, b) = (draw.parameter(-3, 4), draw.parameter(-3, 4))
      let c = draw.uniform() < 0.5 ? b + draw.parameter(-8, 4) : max(b - 3 * draw.uniform(), 0.01)
      let rho = pow(10, -10 * draw.uniform())
      let value = logHypergeometric2F1(a, b, c, oneMinusZ: rho)
      // The rounding of b + 1 and c + 2 moves the right side by up to c times 1e-16 of itself, hence the tolerance; for
      // values below, the rounding of ln(1 + small) in this test's own sum would count.
      if value < 1e-3 { continue }
      let sum = logSumExp(
        logHypergeometric2F1(a, b, c + 1, oneMinusZ: rho),
        log(a / c * (b / (c + 1)) * (1 - rho)) + logHypergeometric2F1(a + 1, b + 1, c + 2, oneMinusZ: rho))
      #expect(relativeError(value, sum) < 3e-13, "a = \(a), b = \(b), c = \(c), 1 - z = \(rho)")
    }
  }

  @Test("closed forms", .tags(.law))
  func closedForms() {
    for z in [1e-12, 0.1, 0.5, 0.9, 0.999, 0.999999] {
      // F(a, b; b; z) = (1-z)^-a, F(1, 1; 2; z) = -ln(1-z)/z (DLMF 15.4.6, 15.4.1).
      #expect(relativeError(logHypergeometric2F1(3.5, 1e9, 1e9, z), -3.5 * log1p(-z)) < 1e-14)
      let exact = log(-log1p(-z) / z)
      #expect(abs(logHypergeometric2F1(1, 1, 2, z) - exact) < 1e-15 * (1 + exact), "z = \(z)")
    }
    // Gauss, z = 1: F(1/2, 1/2; 3/2; 1) = pi/2 (DLMF 15.4.4, 15.4.20).
    #expect(relativeError(logHypergeometric2F1(0.5, 0.5, 1.5, 1), log(Double.pi / 2)) < 1e-14)
  }

  @Test("ends and outside of the domain", .tags(.edge))
  func edges() {
    #expect(logHypergeometric2F1(2, 3, 4, 0) == 0)
    #expect(logHypergeometric2F1(0, 3, 4, 0.5) == 0)
    #expect(logHypergeometric2F1(2, 0, 4, 0.5) == 0)
    #expect(logHypergeometric2F1(2, 3, 4, oneMinusZ: 0) == .infinity)
    #expect(logHypergeometric2F1(2, 3, 5, 1) == .infinity)
    for bad in [-1, .nan, .infinity] as [Double] {
      #expect(logHypergeometric2F1(bad, 3, 4, 0.5).isNaN)
      #expect(logHypergeometric2F1(2, bad, 4, 0.5).isNaN)
      #expect(logHypergeometric2F1(2, 3, bad, 0.5).isNaN)
      #expect(logHypergeometric2F1(2, 3, 4, bad).isNaN)
      #expect(logHypergeometric2F1(2, 3, 4, oneMinusZ: bad).isNaN)
    }
    #expect(logHypergeometric2F1(2, 3, 0, 0.5).isNaN)
  }
}
