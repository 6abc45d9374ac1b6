/// How rows are written.
public struct CSVFormat: Sendable, Equatable {
  /// What stands between fields.
  public let delimiter: Delimiter
  /// Puts an apostrophe before a text that a spreadsheet would run as a formula: one that starts with `=`, `+`, `-`, `@`
  /// or a control character. Numbers are not touched. Without it texts pass through byte for byte.
  public let isSpreadsheetSafe: Bool
  /// Significant digits of a number at most; nil for the shortest form that reads back the same.
  public let digits: Int?

  /// - Precondition: `allowsDelimiter(delimiter)`; `digits` at least 1.
  public init(delimiter: Delimiter = .comma, isSpreadsheetSafe: Bool = false, digits: Int? = nil) {
    precondition(CSVFormat.allowsDelimiter(delimiter), "byte \(delimiter.byte) cannot separate fields")
    precondition(digits ?? 1 >= 1, "\(digits ?? 1) significant digits")
    self.delimiter = delimiter
    self.isSpreadsheetSafe = isSpreadsheetSafe
    self.digits = digits
  }

  /// Whether a delimiter can stand between fields that are numbers and dates: it is no character of them.
  public static func allowsDelimiter(_ delimiter: Delimiter) -> Bool {
    !"0123456789+-.e".utf8.contains(delimiter.byte)
  }
}
