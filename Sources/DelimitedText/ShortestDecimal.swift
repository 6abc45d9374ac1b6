/// The shortest decimal that reads back as the same double; among several the nearest to it.
///
/// Method: R. Giulietti, "The Schubfach way to render doubles" (2020). A double v = c 2^q is the centre of an interval of
/// reals that round to it. With k such that the interval is at least 10^k and less than 10^(k+1) wide, it holds one or
/// more multiples of 10^k and at most one of 10^(k+1): the latter is the answer if it is there, else the nearer
/// neighbour of v among the former. All comparisons are made on 4 v 10^-k, cut to an integer whose lowest bit says
/// whether anything was cut ("round to odd", section 9); a 128-bit power of ten is enough for that.
///
/// Rejected: `Double.description` gives the same digits but makes a String for every number.
struct ShortestDecimal {
  /// Zeros may stand at the end.
  var digits: UInt64
  /// The number is `digits` times ten to this power.
  var exponent: Int

  /// - Parameters:
  ///   - value: finite and above 0.
  ///   - powers: `PowersOfTen.shared`, passed so that a loop fetches it once.
  init(_ value: Double, powers: PowersOfTen) {
    let fraction = value.bitPattern & (1 << 52 - 1)
    let biased = Int(truncatingIfNeeded: value.bitPattern >> 52)
    let c = biased == 0 ? fraction : fraction | 1 << 52
    let q = max(biased, 1) &- 1075
    // At a power of two the lower neighbour is half as far away as the upper one.
    let isIrregular = fraction == 0 && biased > 1
    // 1262611 is log10(2) and 524031 is log10(4/3), in units of 2^-22.
    let k = (q &* 1_262_611 &- (isIrregular ? 524_031 : 0)) >> 22
    let h = UInt64(truncatingIfNeeded: q &+ PowersOfTen.floorLog2(powerOfTen: 0 &- k) &+ 1)
    let g = powers[0 &- k]
    let centre = ShortestDecimal.scaled(g, (c << 2) << h)
    let lower = ShortestDecimal.scaled(g, (c << 2 &- (isIrregular ? 1 : 2)) << h)
    let upper = ShortestDecimal.scaled(g, (c << 2 &+ 2) << h)
    // The ends of the interval belong to it when c is even, because ties are read to even.
    let open = c & 1
    let s = centre >> 2
    // All are compared before any is chosen: most numbers have 16 or 17 digits, as chance will have it, and a branch
    // taken at random costs more than the comparisons.
    let below = s / 10 &* 10
    let above = below &+ 10
    let belowIsInside = lower &+ open <= below << 2
    let aboveIsInside = above << 2 &+ open <= upper
    let floorIsInside = lower &+ open <= s << 2
    let ceilingIsInside = (s &+ 1) << 2 &+ open <= upper
    // Above the middle between the neighbours; in the middle, whether the lower neighbour is odd.
    let isNearerToCeiling = centre &+ (s & 1) > s << 2 &+ 2
    let ceiling = floorIsInside == ceilingIsInside ? isNearerToCeiling : ceilingIsInside
    let neighbour = s &+ (ceiling ? 1 : 0)
    let multiple = belowIsInside ? below : above
    digits = s >= 10 && belowIsInside != aboveIsInside ? multiple : neighbour
    exponent = k
  }

  init(digits: UInt64, exponent: Int) {
    self.digits = digits
    self.exponent = exponent
  }

  /// The digits with zeros appended up to 17, and how many of them stand before the decimal point.
  ///
  /// - Precondition: not 0.
  @inline(__always)
  var seventeenDigits: (digits: UInt64, whole: Int) {
    guard digits >= 1_000_000_000_000_000 && digits < 100_000_000_000_000_000 else { return scaledDigits }
    let hasSixteen = digits < 10_000_000_000_000_000
    let appended = digits &* 10
    return (hasSixteen ? appended : digits, exponent &+ (hasSixteen ? 16 : 17))
  }

  @inline(never)
  private var scaledDigits: (digits: UInt64, whole: Int) {
    let count = ShortestDecimal.digitCount(digits)
    // 10^17 comes up as the multiple of ten above a number of 17 digits.
    return (count > 17 ? digits / 10 : digits &* PowersOfTen.small(17 - count), exponent + count)
  }

  /// The same number to at most `count` digits, half away from zero, judged by the shortest digits: 0.15 becomes 0.2
  /// though the double lies below it.
  ///
  /// - Parameter count: at least 1.
  func rounded(toDigits count: Int) -> ShortestDecimal {
    let excess = ShortestDecimal.digitCount(digits) - count
    guard excess > 0 else { return self }
    let unit = PowersOfTen.small(excess)
    let quotient = digits / unit
    let rest = digits % unit
    return ShortestDecimal(digits: rest >= unit - rest ? quotient + 1 : quotient, exponent: exponent + excess)
  }

  /// Decimal digits of a number; 1 for 0.
  private static func digitCount(_ value: UInt64) -> Int {
    // 1233 / 4096 is a little above log10(2): the estimate is right or one too low.
    let estimate = ((64 &- value.leadingZeroBitCount) &* 1233) >> 12
    return value >= PowersOfTen.small(estimate) ? estimate &+ 1 : max(estimate, 1)
  }

  /// floor(g cp / 2^128) with the lowest bit set when anything but a negligible rest was cut.
  private static func scaled(_ g: UInt128, _ cp: UInt64) -> UInt64 {
    let upper = UInt64(truncatingIfNeeded: g >> 64).multipliedFullWidth(by: cp)
    let lower = UInt64(truncatingIfNeeded: g).multipliedFullWidth(by: cp)
    let (rest, overflow) = upper.low.addingReportingOverflow(lower.high)
    return (upper.high &+ (overflow ? 1 : 0)) | (rest > 1 ? 1 : 0)
  }
}
