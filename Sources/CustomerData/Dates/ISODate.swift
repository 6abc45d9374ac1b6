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
  private static func isTime(_ text: UnsafeRawBufferPointer) -> Bool {
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
}
