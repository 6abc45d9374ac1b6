import DelimitedText

extension DecimalNumber {
  /// As `parse`, of a text of which 8 bytes can be read whatever its length.
  ///
  /// Here and not beside `parse`, because a function of another module would be called for each row instead of being
  /// compiled into the loop.
  @inline(__always)
  static func parse(padded text: UnsafeRawPointer, count: Int) -> Double? {
    short(text, count) ?? parse(UnsafeRawBufferPointer(start: text, count: count))
  }

  /// The value of at most eight digits and points; nil when the text is anything else.
  ///
  /// Digits are moved to the upper end of a word, the point is taken out, and all become one number in three
  /// multiplications: pairs, pairs of pairs, halves.
  @inline(__always)
  private static func short(_ text: UnsafeRawPointer, _ count: Int) -> Double? {
    guard count > 0 && count <= 8 else { return nil }
    let bytes =
      UInt64(littleEndian: text.loadUnaligned(as: UInt64.self)) &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)
    let points = bytes ^ 0x2E2E_2E2E_2E2E_2E2E
    let point = (points &- 0x0101_0101_0101_0101) & ~points & 0x8080_8080_8080_8080
    if point == 0 {
      guard let number = whole(bytes, digits: count) else { return nil }
      return Double(number)
    }
    let place = UInt64(truncatingIfNeeded: point.trailingZeroBitCount & ~7)
    let before = bytes & ((1 &<< place) &- 1)
    if count == 1 { return nil }
    guard let number = whole(bytes & ((~0 &<< place) &<< 8) | before &<< 8, digits: count &- 1) else { return nil }
    return Double(number) / powerOfTen(7 &- place &>> 3)
  }

  /// The number that digits at the upper end of a word stand for; nil when one of the bytes is no digit.
  @inline(__always)
  private static func whole(_ text: UInt64, digits count: Int) -> Int32? {
    var digits = text ^ (0x3030_3030_3030_3030 &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count))
    // A byte above 9 has its high bit, or gets it.
    if (digits | (digits &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 != 0 { return nil }
    digits = digits &* 10 &+ (digits &>> 8)
    let low = (digits & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = ((digits &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return Int32(truncatingIfNeeded: (low &+ high) &>> 32)
  }

  /// 10^k for k of 0...7. Neither table nor branch: the number of decimals varies from row to row.
  @inline(__always)
  private static func powerOfTen(_ k: UInt64) -> Double {
    let power = (1 &+ 9 &* (k & 1)) &* (1 &+ 99 &* (k &>> 1 & 1)) &* (1 &+ 9_999 &* (k &>> 2))
    return Double(Int32(truncatingIfNeeded: power))
  }
}
