import DelimitedText
import TestSupport
import Testing

@Suite("Numbers as text")
struct NumberTextTests {
  private func text(_ value: Double, digits: Int? = nil) -> String {
    var block = CSVBlock(CSVFormat(digits: digits))
    block.append(value)
    return block.text
  }

  /// Significant digits and decimal exponent of a number's text, for comparing forms that differ only in layout.
  private func canonical(_ text: String) -> String {
    let parts = text.split(separator: "e")
    var exponent = parts.count > 1 ? Int(parts[1])! : 0
    let sides = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    if sides.count > 1 { exponent -= sides[1].count }
    var digits = String(sides.joined().drop { $0 == "0" })
    while digits.hasSuffix("0") {
      digits.removeLast()
      exponent += 1
    }
    return "\(digits)e\(exponent)"
  }

  @Test("the digits are those of the shortest round trip", arguments: [UInt64(1), 2, 3])
  func shortest(seed: UInt64) {
    var generator = SplitMix(state: seed)
    for index in 0..<20_000 {
      let value: Double
      switch index % 4 {
      case 0: value = Double(bitPattern: generator.next() & ~(1 << 63))
      case 1: value = Double(generator.next() >> 11) * 0x1p-53
      case 2: value = Double(generator.next() % 10_000_000) / 1000
      default: value = Double(generator.next() % 20_000) / Double(1 + generator.next() % 60)
      }
      guard value.isFinite, value > 0 else { continue }
      let written = text(value)
      #expect(Double(written) == value)
      #expect(canonical(written) == canonical(value.description))
    }
  }

  @Test("every power of two and of ten has the shortest digits", .tags(.edge))
  func powers() {
    for exponent in -1074...1023 {
      let value = Double(sign: .plus, exponent: exponent, significand: 1)
      for near in [value.nextDown, value, value.nextUp] where near > 0 {
        #expect(canonical(text(near)) == canonical(near.description))
      }
    }
    for exponent in -323...308 {
      let value = Double("1e\(exponent)")!
      for near in [value.nextDown, value, value.nextUp] {
        #expect(canonical(text(near)) == canonical(near.description))
      }
    }
  }

  @Test(
    "numbers stand in plain decimals between 1e-6 and 1e21", .tags(.edge),
    arguments: [
      (0, "0"), (-0.0, "0"), (1, "1"), (-1, "-1"), (0.5, "0.5"), (12.5, "12.5"), (-3.25, "-3.25"), (0.1, "0.1"),
      (38.857142857142854, "38.857142857142854"), (1e-6, "0.000001"), (1e-7, "1e-7"), (1.5e-7, "1.5e-7"),
      (-2.5e-300, "-2.5e-300"), (123456789.125, "123456789.125"), (9007199254740992, "9007199254740992"),
      (0x1p60, "1152921504606847000"), (1e20, "100000000000000000000"), (1e21, "1e+21"), (1e22, "1e+22"),
      (1.7976931348623157e308, "1.7976931348623157e+308"), (Double.leastNonzeroMagnitude, "5e-324"),
      (2.2250738585072014e-308, "2.2250738585072014e-308"), (1e15, "1000000000000000"), (0.3, "0.3"),
      (0.1 + 0.2, "0.30000000000000004"), (100, "100"), (99.99, "99.99"), (0.01, "0.01"),
      (1e14 + 0.25, "100000000000000.25"),
    ] as [(Double, String)])
  func layout(value: Double, expected: String) {
    #expect(text(value) == expected)
    #expect(Double(expected) == value)
  }

  @Test(
    "fewer digits are rounded half away from zero, judged by the shortest digits", .tags(.edge),
    arguments: [
      (0.15, 1, "0.2"), (0.25, 1, "0.3"), (-0.25, 1, "-0.3"), (1234.5678, 6, "1234.57"), (1234.5678, 2, "1200"),
      (999.96, 4, "1000"), (0, 3, "0"), (123456, 3, "123000"), (0.1, 17, "0.1"), (1.0 / 3, 4, "0.3333"),
      (Double.greatestFiniteMagnitude, 3, "1.7976931348623157e+308"), (9.99e-7, 1, "0.000001"),
    ] as [(Double, Int, String)])
  func rounding(value: Double, digits: Int, expected: String) { #expect(text(value, digits: digits) == expected) }

  @Test("every number of digits before and after the point")
  func layouts() {
    for digits in 1...17 {
      for exponent in -12...24 {
        let text = String("12345678912345678".prefix(digits)) + "e\(exponent - digits)"
        let value = Double(text)!
        #expect(Double(self.text(value)) == value)
        #expect(canonical(self.text(value)) == canonical(value.description))
        #expect(Double(self.text(-value)) == -value)
      }
    }
  }

  @Test("what is not a number is an empty field", arguments: [Double.nan, .infinity, -.infinity])
  func notANumber(value: Double) {
    var block = CSVBlock(CSVFormat())
    block.append(1.0)
    block.append(value)
    block.append(2.0)
    #expect(block.text == "1,,2")
  }

  @Test(
    "whole numbers keep every digit", arguments: [0, 7, -7, 10, 99, 100, 99_999_999, 100_000_000, Int.max, Int.min])
  func integers(value: Int) {
    var block = CSVBlock(CSVFormat())
    block.append(value)
    #expect(block.text == String(value))
  }
}

extension CSVBlock {
  var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}

/// A small seeded generator (Steele, Lea & Flood 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
