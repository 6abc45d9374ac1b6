// Stirling's series for log-gamma and its two derivatives, and the differences of such series between two points.
//
// Goal: a tail that is right to the last digit at y >= 12, and differences of it that keep their digits when the
// two points are close (subtracting two tails would not).
//
//   ln Gamma(y) = (y - 1/2) ln y - y + ln(2 pi)/2 + mu(y),  mu(y) = sum B_2k / (2k (2k-1) y^(2k-1))   DLMF 5.11.1
//   psi(y)      = ln y - 1/(2y) - sum B_2k / (2k y^2k)                                              DLMF 5.11.2
//   psi'(y)     = 1/y + 1/(2 y^2) + sum B_2k / y^(2k+1)                                             DLMF 5.15.8
//
// Letters: p = 1/y at the near point, q = 1/y at the far point.
// Seven terms: at y = 12 the eighth is below 1e-17 of mu'(y), psi and psi' in all three series.
// Rejected: a lower threshold with more terms (the series diverges; at y = 6 its smallest term is still 1e-16).

/// Where the seven-term series hold to the last digit.
let stirlingThreshold = 12.0

/// A polynomial of degree six with its value at one point and its divided difference between two.
struct SevenTerms {
  let c0, c1, c2, c3, c4, c5, c6: Double

  /// mu(y) = p * stirling(p^2).
  static let logGamma = SevenTerms(
    c0: 1 / 12, c1: -1 / 360, c2: 1 / 1260, c3: -1 / 1680, c4: 1 / 1188, c5: -691 / 360360, c6: 1 / 156)
  /// ln y - 1/(2y) - psi(y) = p^2 * digamma(p^2).
  static let digamma = SevenTerms(
    c0: 1 / 12, c1: -1 / 120, c2: 1 / 252, c3: -1 / 240, c4: 1 / 132, c5: -691 / 32760, c6: 1 / 12)
  /// psi'(y) - 1/y - 1/(2 y^2) = p^3 * trigamma(p^2).
  static let trigamma = SevenTerms(
    c0: 1 / 6, c1: -1 / 30, c2: 1 / 42, c3: -1 / 30, c4: 5 / 66, c5: -691 / 2730, c6: 7 / 6)

  /// The polynomial at v.
  @inline(__always)
  func value(_ v: Double) -> Double {
    c0 + v * (c1 + v * (c2 + v * (c3 + v * (c4 + v * (c5 + v * c6)))))
  }

  /// The polynomial at v, and (P(u) - P(v)) / (u - v) without the subtraction: Horner's scheme carried twice.
  @inline(__always)
  func valueAndDividedDifference(_ u: Double, _ v: Double) -> (value: Double, slope: Double) {
    var value = c6
    var slope = c6
    value = value * v + c5
    slope = slope * u + value
    value = value * v + c4
    slope = slope * u + value
    value = value * v + c3
    slope = slope * u + value
    value = value * v + c2
    slope = slope * u + value
    value = value * v + c1
    slope = slope * u + value
    value = value * v + c0
    return (value, slope)
  }
}

/// mu(y), what Stirling's formula lacks: ln Gamma(y) - (y - 1/2) ln y + y - ln(2 pi)/2, for y >= 12.
@inline(__always)
func stirlingCorrection(_ y: Double) -> Double {
  let p = 1 / y
  return p * SevenTerms.logGamma.value(p * p)
}
