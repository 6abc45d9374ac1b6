/// The powers of ten that reach every double, each as the upper 128 bits of its binary expansion.
///
/// With e = floor(log2(10^k)), the entry of k is g = ceil(10^k 2^(127 - e)), so that 2^127 <= g < 2^128. Computed once,
/// by exact long multiplication and division; that takes less than a millisecond and spares a table of 617 literals.
struct PowersOfTen: Sendable {
  /// The exponents k that occur when a double is written.
  static let exponents = -292...324

  static let shared = PowersOfTen()

  /// Allocated once and never freed: there is a single value of this type.
  nonisolated(unsafe) private let entries: UnsafeMutablePointer<UInt128>

  private init() {
    entries = .allocate(capacity: PowersOfTen.exponents.count)
    // Upward: 10^k itself, lowest word first.
    var words: [UInt64] = [1]
    for exponent in 0...PowersOfTen.exponents.upperBound {
      entries[exponent - PowersOfTen.exponents.lowerBound] = PowersOfTen.leading128(words, isExact: true)
      PowersOfTen.multiplyByTen(&words)
    }
    // Downward: floor(2^1344 10^k). The floor of a floor divided again is the floor of the whole, so nothing is lost,
    // and 1344 leaves well over 128 bits at k = -292.
    words = [UInt64](repeating: 0, count: 22)
    words[21] = 1
    for exponent in stride(from: -1, through: PowersOfTen.exponents.lowerBound, by: -1) {
      PowersOfTen.divideByTen(&words)
      entries[exponent - PowersOfTen.exponents.lowerBound] = PowersOfTen.leading128(words, isExact: false)
    }
  }

  /// g of an exponent k in `exponents`.
  subscript(exponent: Int) -> UInt128 { entries[exponent &- PowersOfTen.exponents.lowerBound] }

  /// floor(log2(10^k)) for |k| <= 1000: 1741647 is log2(10) in units of 2^-19.
  static func floorLog2(powerOfTen k: Int) -> Int { (k &* 1_741_647) >> 19 }

  /// 10^k for k of 0...19, as a whole number.
  @inline(__always)
  static func small(_ k: Int) -> UInt64 {
    // A chain of multiplications by squares: no table, no loop.
    var power: UInt64 = k & 1 == 0 ? 1 : 10
    if k & 2 != 0 { power &*= 100 }
    if k & 4 != 0 { power &*= 10_000 }
    if k & 8 != 0 { power &*= 100_000_000 }
    if k & 16 != 0 { power &*= 10_000_000_000_000_000 }
    return power
  }

  private static func multiplyByTen(_ words: inout [UInt64]) {
    var carry: UInt64 = 0
    for index in words.indices {
      let product = words[index].multipliedFullWidth(by: 10)
      let (low, overflow) = product.low.addingReportingOverflow(carry)
      words[index] = low
      carry = product.high + (overflow ? 1 : 0)
    }
    if carry > 0 { words.append(carry) }
  }

  private static func divideByTen(_ words: inout [UInt64]) {
    var remainder: UInt64 = 0
    for index in words.indices.reversed() {
      (words[index], remainder) = UInt64(10).dividingFullWidth((remainder, words[index]))
    }
  }

  /// The upper 128 bits of a positive number, rounded up; a number that is not exact is taken to go on below.
  private static func leading128(_ words: [UInt64], isExact: Bool) -> UInt128 {
    let top = words.lastIndex { $0 != 0 }!
    func word(_ index: Int) -> UInt64 { index >= 0 ? words[index] : 0 }
    let shift = words[top].leadingZeroBitCount
    let upper = UInt128(word(top)) << 64 | UInt128(word(top - 1))
    let value = shift == 0 ? upper : upper << UInt128(shift) | UInt128(word(top - 2) >> (64 - UInt64(shift)))
    let dropped = word(top - 2) << UInt64(shift) != 0 || (0..<max(0, top - 2)).contains { words[$0] != 0 }
    return dropped || !isExact ? value + 1 : value
  }
}
