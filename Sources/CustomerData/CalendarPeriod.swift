/// A stretch of the calendar in which a customer buys or does not: what one opportunity is in a log.
public enum CalendarPeriod: String, Sendable, CaseIterable, Codable {
  /// Monday to Sunday.
  case week
  /// A calendar month.
  case month
  /// A calendar year.
  case year

  /// The unit of time as long as the period.
  public var unit: TimeUnit {
    switch self {
    case .week: .week
    case .month: .month
    case .year: .year
    }
  }

  /// Which period a day belongs to; consecutive periods have consecutive numbers.
  public func number(of day: CalendarDay) -> Int {
    switch self {
    // 1969-12-29 was a Monday.
    case .week: Int(((Double(day.daysSince1970) + 3) / 7).rounded(.down))
    case .month: day.civil.year * 12 + day.civil.month - 1
    case .year: day.civil.year
    }
  }

  /// The first day of the period that a day belongs to.
  public func start(of day: CalendarDay) -> CalendarDay {
    switch self {
    case .week: return CalendarDay(daysSince1970: Int32(number(of: day) * 7 - 3))
    case .month: return CalendarDay(daysSince1970: day.daysSince1970 - Int32(day.civil.day - 1))
    // Every day has a year between 1 and 9999, and that year a first day.
    case .year: return CalendarDay(year: day.civil.year, month: 1, day: 1)!
    }
  }
}
