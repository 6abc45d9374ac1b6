// What is left of ln(1+x) and e^x beyond their tangent at 0, without subtracting the tangent.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// ln(1 + x) - x for x >= -1, which is -x^2/2 for small x.
///
/// With r = x / (2 + x): ln(1+x) = 2 artanh(r) and 2r - x = -x r (Abramowitz and Stegun 4.1.27). Twelve terms give the
/// last digit for |x| < 0.35; beyond, the subtraction costs less than a factor of eight.
func logOnePlusRemainder(_ x: Double) -> Double {
  guard abs(x) < 0.35 else { return log1p(x) - x }
  let r = x / (2 + x)
  let v = r * r
  let low = 1 / 3.0 + v * (1 / 5.0 + v * (1 / 7.0 + v * (1 / 9.0 + v * (1 / 11.0 + v * (1 / 13.0)))))
  let high = 1 / 15.0 + v * (1 / 17.0 + v * (1 / 19.0 + v * (1 / 21.0 + v * (1 / 23.0 + v / 25.0))))
  let v3 = v * v * v
  return 2 * r * v * (low + v3 * v3 * high) - x * r
}

/// e^x - 1 - x, which is x^2/2 for small x.
func exponentialRemainder(_ x: Double) -> Double {
  guard abs(x) < 0.35 else { return expm1(x) - x }
  var value = 1.0
  var k = 13.0
  while k > 2 {
    value = 1 + x / k * value
    k -= 1
  }
  return 0.5 * x * x * value
}
