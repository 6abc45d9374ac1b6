/// A day of the proleptic Gregorian calendar, counted from 1970-01-01.
public struct CalendarDay: Sendable, Hashable, Comparable {
  /// Whole days since 1970-01-01; negative before it.
  public var daysSince1970: Int32

  /// The last day whose year has four digits: 9999-12-31.
  package static let last = CalendarDay(daysSince1970: 2_932_896)

  /// - Parameter daysSince1970: whole days since 1970-01-01.
  public init(daysSince1970: Int32) { self.daysSince1970 = daysSince1970 }

  /// The day of a calendar date, or nil when there is no such date (month 13, February 30) or the year is
  /// not between 1 and 9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= CalendarDay.lengthOfMonth(month, year: year)
    else { return nil }
    // Days from civil, H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013): years start in March.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    self.daysSince1970 = Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// Year, month and day of the month.
  public var civil: (year: Int, month: Int, day: Int) {
    // C. Neri and L. Schneider, "Euclidean affine functions and their application to calendar algorithms" (2022),
    // section 9: years start in March, and divisions become multiplications. Counted from so many 400 years before the
    // year 0 that no day is negative.
    let eras: UInt64 = 14_700
    let days = UInt64(bitPattern: Int64(daysSince1970)) &+ (719_468 + 146_097 * eras)
    let century = (4 &* days &+ 3) / 146_097
    let dayOfCentury = (4 &* days &+ 3) % 146_097 / 4
    // 2939745 is 2^32 / 1461, the days of four years; its multiples hold the year above and the day below bit 32.
    let scaled = 2_939_745 &* (4 &* dayOfCentury &+ 3)
    let dayOfYear = (scaled & 0xFFFF_FFFF) / 2_939_745 / 4
    // 2141 is 2^16 / 30.6, the mean length of the months from March to January.
    let months = 2141 &* dayOfYear &+ 197_913
    let (month, day) = (months >> 16, (months & 0xFFFF) / 2141 &+ 1)
    let isNextYear = dayOfYear >= 306
    let year = Int(century &* 100 &+ scaled >> 32) &- Int(400 &* eras) &+ (isNextYear ? 1 : 0)
    return (year, Int(isNextYear ? month &- 12 : month), Int(day))
  }

  static func lengthOfMonth(_ month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Whether a day comes before another.
  public static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.daysSince1970 < right.daysSince1970 }
}

extension CalendarDay: CustomStringConvertible, LosslessStringConvertible {
  /// Reads `YYYY-MM-DD`.
  public init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2 else { return nil }
    let numbers = parts.compactMap { part in
      part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(String(part)!) : nil
    }
    guard numbers.count == 3 else { return nil }
    self.init(year: numbers[0], month: numbers[1], day: numbers[2])
  }

  /// `YYYY-MM-DD`.
  public var description: String {
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
    let (year, month, day) = civil
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}

extension CalendarDay: Codable {
  /// Reads the text `YYYY-MM-DD`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let day = CalendarDay(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is no date YYYY-MM-DD")
    }
    self = day
  }

  /// Writes the text `YYYY-MM-DD`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
