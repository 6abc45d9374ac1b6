import _CVectorMath

/// E[(1 + p tau)^-s] over a beta(a, b) chance p, at many tau: what discounted purchases are an integral of.
///
/// It is (1 + tau)^-m times a power series in z = tau / (1 + tau) (`BGNBD.HypergeometricForm`) whose coefficients do not
/// depend on tau: they are worked out once, here, and serve every customer with the same x, whatever the age. All are
/// positive, so that the sum keeps its digits.
struct ChanceAliveSeries {
  /// Terms beyond which other methods are faster.
  private static let longest = 1200
  /// Terms above this come near the largest double.
  private static let largest = 1e200

  let r: Double
  let a: Double
  let b: Double
  /// `BetaQuadrature.largestChance` at a and b.
  let largestChance: Double
  private let form: BGNBD.HypergeometricForm
  private var coefficients = [1.0]
  private let level = VectorLevel.best

  /// At s = r + 1.
  init(r: Double, a: Double, b: Double) {
    self.r = r
    self.a = a
    self.b = b
    largestChance = BetaQuadrature.largestChance(a: a, b: b)
    form = BGNBD.HypergeometricForm(shape: r + 1, a: a, b: b)
  }

  /// Replaces ascending times u by exp(-delta u) E[(1 + p u / alpha)^-(r + 1)].
  /// - Returns: false, and the times are what they were, where the series is too long.
  mutating func discount(
    _ times: UnsafeMutableBufferPointer<Double>, alpha: Double, discountRate: Double
  ) -> Bool {
    let latest = times[times.count - 1] / alpha
    guard let degree = degree(at: latest / (1 + latest)) else { return false }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * times.count) { scratch in
      let arguments = scratch.baseAddress!
      let exponents = arguments + times.count
      for index in 0..<times.count { exponents[index] = times[index] / alpha }
      for index in 0..<times.count { arguments[index] = exponents[index] / (1 + exponents[index]) }
      clv_log1p(level, exponents, exponents, times.count)
      for index in 0..<times.count {
        exponents[index] = -(discountRate * times[index] + form.power * exponents[index])
      }
      clv_exp(level, exponents, exponents, times.count)
      clv_polynomial(level, coefficients, degree, arguments, arguments, times.count)
      for index in 0..<times.count { times[index] = exponents[index] * arguments[index] }
    }
    return true
  }

  /// Up to which term the sum at z, and at all smaller arguments, is complete; nil where that is too long.
  private mutating func degree(at z: Double) -> Int? {
    let stride = 8
    let square = z * z
    let quartic = square * square
    var power = 1.0
    var degree = 0
    while degree < Self.longest {
      degree += stride
      power *= quartic * quartic
      extend(to: degree + 1)
      let term = coefficients[degree] * power
      guard term < Self.largest else { return nil }
      // Later ratios lie between this one and z, their limit; the sum is at least 1.
      let bound = max(z * coefficients[degree + 1] / coefficients[degree], z)
      if term == 0 || term * bound <= 3e-17 * (1 - bound) { return degree }
    }
    return nil
  }

  /// Makes sure that there is a coefficient of this degree.
  private mutating func extend(to degree: Int) {
    while coefficients.count <= degree {
      let n = Double(coefficients.count - 1)
      coefficients.append(
        coefficients[coefficients.count - 1] * ((form.first + n) * (form.second + n))
          / ((form.third + n) * (n + 1)))
    }
  }
}
