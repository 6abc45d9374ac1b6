import Testing

@testable import CustomerData

@Suite("ISO dates with remembered months")
struct ISODateReaderTests {
  private func parse(_ text: String, _ reader: inout ISODateReader) -> Int32? {
    // Dates stand within a block, past which can be read.
    Array((text + String(repeating: "9", count: 16)).utf8).withUnsafeBytes {
      reader.parse(UnsafeRawBufferPointer(rebasing: $0[..<text.utf8.count]))
    }
  }

  private func plain(_ text: String) -> Int32? {
    Array(text.utf8).withUnsafeBytes { ISODate.parse($0)?.daysSince1970 }
  }

  @Test("every day of 1896 to 2104 is read twice as it stands, in any order of months")
  func days() {
    var reader = ISODateReader()
    let first = CalendarDay("1896-01-01")!.daysSince1970
    let last = CalendarDay("2104-12-31")!.daysSince1970
    for _ in 0..<2 {
      for step in 0...(last - first) {
        // A step prime to the number of days goes through all of them.
        let day = first + Int32(Int(step) * 10_007 % Int(last - first + 1))
        let text = CalendarDay(daysSince1970: day).description
        #expect(parse(text, &reader) == day, "\(text)")
      }
    }
  }

  @Test(
    "what follows a month that is known is checked all the same",
    arguments: [
      "2021-02-29", "2021-02-00", "2021-02-3a", "2021-02-a3", "2021-02-:1", "2021-02-/5", "2021-02-99", "2021-02-1",
      "2021-02-011", "2021-02-01T12:30", "2021-02-01T25:30", "2021-02-28 23:59:60Z", "2021-0201", "2021-02", "",
      "2021-13-01",
    ])
  func oddities(text: String) {
    var reader = ISODateReader()
    #expect(parse("2021-02-15", &reader) == CalendarDay("2021-02-15")!.daysSince1970)
    #expect(parse(text, &reader) == plain(text))
    #expect(parse("2021-02-28", &reader) == CalendarDay("2021-02-28")!.daysSince1970)
  }
}
