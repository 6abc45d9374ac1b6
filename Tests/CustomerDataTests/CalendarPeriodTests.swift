import CustomerData
import TestSupport
import Testing

@Suite("Calendar periods")
struct CalendarPeriodTests {
  @Test("a period starts where its number changes", .tags(.law), arguments: CalendarPeriod.allCases)
  func starts(period: CalendarPeriod) {
    for day in Int32(-30_000)...Int32(-28_500) {
      let day = CalendarDay(daysSince1970: day)
      let start = period.start(of: day)
      #expect(start <= day && period.number(of: start) == period.number(of: day))
      let before = CalendarDay(daysSince1970: start.daysSince1970 - 1)
      #expect(period.number(of: before) == period.number(of: day) - 1)
      #expect(period.start(ofNumber: period.number(of: day)) == start)
      let after = CalendarDay(daysSince1970: period.end(of: day).daysSince1970 + 1)
      #expect(period.start(of: after) == after && period.number(of: after) == period.number(of: day) + 1)
    }
  }

  @Test("weeks start on Monday")
  func monday() throws {
    // 2024-01-01 was a Monday.
    let monday = try #require(CalendarDay("2024-01-01"))
    #expect(CalendarPeriod.week.start(of: monday) == monday)
    #expect(CalendarPeriod.week.start(of: CalendarDay(daysSince1970: monday.daysSince1970 + 6)) == monday)
  }

  @Test("there is no period past the year 9999", .tags(.edge), arguments: CalendarPeriod.allCases)
  func last(period: CalendarPeriod) throws {
    let last = try #require(CalendarDay("9999-12-31"))
    #expect(period.start(ofNumber: period.number(of: last)) != nil)
    #expect(period.start(ofNumber: period.number(of: last) + 1) == nil)
    #expect(period.start(ofNumber: 1 << 40) == nil)
  }
}
