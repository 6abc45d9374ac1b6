/// A table of text with aligned columns.
struct TextTable {
  /// Where the cells of a column stand.
  enum Alignment {
    case left, right
  }

  private var rows: [[String]] = []
  private let alignments: [Alignment]
  private let hasHeader: Bool

  /// - Parameter header: column titles; empty strings are allowed.
  init(header: [String], alignments: [Alignment]) {
    precondition(header.count == alignments.count, "\(header.count) titles for \(alignments.count) columns")
    self.alignments = alignments
    hasHeader = !header.allSatisfy(\.isEmpty)
    if hasHeader { rows.append(header) }
  }

  mutating func add(_ cells: [String]) {
    precondition(cells.count == alignments.count, "\(cells.count) cells for \(alignments.count) columns")
    rows.append(cells)
  }

  /// The lines, two blanks before each.
  var lines: [String] {
    let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    var result = rows.map { cells in
      let padded = alignments.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - cells[column].count)
        return alignments[column] == .left ? cells[column] + space : space + cells[column]
      }
      var line = "  " + padded.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
    if hasHeader {
      result.insert("  " + String(repeating: "-", count: widths.reduce(0, +) + 2 * (widths.count - 1)), at: 1)
    }
    return result
  }
}
