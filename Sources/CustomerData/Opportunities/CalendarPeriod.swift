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

  /// The first day of the period with this number; nil beyond the years 1 to 9999.
  public func start(ofNumber number: Int) -> CalendarDay? {
    switch self {
    case .week:
      let day = number.multipliedReportingOverflow(by: 7)
      guard !day.overflow, let days = Int32(exactly: day.partialValue - 3),
        days <= CalendarDay.last.daysSince1970
      else { return nil }
      return CalendarDay(daysSince1970: days)
    case .month:
      // Months are numbered from January of the year 0.
      return number < 12 ? nil : CalendarDay(year: number / 12, month: number % 12 + 1, day: 1)
    case .year: return CalendarDay(year: number, month: 1, day: 1)
    }
  }

  /// The last day of the period that a day belongs to.
  public func end(of day: CalendarDay) -> CalendarDay {
    switch self {
    case .week: return CalendarDay(daysSince1970: start(of: day).daysSince1970 + 6)
    case .month:
      // 31 days after the first of a month lies in the month that follows.
      let next = CalendarDay(daysSince1970: start(of: day).daysSince1970 + 31)
      return CalendarDay(daysSince1970: start(of: next).daysSince1970 - 1)
    case .year: return CalendarDay(year: day.civil.year, month: 12, day: 31)!
    }
  }
}
