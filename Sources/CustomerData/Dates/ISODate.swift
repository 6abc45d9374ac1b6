/// Days as ISO 8601 has them: `2020-01-31`, or `2020-01-31T13:45[:05[.123]][Z|+02:00]`, also with a blank for the T.
///
/// The day as written counts: a zone is checked and otherwise left alone.
enum ISODate {
  /// The day, or nil when the text is no such date.
  @inline(__always)
  static func parse(_ text: UnsafeRawBufferPointer) -> CalendarDay? {
    guard text.count >= 10, let base = text.baseAddress else { return nil }
    // Eight digits and two hyphens; a byte that is no digit leaves a bit above the low four or a value above 9.
    func digit(_ offset: Int) -> Int {
      Int(base.load(fromByteOffset: offset, as: UInt8.self) &- UInt8(ascii: "0"))
    }
    let (y1, y2, y3, y4) = (digit(0), digit(1), digit(2), digit(3))
    let (m1, m2, d1, d2) = (digit(5), digit(6), digit(8), digit(9))
    let areDigits =
      y1 < 10 && y2 < 10 && y3 < 10 && y4 < 10 && m1 < 10 && m2 < 10 && d1 < 10 && d2 < 10
      && text[4] == UInt8(ascii: "-") && text[7] == UInt8(ascii: "-")
    guard areDigits,
      let day = CalendarDay(
        year: y1 &* 1000 &+ y2 &* 100 &+ y3 &* 10 &+ y4, month: m1 &* 10 &+ m2, day: d1 &* 10 &+ d2)
    else { return nil }
    if text.count > 10 && !isTime(UnsafeRawBufferPointer(rebasing: text[10...])) { return nil }
    return day
  }

  /// Whether the text is `T13:45[:05[.123]][Z|+02:00]`, or the same after a blank.
  static func isTime(_ text: UnsafeRawBufferPointer) -> Bool {
    if text.count == 9 && isTimeOfSeconds(text) { return true }
    var reader = DigitReader(text)
    guard reader.take(UInt8(ascii: "T")) || reader.take(UInt8(ascii: " ")),
      reader.take(twoDigitsUpTo: 23), reader.take(UInt8(ascii: ":")), reader.take(twoDigitsUpTo: 59)
    else { return false }
    if reader.take(UInt8(ascii: ":")) {
      // 60 is a leap second.
      guard reader.take(twoDigitsUpTo: 60) else { return false }
      if reader.take(UInt8(ascii: ".")) && reader.number(atMost: .max) == nil { return false }
    }
    if reader.isAtEnd || reader.take(UInt8(ascii: "Z")) { return reader.isAtEnd }
    guard reader.take(UInt8(ascii: "+")) || reader.take(UInt8(ascii: "-")) else { return false }
    return reader.take(twoDigitsUpTo: 23) && reader.take(UInt8(ascii: ":")) && reader.take(twoDigitsUpTo: 59)
      && reader.isAtEnd
  }

  /// Whether nine bytes are `T13:45:05` or the same after a blank, the common form, found without a step per byte.
  @inline(__always)
  private static func isTimeOfSeconds(_ text: UnsafeRawBufferPointer) -> Bool {
    let separator = text[0]
    let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: 1, as: UInt64.self))
    // What is left of `13:45:05` without `00:00:00`, the first byte lowest: digits, and zero for the colons.
    let digits = word ^ 0x3030_3A30_303A_3030
    // A byte beyond 2 9, 0, 5 9, 0, 6 9 has its high bit, or gets it.
    let isBeyond = (digits | (digits &+ 0x7679_7F76_7A7F_767D)) & 0x8080_8080_8080_8080 != 0
    let hour = (digits & 0xFF) &* 10 &+ (digits &>> 8) & 0xFF
    // 60 is a leap second.
    let second = (digits &>> 48 & 0xFF) &* 10 &+ digits &>> 56
    return (separator == UInt8(ascii: "T") || separator == UInt8(ascii: " ")) && !isBeyond && hour <= 23 && second <= 60
  }
}
