/// Writes numbers as ASCII into memory that has room for them.
///
/// A number stands in plain decimals from 1e-6 up to below 1e21, else as `1.5e-7`, `1e+22`: the thresholds of
/// ECMAScript's Number::toString. Spreadsheets, databases and every number parser read both forms.
enum DecimalText {
  /// Room to write a number: none is longer than sign, `0.00000` and 17 digits, 25 bytes; up to eight more are written
  /// over, because digits go out eight at a time.
  static let room = 33

  /// Writes a finite number; returns how many bytes.
  ///
  /// - Parameter digits: significant digits at most; nil for the shortest form that reads back the same.
  static func write(
    _ value: Double, digits: Int?, to out: UnsafeMutablePointer<UInt8>, powers: PowersOfTen
  ) -> Int {
    let magnitude = abs(value)
    if magnitude == 0 {
      out[0] = zero
      return 1
    }
    let start = value < 0 ? 1 : 0
    if start == 1 { out[0] = UInt8(ascii: "-") }
    // Whole numbers below 2^53 and sums of money in cents need no search for their digits: a decimal of at most 15
    // digits is the shortest one of the double it reads as.
    var shortest: ShortestDecimal
    if magnitude < 0x1p53, Double(Int64(magnitude)) == magnitude {
      if digits == nil { return start &+ writeInteger(UInt64(Int64(magnitude)), to: out + start) }
      shortest = ShortestDecimal(integer: UInt64(Int64(magnitude)), exponent: 0)
    } else if let cents = wholeCents(magnitude) {
      shortest = ShortestDecimal(integer: cents, exponent: -2)
    } else {
      shortest = ShortestDecimal(magnitude, powers: powers)
    }
    // The largest doubles are left whole: rounded up they would read as infinity.
    if let digits, magnitude < 1e308 { shortest = shortest.rounded(toDigits: digits) }
    return start + write(shortest, to: out + start)
  }

  /// A number of cents below 10^15 that reads as this double, if there is one.
  @inline(__always)
  private static func wholeCents(_ magnitude: Double) -> UInt64? {
    guard magnitude < 1e13 else { return nil }
    let product = magnitude * 100
    let cents = Int64(product + 0.5)
    // Both roundings are within 2^-53 of the product; most numbers leave here and are spared the division.
    guard abs(Double(cents) - product) <= product * 0x1p-51, Double(cents) / 100 == magnitude else { return nil }
    return UInt64(cents)
  }

  /// Writes a decimal; returns how many bytes.
  private static func write(_ decimal: ShortestDecimal, to out: UnsafeMutablePointer<UInt8>) -> Int {
    let count = digitCount(decimal.digits)
    // The decimal point stands before digit number `point`.
    let point = count &+ decimal.exponent
    if point > 21 || point <= -6 { return writeWithExponent(decimal.digits, count, point &- 1, to: out) }
    if point <= 0 {
      store(zeroPoint, to: out)
      writeDigits(decimal.digits, count, to: out + 2 - point)
      return 2 &- point &+ count
    }
    if point >= count {
      writeDigits(decimal.digits, count, to: out)
      for index in count..<point { out[index] = zero }
      return point
    }
    // Digits go one place too far right, then those before the point move back.
    let leading = writeDigits(decimal.digits, count, to: out + 1)
    if point < 8 {
      // Eight bytes at once: digits before the point, the point, digits that stay.
      let shift = UInt64(truncatingIfNeeded: 8 &* point)
      let before: UInt64 = (1 &<< shift) &- 1
      store(leading & before | UInt64(UInt8(ascii: ".")) &<< shift | (leading & ~before) &<< 8, to: out)
    } else {
      for index in 0..<point { out[index] = out[index &+ 1] }
      out[point] = UInt8(ascii: ".")
    }
    return count &+ 1
  }

  private static func writeWithExponent(
    _ digits: UInt64, _ count: Int, _ exponent: Int, to out: UnsafeMutablePointer<UInt8>
  ) -> Int {
    writeDigits(digits, count, to: out + 1)
    out[0] = out[1]
    out[1] = UInt8(ascii: ".")
    var length = count == 1 ? 1 : count &+ 1
    out[length] = UInt8(ascii: "e")
    out[length &+ 1] = exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+")
    length &+= 2
    return length &+ writeInteger(UInt64(exponent.magnitude), to: out + length)
  }

  /// Writes a whole number; returns how many bytes.
  static func writeInteger(_ value: UInt64, to out: UnsafeMutablePointer<UInt8>) -> Int {
    let count = digitCount(value)
    writeDigits(value, count, to: out)
    return count
  }

  /// Writes a day as `YYYY-MM-DD` from its parts; returns how many bytes, 10.
  static func writeDate(_ year: Int, _ month: Int, _ day: Int, to out: UnsafeMutablePointer<UInt8>) -> Int {
    writeDigits(UInt64(truncatingIfNeeded: year), 4, to: out)
    out[4] = UInt8(ascii: "-")
    writeDigits(UInt64(truncatingIfNeeded: month), 2, to: out + 5)
    out[7] = UInt8(ascii: "-")
    writeDigits(UInt64(truncatingIfNeeded: day), 2, to: out + 8)
    return 10
  }

  /// Decimal digits of a number; 1 for 0.
  @inline(__always)
  static func digitCount(_ value: UInt64) -> Int {
    // What most shortest doubles have.
    if value >= 1_000_000_000_000_000 && value < 100_000_000_000_000_000 {
      return value >= 10_000_000_000_000_000 ? 17 : 16
    }
    // 1233 / 4096 is a little above log10(2): the estimate is right or one too low.
    let estimate = ((64 &- value.leadingZeroBitCount) &* 1233) >> 12
    return value >= PowersOfTen.small(estimate) ? estimate &+ 1 : max(estimate, 1)
  }

  private static let zero = UInt8(ascii: "0")

  /// "0.000000", the first byte in the lowest.
  private static let zeroPoint: UInt64 = 0x3030_3030_3030_2E30

  private static func store(_ bytes: UInt64, to out: UnsafeMutablePointer<UInt8>) {
    UnsafeMutableRawPointer(out).storeBytes(of: bytes.littleEndian, as: UInt64.self)
  }

  /// Writes the last `count` digits of a number, eight at a time; up to seven bytes beyond them are written over.
  ///
  /// - Returns: the first eight digits as written, or as many as there are, the first one in the lowest byte: who needs
  ///   them again need not wait for memory.
  @inline(__always)
  @discardableResult
  private static func writeDigits(_ value: UInt64, _ count: Int, to out: UnsafeMutablePointer<UInt8>) -> UInt64 {
    if count <= 8 {
      let digits = lastDigits(value, count)
      store(digits, to: out)
      return digits
    }
    let head = value / 100_000_000
    let last = asciiDigits(value &- head &* 100_000_000)
    if count <= 16 {
      let first = lastDigits(head, count &- 8)
      store(first, to: out)
      store(last, to: out + (count &- 8))
      return first | last << (8 &* (count &- 8))
    }
    let top = head / 100_000_000
    let first = lastDigits(top, count &- 16)
    let middle = asciiDigits(head &- top &* 100_000_000)
    store(first, to: out)
    store(middle, to: out + (count &- 16))
    store(last, to: out + (count &- 8))
    return first | middle << (8 &* (count &- 16))
  }

  /// The last `count` digits of a number below 10^8, 1 to 8, as ASCII, the first one in the lowest byte, zeros above.
  @inline(__always)
  private static func lastDigits(_ value: UInt64, _ count: Int) -> UInt64 {
    asciiDigits(value) &>> UInt64(truncatingIfNeeded: 64 &- 8 &* count)
  }

  /// The eight digits of a number below 10^8 as ASCII, the first one in the lowest byte.
  ///
  /// Halves side by side: two numbers of four digits, then four of two, then eight of one. The factors are 2^20 / 100
  /// and 2^10 / 10, rounded up; they divide exactly in the ranges at hand.
  private static func asciiDigits(_ value: UInt64) -> UInt64 {
    let fours = value / 10_000 | (value % 10_000) << 32
    let hundreds = (fours &* 10_486) >> 20 & 0x0000_007F_0000_007F
    let twos = hundreds | (fours &- hundreds &* 100) << 16
    let tens = (twos &* 103) >> 10 & 0x000F_000F_000F_000F
    return (tens | (twos &- tens &* 10) << 8) | 0x3030_3030_3030_3030
  }
}
