/// How rows are written.
public struct CSVFormat: Sendable, Equatable {
  /// The byte between fields: ASCII, neither a quote nor a line end nor a character of numbers.
  public let delimiter: UInt8
  /// Puts an apostrophe before a text that a spreadsheet would run as a formula: one that starts with `=`, `+`, `-`, `@`
  /// or a control character. Numbers are not touched. Without it texts pass through byte for byte.
  public let isSpreadsheetSafe: Bool
  /// Significant digits of a number at most; nil for the shortest form that reads back the same.
  public let digits: Int?

  /// - Precondition: `allowsDelimiter(delimiter)`; `digits` at least 1.
  public init(delimiter: UInt8 = UInt8(ascii: ","), isSpreadsheetSafe: Bool = false, digits: Int? = nil) {
    precondition(CSVFormat.allowsDelimiter(delimiter), "byte \(delimiter) cannot separate fields")
    precondition(digits ?? 1 >= 1, "\(digits ?? 1) significant digits")
    self.delimiter = delimiter
    self.isSpreadsheetSafe = isSpreadsheetSafe
    self.digits = digits
  }

  /// Whether a byte can separate fields.
  public static func allowsDelimiter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0, 128...:
      false
    default: true
    }
  }
}
