/// The shortest decimal that reads back as the same double; among several the nearest to it.
///
/// Method: R. Giulietti, "The Schubfach way to render doubles" (2020). A double v = c 2^q is the centre of an interval of
/// reals that round to it. With k such that the interval is at least 10^k and less than 10^(k+1) wide, it holds one or
/// more multiples of 10^k and at most one of 10^(k+1): the latter is the answer if it is there, else the nearer
/// neighbour of v among the former. All comparisons are made on 4 v 10^-k, cut to an integer whose lowest bit says
/// whether anything was cut ("round to odd", section 9); a 128-bit power of ten is enough for that.
///
/// Rejected: `Double.description` gives the same digits but makes a String for every number.
struct ShortestDecimal: Equatable {
  /// Up to 17 digits, the last one not 0 (the number 0 aside).
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
    if s >= 10 {
      let below = s / 10 &* 10
      let above = below &+ 10
      let belowIsInside = lower &+ open <= below << 2
      let aboveIsInside = above << 2 &+ open <= upper
      if belowIsInside != aboveIsInside {
        self.init(stripping: belowIsInside ? below : above, exponent: k)
        return
      }
    }
    let belowIsInside = lower &+ open <= s << 2
    let aboveIsInside = (s &+ 1) << 2 &+ open <= upper
    let takesAbove: Bool
    if belowIsInside != aboveIsInside {
      takesAbove = aboveIsInside
    } else {
      let middle = s << 2 &+ 2
      takesAbove = centre > middle || centre == middle && s & 1 == 1
    }
    self.init(stripping: takesAbove ? s &+ 1 : s, exponent: k)
  }

  /// Moves trailing zeros into the exponent.
  private init(stripping digits: UInt64, exponent: Int) {
    var digits = digits
    var exponent = exponent
    // The two long steps make 0.5 and its like cheap; most numbers leave at the first look at the last digit.
    if digits % 10 == 0 && digits > 0 {
      while digits % 100_000_000 == 0 {
        digits /= 100_000_000
        exponent &+= 8
      }
      while digits % 10_000 == 0 {
        digits /= 10_000
        exponent &+= 4
      }
      while digits % 10 == 0 {
        digits /= 10
        exponent &+= 1
      }
    }
    self.digits = digits
    self.exponent = exponent
  }

  /// An integer times a power of ten: no trailing zeros, for a number known as such.
  init(integer: UInt64, exponent: Int) { self.init(stripping: integer, exponent: exponent) }

  /// The same number to at most `count` digits, half away from zero, judged by the shortest digits: 0.15 becomes 0.2
  /// though the double lies below it.
  ///
  /// - Parameter count: at least 1.
  func rounded(toDigits count: Int) -> ShortestDecimal {
    let excess = DecimalText.digitCount(digits) - count
    guard excess > 0 else { return self }
    let unit = PowersOfTen.small(excess)
    let quotient = digits / unit
    let rest = digits % unit
    return ShortestDecimal(integer: rest >= unit - rest ? quotient + 1 : quotient, exponent: exponent + excess)
  }

  /// floor(g cp / 2^128) with the lowest bit set when anything but a negligible rest was cut.
  private static func scaled(_ g: UInt128, _ cp: UInt64) -> UInt64 {
    let upper = UInt64(truncatingIfNeeded: g >> 64).multipliedFullWidth(by: cp)
    let lower = UInt64(truncatingIfNeeded: g).multipliedFullWidth(by: cp)
    let (rest, overflow) = upper.low.addingReportingOverflow(lower.high)
    return (upper.high &+ (overflow ? 1 : 0)) | (rest > 1 ? 1 : 0)
  }
}
