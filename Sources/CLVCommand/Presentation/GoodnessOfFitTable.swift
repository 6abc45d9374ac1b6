import LifetimeValue

/// Expected and actual counts as `clv evaluate` prints them.
enum GoodnessOfFitTable {
  /// More cells than these are not shown; the document has them all.
  private static let shown = 40

  static func lines(_ fit: GoodnessOfFit) -> [String] {
    var table = TextTable(header: ["", "expected", "actual"], alignments: [.left, .right, .right])
    for cell in fit.cells.prefix(shown) {
      table.add([cell.label, NumberText.fixed(cell.expected, 1), NumberText.fixed(cell.actual, 0)])
    }
    let p = fit.p.map { ", p \(NumberText.significant($0, 3))" } ?? ""
    return table.lines + [
      "  chi-squared \(NumberText.significant(fit.chiSquared, 5)) on \(fit.degreesOfFreedom) degrees of freedom\(p)"
    ]
  }
}
