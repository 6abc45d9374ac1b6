import DelimitedText
import TestSupport
import Testing

// For short numbers, which are read there.
@testable import CustomerData

/// The number in a text, which must be the same whatever stands behind the text.
private func parse(_ text: String) -> Double? {
  let number = Array(text.utf8).withUnsafeBytes { DecimalNumber.parse($0) }
  for follower in ["\n", "7", ".", "e5", "\0", "\u{FF}"] {
    let padded = Array(text.utf8) + Array(String(repeating: follower, count: 8).utf8)
    let same = padded.withUnsafeBytes { DecimalNumber.parse(padded: $0.baseAddress!, count: text.utf8.count) }
    #expect(same?.bitPattern == number?.bitPattern, "\(text)")
  }
  return number
}

@Suite("Decimal numbers")
struct DecimalNumberTests {
  @Test("the grammar: sign, digits, point, exponent")
  func grammar() {
    let numbers: [(String, Double)] = [
      ("12.5", 12.5), ("-3", -3), ("+4", 4), ("1e3", 1000), ("1E+3", 1000), ("1.5e-3", 0.0015), (".5", 0.5), ("5.", 5),
      ("007", 7), ("0", 0), ("-0.00", 0), ("0e999", 0),
    ]
    for (text, value) in numbers { #expect(parse(text) == value, "\(text)") }
  }

  @Test(
    "anything else is no number", .tags(.edge),
    arguments: [
      "", " ", "NaN", "nan", "inf", "-inf", "Infinity", "1,5", "$3", "0x1F", "1_000", "1e", "1e+", "e3", ".", "-", "+",
      "--1",
      "+-1", "1.2.3", "12 ", " 12", "1e3.5", "１", "1e400", "-1e309", "1e-400", "1e-5000000000000000000000",
      "1e99999999999999999999",
    ])
  func refusals(text: String) { #expect(parse(text) == nil) }

  @Test("the nearest double, on the quick road and off it")
  func nearest() {
    var state: UInt64 = 42
    func next(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    for round in 0..<20_000 {
      var text = next(2) == 0 ? "" : "-"
      // Half of the texts are as short as amounts are.
      let digits: UInt64 = round % 2 == 0 ? 20 : 4
      for _ in 0...next(digits) { text += "\(next(10))" }
      if next(3) > 0 {
        text += "."
        for _ in 0...next(digits) { text += "\(next(10))" }
      }
      if next(3) == 0 { text += "e\(Int(next(80)) - 40)" }
      #expect(parse(text) == Double(text), "\(text)")
    }
    #expect(parse("1.7976931348623157e308") == .greatestFiniteMagnitude)
    #expect(parse("4.9e-324") == .leastNonzeroMagnitude)
    #expect(parse("9007199254740993") == 9_007_199_254_740_992)
  }
}
