/// Takes digits and signs from the front of a text.
struct DigitReader {
  private let text: UnsafeRawBufferPointer
  private(set) var position = 0

  init(_ text: UnsafeRawBufferPointer) { self.text = text }

  var isAtEnd: Bool { position == text.count }

  /// The next byte, not taken.
  var next: UInt8? { position < text.count ? text[position] : nil }

  /// Takes the byte if it comes next.
  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  /// Takes bytes as long as they satisfy a condition; how many.
  @discardableResult
  mutating func take(while condition: (UInt8) -> Bool) -> Int {
    let start = position
    while let byte = next, condition(byte) { position += 1 }
    return position - start
  }

  /// Takes exactly two digits of a number between 0 and a limit.
  mutating func take(twoDigitsUpTo limit: Int) -> Bool {
    guard let value = number(digits: 2) else { return false }
    return value <= limit
  }

  /// Takes exactly so many digits.
  mutating func number(digits: Int) -> Int? {
    let start = position
    let value = number(atMost: digits)
    return position - start == digits ? value : nil
  }

  /// Takes at least one digit, and no more than so many. A value beyond 10^15 is cut there.
  mutating func number(atMost digits: Int) -> Int? {
    let start = position
    var value = 0
    while position - start < digits, let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      value = min(value * 10 + Int(byte - UInt8(ascii: "0")), 1_000_000_000_000_000)
      position += 1
    }
    return position == start ? nil : value
  }
}
