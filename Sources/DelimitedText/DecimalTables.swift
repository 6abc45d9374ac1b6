/// What is looked up to write numbers. A loop fetches it once and passes it on.
struct DecimalTables: Sendable {
  static let shared = DecimalTables()

  /// Numbers below this have their text in a table.
  static let smallNumbers = 1_000

  let powers = PowersOfTen.shared
  /// The digits of the small numbers, and in the highest byte how many they are. Allocated once and never freed: there is a
  /// single value of this type.
  nonisolated(unsafe) private let smallTexts: UnsafeMutablePointer<UInt32>

  private init() {
    smallTexts = .allocate(capacity: DecimalTables.smallNumbers)
    for number in 0..<DecimalTables.smallNumbers {
      let digits = Array(String(number).utf8)
      let text = digits.indices.reduce(UInt32(digits.count) << 24) { $0 | UInt32(digits[$1]) << UInt32(8 * $1) }
      (smallTexts + number).initialize(to: text)
    }
  }

  /// The digits of a small number, the first in the lowest byte, and how many they are; the highest byte means nothing.
  @inline(__always)
  func text(of number: Int) -> (digits: UInt32, count: Int) {
    let text = smallTexts[number]
    return (text, Int(truncatingIfNeeded: text &>> 24))
  }
}
