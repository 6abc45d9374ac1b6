/// P(X > x) for X chi-squared: the upper tail, Q(degrees / 2, x / 2).
///
/// - Parameters:
///   - x: at or above 0.
///   - degreesOfFreedom: at 0 all of the distribution lies at 0.
/// - Returns: in 0...1 with its own digits where it is small; 1 for x <= 0; NaN for NaN or negative degrees.
public func chiSquaredUpperTail(_ x: Double, degreesOfFreedom: Int) -> Double {
  if x.isNaN || degreesOfFreedom < 0 { return .nan }
  if x <= 0 { return 1 }
  return degreesOfFreedom == 0 ? 0 : regularizedIncompleteGammaComplement(Double(degreesOfFreedom) / 2, x / 2)
}
