/// The byte between two fields.
public struct Delimiter: Sendable, Hashable {
  /// The byte itself.
  public let byte: UInt8

  /// `,`.
  public static let comma = Delimiter(UInt8(ascii: ","))
  /// `;`.
  public static let semicolon = Delimiter(UInt8(ascii: ";"))
  /// The tabulator.
  public static let tab = Delimiter(UInt8(ascii: "\t"))
  /// `|`.
  public static let pipe = Delimiter(UInt8(ascii: "|"))

  /// Those that are looked for in a header, in order of preference.
  public static let candidates = [comma, semicolon, tab, pipe]

  private init(_ byte: UInt8) { self.byte = byte }

  /// `comma`, `semicolon`, `tab`, `pipe`, `\t`, or the character itself.
  ///
  /// - Returns: nil unless it is a single ASCII character other than a quote, a line end or NUL.
  public init?(argument: String) {
    switch argument {
    case "comma": self = .comma
    case "semicolon": self = .semicolon
    case "tab", "\\t": self = .tab
    case "pipe": self = .pipe
    default:
      guard argument.utf8.count == 1, let byte = argument.utf8.first, byte < 0x80,
        byte != ASCII.quote, byte != ASCII.lineFeed, byte != ASCII.carriageReturn, byte != 0
      else { return nil }
      self.init(byte)
    }
  }
}
