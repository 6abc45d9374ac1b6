/// |value - expected| / |expected|; the absolute difference where `expected` is 0; infinity for NaN.
public func relativeError(_ value: Double, _ expected: Double) -> Double {
  if value == expected { return 0 }
  let difference = abs(value - expected)
  guard difference.isFinite else { return .infinity }
  return expected == 0 ? difference : difference / abs(expected)
}
