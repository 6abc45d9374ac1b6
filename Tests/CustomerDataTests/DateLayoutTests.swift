import TestSupport
import Testing

@testable import CustomerData

private func iso(_ text: String) -> CalendarDay? {
  var text = text
  return text.withUTF8 { ISODate.parse(UnsafeRawBufferPointer($0)) }
}

private func day(_ text: String, _ format: String) -> String? {
  var text = text
  return text.withUTF8 { DateLayout(format)!.parse(UnsafeRawBufferPointer($0)) }?.description
}

@Suite("Dates")
struct DateLayoutTests {
  @Test(
    "ISO days and timestamps give the day as written",
    arguments: [
      "2020-01-31", "2020-01-31T13:45", "2020-01-31 13:45", "2020-01-31T13:45:05", "2020-01-31T13:45:05.123",
      "2020-01-31T23:59:60Z", "2020-01-31T00:00Z", "2020-01-31T13:45:05.123456789+02:00", "2020-01-31 13:45-11:30",
    ])
  func isoDates(text: String) { #expect(iso(text) == CalendarDay("2020-01-31")) }

  @Test(
    "what is no ISO date is refused", .tags(.edge),
    arguments: [
      "", "2020", "2020-01", "2020-1-31", "2020/01/31", "20200131", "31-01-2020", "2020-02-30", "2019-02-29",
      "1900-02-29",
      "2020-13-01", "2020-00-10", "2020-01-00", "0000-01-01", "2020-01-31T", "2020-01-31T13", "2020-01-31T24:00",
      "2020-01-31T13:60", "2020-01-31T13:45:61", "2020-01-31T13:45:", "2020-01-31T13:45:05.", "2020-01-31T13:45z",
      "2020-01-31T13:45+0200", "2020-01-31T13:45+24:00", "2020-01-31T13:45Zx", "2020-01-31X13:45", "2020-01-31 ",
      " 2020-01-31", "2020-01-3１", "-020-01-01", "2O20-01-01",
    ])
  func notISO(text: String) { #expect(iso(text) == nil) }

  @Test("every day of 400 years is read back")
  func allDays() {
    let first = CalendarDay("1900-01-01")!.daysSince1970
    for offset in stride(from: Int32(0), to: 146_097, by: 7) {
      let day = CalendarDay(daysSince1970: first + offset)
      #expect(iso(day.description) == day)
    }
  }

  @Test(
    "layouts in the manner of strptime",
    arguments: [
      ("31/01/2020", "%d/%m/%Y", "2020-01-31"), ("1/2/2020", "%d/%m/%Y", "2020-02-01"),
      ("01/31/20", "%m/%d/%y", "2020-01-31"),
      ("01/31/69", "%D", "1969-01-31"), ("01/31/68", "%D", "2068-01-31"), ("20200131", "%Y%m%d", "2020-01-31"),
      ("31.01.2020 13:45", "%d.%m.%Y %H:%M", "2020-01-31"), ("31.01.2020   9:05", "%d.%m.%Y %H:%M", "2020-01-31"),
      ("Fri Jan 31 2020 01:45:05 PM", "%a %b %d %Y %I:%M:%S %p", "2020-01-31"),
      ("january 5, 2020", "%B %d, %Y", "2020-01-05"),
      ("May 1 2020", "%B %d %Y", "2020-05-01"), ("2020-366", "%Y-%j", "2020-12-31"), ("1580428800", "%s", "2020-01-31"),
      ("-1", "%s", "1969-12-31"), ("-86400", "%s", "1969-12-31"), ("-86401", "%s", "1969-12-30"),
      ("2020-01-31 13:45:05.5 +0200", "%F %T.%f %z", "2020-01-31"),
      ("2020-01-31 13:45:05 UTC", "%F %T %Z", "2020-01-31"),
      ("100% 2020-01-31", "100%% %F", "2020-01-31"), (" 1-Feb-2020", "%e-%h-%Y", "2020-02-01"),
    ])
  func layouts(text: String, format: String, expected: String) { #expect(day(text, format) == expected) }

  @Test(
    "what does not fit a layout, or is no date, is refused", .tags(.edge),
    arguments: [
      ("31/02/2020", "%d/%m/%Y"), ("01/31/2020", "%d/%m/%Y"), ("31/01/2020 ", "%d/%m/%Y"), ("31/01/20", "%d/%m/%Y"),
      ("2020-01-31 25:00", "%F %R"), ("2020-01-31 12:61", "%F %R"), ("2020-01-31 13:00 PM", "%F %I:%M %p"),
      ("2019-366", "%Y-%j"), ("2020-000", "%Y-%j"), ("", "%F"), ("Foo 1 2020", "%b %d %Y"), ("999999999999999", "%s"),
    ])
  func misfits(text: String, format: String) { #expect(day(text, format) == nil) }

  @Test(
    "a format that is unknown or determines no day is refused",
    arguments: ["", "%Q", "%", "%Y-%m", "%d/%m", "%H:%M", "date"])
  func formats(format: String) { #expect(DateLayout(format) == nil) }
}
