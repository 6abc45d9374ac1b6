/// A layout of dates in the manner of `strptime`, for logs whose dates are not ISO 8601.
///
/// | directive | meaning |
/// |---|---|
/// | `%Y` | year, four digits |
/// | `%y` | year, two digits: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068 (POSIX) |
/// | `%m` `%d` `%e` | month, day of the month: one or two digits |
/// | `%b` `%B` `%h` | English month, three letters or in full, in any case |
/// | `%j` | day of the year, up to three digits |
/// | `%H` `%k` `%I` `%l` | hour 0 to 23, hour 1 to 12 |
/// | `%M` `%S` `%f` | minute, second (60 is a leap second), fraction of a second |
/// | `%p` | AM or PM, in any case |
/// | `%a` `%A` | English weekday, three letters or in full; not compared with the date |
/// | `%z` `%Z` | zone: `Z`, `+02:00`, `+0200`, `+02`; letters |
/// | `%s` | seconds since 1970-01-01 00:00 UTC; the day is that of UTC |
/// | `%F` `%D` `%T` `%R` | `%Y-%m-%d`, `%m/%d/%y`, `%H:%M:%S`, `%H:%M` |
/// | `%%` | a per cent sign |
///
/// A blank stands for one or more blanks; any other character for itself. The whole field must fit. The day as written
/// counts, whatever the zone.
public struct DateLayout: Sendable, Hashable {
  /// The layout as it was given.
  public let format: String
  private let elements: [Element]

  private enum Element: Sendable, Hashable {
    case year, yearOfCentury, month, monthName, day, dayOfYear, hour, hourOfHalf, minute, second, fraction, halfOfDay
    case weekday, zone, zoneName, secondsSince1970, blank
    case literal(UInt8)
  }

  /// - Returns: nil when the format has an unknown directive or does not determine a day.
  public init?(_ format: String) {
    var elements: [Element] = []
    var characters = format.utf8.makeIterator()
    while let character = characters.next() {
      if character == UInt8(ascii: " ") {
        if elements.last != .blank { elements.append(.blank) }
      } else if character != UInt8(ascii: "%") {
        elements.append(.literal(character))
      } else {
        guard let letter = characters.next(), let meaning = DateLayout.meaning(of: letter) else { return nil }
        elements += meaning
      }
    }
    let hasYear = elements.contains(.year) || elements.contains(.yearOfCentury)
    let hasMonth = elements.contains(.month) || elements.contains(.monthName)
    guard
      elements.contains(.secondsSince1970)
        || (hasYear && (elements.contains(.dayOfYear) || (hasMonth && elements.contains(.day))))
    else { return nil }
    self.format = format
    self.elements = elements
  }

  private static func meaning(of letter: UInt8) -> [Element]? {
    switch letter {
    case UInt8(ascii: "Y"): [.year]
    case UInt8(ascii: "y"): [.yearOfCentury]
    case UInt8(ascii: "m"): [.month]
    case UInt8(ascii: "d"), UInt8(ascii: "e"): [.day]
    case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "h"): [.monthName]
    case UInt8(ascii: "j"): [.dayOfYear]
    case UInt8(ascii: "H"), UInt8(ascii: "k"): [.hour]
    case UInt8(ascii: "I"), UInt8(ascii: "l"): [.hourOfHalf]
    case UInt8(ascii: "M"): [.minute]
    case UInt8(ascii: "S"): [.second]
    case UInt8(ascii: "f"): [.fraction]
    case UInt8(ascii: "p"): [.halfOfDay]
    case UInt8(ascii: "a"), UInt8(ascii: "A"): [.weekday]
    case UInt8(ascii: "z"): [.zone]
    case UInt8(ascii: "Z"): [.zoneName]
    case UInt8(ascii: "s"): [.secondsSince1970]
    case UInt8(ascii: "%"): [.literal(UInt8(ascii: "%"))]
    case UInt8(ascii: "F"): [.year, .literal(UInt8(ascii: "-")), .month, .literal(UInt8(ascii: "-")), .day]
    case UInt8(ascii: "D"): [.month, .literal(UInt8(ascii: "/")), .day, .literal(UInt8(ascii: "/")), .yearOfCentury]
    case UInt8(ascii: "T"): [.hour, .literal(UInt8(ascii: ":")), .minute, .literal(UInt8(ascii: ":")), .second]
    case UInt8(ascii: "R"): [.hour, .literal(UInt8(ascii: ":")), .minute]
    default: nil
    }
  }

  /// The day, or nil when the text does not fit or there is no such date or time.
  func parse(_ text: UnsafeRawBufferPointer) -> CalendarDay? {
    var reader = DigitReader(text)
    var (year, month, dayOfMonth) = (0, 0, 0)
    var dayOfYear: Int?
    var secondsSince1970: Int?
    for element in elements {
      switch element {
      case .year:
        guard let value = reader.number(digits: 4) else { return nil }
        year = value
      case .yearOfCentury:
        guard let value = reader.number(digits: 2) else { return nil }
        year = value < 69 ? 2000 + value : 1900 + value
      case .month:
        guard let value = reader.number(atMost: 2) else { return nil }
        month = value
      case .monthName:
        guard let index = reader.name(DateLayout.months) else { return nil }
        month = index + 1
      case .day:
        // A blank may stand for the leading zero, as `%e` writes it.
        _ = reader.take(UInt8(ascii: " "))
        guard let value = reader.number(atMost: 2) else { return nil }
        dayOfMonth = value
      case .dayOfYear:
        guard let value = reader.number(atMost: 3) else { return nil }
        dayOfYear = value
      case .hour:
        guard let value = reader.number(atMost: 2), value <= 23 else { return nil }
      case .hourOfHalf:
        guard let value = reader.number(atMost: 2), (1...12).contains(value) else { return nil }
      case .minute:
        guard let value = reader.number(atMost: 2), value <= 59 else { return nil }
      case .second:
        guard let value = reader.number(atMost: 2), value <= 60 else { return nil }
      case .fraction:
        guard reader.number(atMost: .max) != nil else { return nil }
      case .halfOfDay:
        guard reader.name(["AM", "PM"]) != nil else { return nil }
      case .weekday:
        guard reader.name(DateLayout.weekdays) != nil else { return nil }
      case .zone:
        guard reader.takeZone() else { return nil }
      case .zoneName:
        guard reader.take(while: { (0x41...0x5A).contains($0 & 0xDF) }) > 0 else { return nil }
      case .secondsSince1970:
        let isNegative = reader.take(UInt8(ascii: "-"))
        guard let value = reader.number(atMost: 15) else { return nil }
        secondsSince1970 = isNegative ? -value : value
      case .blank:
        guard reader.take(while: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) > 0 else { return nil }
      case .literal(let byte):
        guard reader.take(byte) else { return nil }
      }
    }
    guard reader.isAtEnd else { return nil }
    if let secondsSince1970 {
      let days = secondsSince1970 >= 0 ? secondsSince1970 / 86_400 : -((86_399 - secondsSince1970) / 86_400)
      return DateLayout.representable.contains(days) ? CalendarDay(daysSince1970: Int32(days)) : nil
    }
    if let dayOfYear {
      guard let newYear = CalendarDay(year: year, month: 1, day: 1), dayOfYear >= 1 else { return nil }
      let day = CalendarDay(daysSince1970: newYear.daysSince1970 + Int32(dayOfYear - 1))
      return day.civil.year == year ? day : nil
    }
    return CalendarDay(year: year, month: month, day: dayOfMonth)
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
  /// The years 1 to 9999, as everywhere.
  private static let representable =
    Int(CalendarDay(year: 1, month: 1, day: 1)!.daysSince1970)...Int(CalendarDay.last.daysSince1970)
}

extension DigitReader {
  /// Takes one of the names, in full or by its first three letters, in any case; which one.
  fileprivate mutating func name(_ names: [String]) -> Int? {
    for (index, name) in names.enumerated() {
      for candidate in [name, String(name.prefix(3))] {
        var trial = self
        // Letters differ from their other case in one bit.
        let fits = candidate.utf8.allSatisfy { letter in
          guard let byte = trial.next, byte | 0x20 == letter | 0x20 else { return false }
          return trial.take(byte)
        }
        if fits {
          self = trial
          return index
        }
      }
    }
    return nil
  }

  /// Takes `Z`, `+02:00`, `+0200` or `+02`.
  fileprivate mutating func takeZone() -> Bool {
    if take(UInt8(ascii: "Z")) { return true }
    guard take(UInt8(ascii: "+")) || take(UInt8(ascii: "-")), take(twoDigitsUpTo: 23) else { return false }
    if take(UInt8(ascii: ":")) { return take(twoDigitsUpTo: 59) }
    guard let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return true }
    return take(twoDigitsUpTo: 59)
  }
}
