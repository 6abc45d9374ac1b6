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

  @Test(
    "a time of seconds is read at once as it is digit by digit: every number in every place, every byte for another")
  func times() {
    func isTime(_ text: [UInt8]) -> Bool { text.withUnsafeBytes { ISODate.isTime($0) } }
    var accepted = 0
    func check(_ text: [UInt8]) {
      // With a fraction it is read the long way.
      let isGood = isTime(text)
      #expect(isGood == isTime(text + Array(".0".utf8)), "\(text)")
      accepted += isGood ? 1 : 0
    }
    let good = Array("T13:45:05".utf8)
    for place in [1, 4, 7] {
      for number in 0..<100 as Range<UInt8> {
        var text = good
        (text[place], text[place + 1]) = (0x30 + number / 10, 0x30 + number % 10)
        check(text)
      }
    }
    #expect(accepted == 24 + 60 + 61)
    for place in good.indices {
      for byte in 0...255 as ClosedRange<UInt8> {
        var text = good
        text[place] = byte
        check(text)
      }
    }
    // T or a blank; hours 03, 13 and 23, 10 to 19; minutes 05 to 55, 40 to 49; seconds 05 to 55, 00 to 09; two colons.
    #expect(accepted == 24 + 60 + 61 + 2 + 3 + 10 + 6 + 10 + 6 + 10 + 1 + 1)
  }

  @Test("the day before is not taken for one whose time is none, and a date refused stays refused")
  func sameDay() {
    var reader = ISODateReader()
    for text in [
      "2021-02-30", "2021-02-30", "2021-02-03T10:00", "2021-02-03T1", "2021-02-03", "2021-02-3", "2021-02-03T24:00:00",
    ] {
      #expect(parse(text, &reader) == plain(text), "\(text)")
    }
    #expect(parse(String(repeating: "\0", count: 10), &reader) == nil)
    var fresh = ISODateReader()
    #expect(parse(String(repeating: "\0", count: 10), &fresh) == nil)
  }
}
