import SpecialFunctions
import TestSupport
import Testing

@Suite("ln 2F1")
struct Hypergeometric2F1Tests {
  @Test("every row of the oracle table", .tags(.reference))
  func oracle() throws { try check("mpmath_log2f1.json", rows: 165) }

  private func check(_ name: String, rows expected: Int) throws {
    let rows = try JSONValue(contentsOf: Repository.reference(name))["rows"].array
    #expect(rows.count == expected)
    for row in rows {
      let (a, b, c) = (row["a"].number, row["b"].number, row["c"].number)
      let value =
        row["one_minus_z"].double.map { logHypergeometric2F1(a, b, c, oneMinusZ: $0) }
        ?? logHypergeometric2F1(a, b, c, row["z"].number)
      #expect(
        relativeError(value, row["log_2f1"].number) < 1e-14,
        "a = \(a), b = \(b), c = \(c), z = \(row["z"].object), 1 - z = \(row["one_minus_z"].object)")
    }
  }
}
