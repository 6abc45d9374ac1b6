/// Writes numbers as ASCII into memory that has room for them.
///
/// A number stands in plain decimals from 1e-6 up to below 1e21, else as `1.5e-7`, `1e+22`: the thresholds of
/// ECMAScript's Number::toString. Spreadsheets, databases and every number parser read both forms.
///
/// Who writes millions of numbers pays for every branch that goes now this way, now that. So digits are worked out eight
/// at a time, always 17 of them, and zeros at the end are left out by counting them.
enum DecimalText {
  /// Room to write a number: none is longer than sign, `0.00000` and 17 digits, 25 bytes; up to eight more are written
  /// over.
  static let room = 33

  /// Writes a finite number; returns how many bytes.
  ///
  /// - Parameter digits: significant digits at most; nil for the shortest form that reads back the same.
  static func write(
    _ value: Double, digits: Int?, to out: UnsafeMutablePointer<UInt8>, tables: DecimalTables
  ) -> Int {
    let magnitude = abs(value)
    let start = value < 0 ? 1 : 0
    out[0] = UInt8(ascii: "-")
    if let digits { return start &+ writeRounded(magnitude, digits, to: out + start, tables: tables) }
    // Whole numbers below 2^53 and sums of money in cents need no search for their digits: a decimal of at most 15
    // digits is the shortest one of the double it reads as.
    if isWhole(magnitude) { return start &+ writeInteger(UInt64(magnitude), to: out + start, tables: tables) }
    if let cents = wholeCents(magnitude) { return start &+ writeCents(cents, to: out + start, tables: tables) }
    return start &+ write(ShortestDecimal(magnitude, powers: tables.powers), to: out + start)
  }

  private static func writeRounded(
    _ magnitude: Double, _ digits: Int, to out: UnsafeMutablePointer<UInt8>, tables: DecimalTables
  ) -> Int {
    if magnitude == 0 { return writeInteger(0, to: out, tables: tables) }
    var decimal: ShortestDecimal
    if isWhole(magnitude) {
      decimal = ShortestDecimal(digits: UInt64(magnitude), exponent: 0)
    } else if let cents = wholeCents(magnitude) {
      decimal = ShortestDecimal(digits: cents, exponent: -2)
    } else {
      decimal = ShortestDecimal(magnitude, powers: tables.powers)
    }
    // The largest doubles are left whole: rounded up they would read as infinity.
    if magnitude < 1e308 { decimal = decimal.rounded(toDigits: digits) }
    return write(decimal, to: out)
  }

  /// Whether a number is whole and below 2^53.
  @inline(__always)
  private static func isWhole(_ magnitude: Double) -> Bool {
    magnitude < 0x1p53 && Double(Int64(magnitude)) == magnitude
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

  /// Writes cents that are no whole number; returns how many bytes.
  @inline(__always)
  private static func writeCents(
    _ cents: UInt64, to out: UnsafeMutablePointer<UInt8>, tables: DecimalTables
  ) -> Int {
    let whole = cents / 100
    let rest = cents &- whole &* 100
    let tenths = rest / 10
    let hundredths = rest &- tenths &* 10
    let count = writeInteger(whole, to: out, tables: tables)
    store(point &+ tenths << 8 &+ hundredths << 16, to: out + count)
    return count &+ (hundredths == 0 ? 2 : 3)
  }

  /// Writes a decimal above 0; returns how many bytes.
  @inline(__always)
  private static func write(_ decimal: ShortestDecimal, to out: UnsafeMutablePointer<UInt8>) -> Int {
    let (digits, whole) = decimal.seventeenDigits
    let head = digits / 100_000_000
    let first = head / 100_000_000
    let middle = asciiDigits(head &- first &* 100_000_000)
    let last = asciiDigits(digits &- head &* 100_000_000)
    let count = 17 &- zerosAtEnd(middle, last)
    if whole > 0 && whole < 8 {
      store(middle, to: out + 2)
      store(last, to: out + 10)
      // Eight bytes at once: digits before the point, the point, digits after it.
      let leading = first | 0x30 | middle << 8
      let shift = UInt64(truncatingIfNeeded: 8 &* whole)
      let before: UInt64 = (1 &<< shift) &- 1
      store(leading & before | UInt64(UInt8(ascii: ".")) &<< shift | (leading & ~before) &<< 8, to: out)
      return count > whole ? count &+ 1 : whole
    }
    if whole <= 0 && whole > -6 {
      store(UInt64(UInt8(ascii: "0")) | point << 8, to: out)
      let start = out + (2 &- whole)
      start[0] = UInt8(truncatingIfNeeded: first | 0x30)
      store(middle, to: start + 1)
      store(last, to: start + 9)
      return 2 &- whole &+ count
    }
    // Digits go one place too far right, then those before the point move back.
    out[0] = UInt8(truncatingIfNeeded: first | 0x30)
    out[1] = out[0]
    store(middle, to: out + 2)
    store(last, to: out + 10)
    return whole > 21 || whole < 0 ? putExponent(count, whole &- 1, in: out) : putPoint(count, whole, in: out)
  }

  /// Makes 17 digits, the first of them twice, a number of which 8 to 21 digits stand before the point.
  @inline(never)
  private static func putPoint(_ count: Int, _ whole: Int, in out: UnsafeMutablePointer<UInt8>) -> Int {
    for index in 1..<min(whole, 17) { out[index] = out[index &+ 1] }
    if count > whole {
      out[whole] = UInt8(ascii: ".")
      return count &+ 1
    }
    for index in min(whole, 17)..<whole { out[index] = UInt8(ascii: "0") }
    return whole
  }

  /// Makes 17 digits, the first of them twice, a number in scientific notation.
  @inline(never)
  private static func putExponent(_ count: Int, _ exponent: Int, in out: UnsafeMutablePointer<UInt8>) -> Int {
    out[1] = UInt8(ascii: ".")
    var length = count == 1 ? 1 : count &+ 1
    out[length] = UInt8(ascii: "e")
    out[length &+ 1] = exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+")
    length &+= 2
    return length &+ writeLarge(UInt64(exponent.magnitude), to: out + length)
  }

  /// Writes a whole number; returns how many bytes.
  @inline(__always)
  static func writeInteger(_ value: UInt64, to out: UnsafeMutablePointer<UInt8>, tables: DecimalTables) -> Int {
    guard value < UInt64(DecimalTables.smallNumbers) else { return writeLarge(value, to: out) }
    // Looked up, not worked out: where the next field begins depends on the length of this one.
    let (text, length) = tables.text(of: Int(truncatingIfNeeded: value))
    UnsafeMutableRawPointer(out).storeBytes(of: text.littleEndian, as: UInt32.self)
    return length
  }

  @inline(never)
  private static func writeLarge(_ value: UInt64, to out: UnsafeMutablePointer<UInt8>) -> Int {
    if value < 100_000_000 { return writeWithoutLeadingZeros(asciiDigits(value), to: out) }
    let head = value / 100_000_000
    let length = writeLarge(head, to: out)
    store(asciiDigits(value &- head &* 100_000_000), to: out + length)
    return length &+ 8
  }

  /// Writes a day as `YYYY-MM-DD` from its parts; returns how many bytes, 10.
  static func writeDate(_ year: Int, _ month: Int, _ day: Int, to out: UnsafeMutablePointer<UInt8>) -> Int {
    let digits = asciiDigits(UInt64(truncatingIfNeeded: (year &* 100 &+ month) &* 100 &+ day))
    let dash = UInt64(UInt8(ascii: "-"))
    store(digits & 0xFFFF_FFFF | dash << 32 | (digits & 0xFFFF_0000_0000) << 8 | dash << 56, to: out)
    store(digits >> 48, to: out + 8)
    return 10
  }

  /// ".0000000", the first byte in the lowest.
  private static let point: UInt64 = 0x3030_3030_3030_302E

  @inline(__always)
  private static func store(_ bytes: UInt64, to out: UnsafeMutablePointer<UInt8>) {
    UnsafeMutableRawPointer(out).storeBytes(of: bytes.littleEndian, as: UInt64.self)
  }

  /// Writes eight digits from the first that is not 0, the last one anyway; returns how many bytes.
  @inline(__always)
  private static func writeWithoutLeadingZeros(_ digits: UInt64, to out: UnsafeMutablePointer<UInt8>) -> Int {
    let zeroBits = (digits ^ zeros | 1 << 56).trailingZeroBitCount & ~7
    store(digits &>> UInt64(truncatingIfNeeded: zeroBits), to: out)
    return 8 &- zeroBits >> 3
  }

  /// How many of sixteen digits, those of two words, are zeros at the end.
  @inline(__always)
  private static func zerosAtEnd(_ first: UInt64, _ second: UInt64) -> Int {
    let rest = second ^ zeros
    return rest != 0 ? rest.leadingZeroBitCount >> 3 : 8 &+ (first ^ zeros).leadingZeroBitCount >> 3
  }

  /// "00000000".
  private static let zeros: UInt64 = 0x3030_3030_3030_3030

  /// The eight digits of a number below 10^8 as ASCII, the first one in the lowest byte.
  ///
  /// Halves side by side: two numbers of four digits, then four of two, then eight of one. The factors are 2^20 / 100
  /// and 2^10 / 10, rounded up; they divide exactly in the ranges at hand.
  @inline(__always)
  private static func asciiDigits(_ value: UInt64) -> UInt64 {
    let upper = value / 10_000
    let fours = upper | (value &- upper &* 10_000) << 32
    let hundreds = (fours &* 10_486) >> 20 & 0x0000_007F_0000_007F
    let twos = hundreds | (fours &- hundreds &* 100) << 16
    let tens = (twos &* 103) >> 10 & 0x000F_000F_000F_000F
    return (tens | (twos &- tens &* 10) << 8) | zeros
  }
}
