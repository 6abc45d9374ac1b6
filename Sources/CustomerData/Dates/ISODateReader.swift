/// Reads ISO dates (`ISODate`) and remembers months, since the dates of a log fall into few.
///
/// For one thread at a time. What is remembered changes no result.
struct ISODateReader {
  /// The date of the call before: rows in the order of time have it over and over.
  private var latest = Latest()
  private var months = [Month](repeating: Month(), count: ISODateReader.monthCount)

  /// A date by its ten bytes. Ten zeros, which come first, are none.
  private struct Latest {
    var word: UInt64 = 0
    var tail: UInt16 = 0
    var day: Int32?
  }

  /// A month by its first eight bytes, `2020-01-`.
  private struct Month {
    var text: UInt64 = 0
    /// The day before the first, in days since 1970.
    var base: Int32 = 0
    var length: Int32 = 0
  }

  private static let monthCount = 256

  /// Days since 1970, or nil when the text is no ISO date.
  @inline(__always)
  mutating func parse(_ text: UnsafeRawBufferPointer) -> Int32? {
    if text.count < 10 { return nil }
    let base = text.baseAddress.unsafelyUnwrapped
    let word = base.loadUnaligned(as: UInt64.self)
    let tail = base.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
    if word != latest.word || tail != latest.tail {
      latest = Latest(word: word, tail: tail, day: parseDay(UnsafeRawBufferPointer(start: base, count: 10), word))
    }
    if text.count > 10 && !ISODate.isTime(UnsafeRawBufferPointer(start: base + 10, count: text.count &- 10)) {
      return nil
    }
    return latest.day
  }

  /// The day of ten bytes.
  @inline(__always)
  private mutating func parseDay(_ text: UnsafeRawBufferPointer, _ word: UInt64) -> Int32? {
    let tens = text[8] &- UInt8(ascii: "0")
    let ones = text[9] &- UInt8(ascii: "0")
    let day = Int32(tens) &* 10 &+ Int32(ones)
    let month = months.withUnsafeBufferPointer { $0[ISODateReader.place(word)] }
    if month.text == word && tens <= 9 && ones <= 9 && day >= 1 && day <= month.length { return month.base &+ day }
    return parseAnew(text)
  }

  /// Few months of a log share a place: the digits of a date sit in the low halves of the bytes.
  @inline(__always)
  private static func place(_ word: UInt64) -> Int {
    Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) &>> 56)
  }

  @inline(never)
  private mutating func parseAnew(_ text: UnsafeRawBufferPointer) -> Int32? {
    guard let day = ISODate.parse(text) else { return nil }
    let word = text.loadUnaligned(as: UInt64.self)
    let (year, month, dayOfMonth) = day.civil
    months[ISODateReader.place(word)] = Month(
      text: word, base: day.daysSince1970 - Int32(dayOfMonth),
      length: Int32(CalendarDay.lengthOfMonth(month, year: year))
    )
    return day.daysSince1970
  }
}
