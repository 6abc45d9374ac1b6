/// Numbers as they stand in data: `12.5`, `-3`, `+4`, `.5`, `1e3`. No blanks, no thousands separators, no hexadecimal, no
/// `NaN` or `inf`.
///
/// Goal: the nearest double to the decimal text, always. With at most 15 or so digits (a mantissa below 2^53) and a power
/// of ten that is itself a double (up to 10^22), one multiplication or division of two exact numbers rounds once, so it is
/// the nearest (W. D. Clinger, "How to read floating point numbers accurately", 1990). Everything else goes to the
/// standard library.
package enum DecimalNumber {
  /// The nearest double; nil when the text is no number, beyond the largest double, or so small that only 0 is left of it.
  package static func parse(_ text: UnsafeRawBufferPointer) -> Double? {
    let count = text.count
    guard count > 0, let base = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
    var index = 0
    let isNegative = base[0] == UInt8(ascii: "-")
    if isNegative || base[0] == UInt8(ascii: "+") { index = 1 }
    var mantissa: UInt64 = 0
    var digits = 0
    var isExact = true
    var scale = 0
    // Digits before and after the point; the mantissa stops where it would no longer be exact.
    let wholeStart = index
    while index < count {
      let digit = base[index] &- UInt8(ascii: "0")
      if digit > 9 { break }
      if mantissa < 900_719_925_474_099 { mantissa = mantissa &* 10 &+ UInt64(digit) } else { isExact = false }
      index &+= 1
    }
    digits = index &- wholeStart
    if index < count && base[index] == UInt8(ascii: ".") {
      index &+= 1
      let fractionStart = index
      while index < count {
        let digit = base[index] &- UInt8(ascii: "0")
        if digit > 9 { break }
        if mantissa < 900_719_925_474_099 { mantissa = mantissa &* 10 &+ UInt64(digit) } else { isExact = false }
        index &+= 1
      }
      scale = fractionStart &- index
      digits &+= index &- fractionStart
    }
    if digits == 0 { return nil }
    if index < count {
      guard base[index] | 0x20 == UInt8(ascii: "e") else { return nil }
      index &+= 1
      var exponentIsNegative = false
      if index < count, base[index] == UInt8(ascii: "-") || base[index] == UInt8(ascii: "+") {
        exponentIsNegative = base[index] == UInt8(ascii: "-")
        index &+= 1
      }
      if index == count { return nil }
      var exponent = 0
      while index < count {
        let digit = base[index] &- UInt8(ascii: "0")
        if digit > 9 { return nil }
        exponent = min(exponent &* 10 &+ Int(digit), 1_000_000)
        index &+= 1
      }
      scale += exponentIsNegative ? -exponent : exponent
    }
    if isExact && scale >= -22 && scale <= 22 {
      let whole = Double(mantissa)
      let value = scale < 0 ? whole / powersOfTen[-scale] : whole * powersOfTen[scale]
      return isNegative ? -value : value
    }
    return nearest(text)
  }

  private static func nearest(_ text: UnsafeRawBufferPointer) -> Double? {
    guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
    if value == 0 {
      // Only a text of zeros is 0; `1e-400` is beyond the range.
      let mantissa = text.prefix { $0 | 0x20 != UInt8(ascii: "e") }
      if mantissa.contains(where: { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }) { return nil }
    }
    return value
  }

  /// Exact powers of ten.
  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]
}
