/// A polynomial in the position fitted to equally spaced values by least squares.
struct LeastSquaresPolynomial {
  /// Of 1, t, t^2 and so on.
  let coefficients: [Double]

  /// Nil where there are not more values than coefficients.
  ///
  /// By polynomials that are orthogonal on the positions, which keeps the digits.
  init?(_ values: [Double], degree: Int) {
    guard values.count > degree + 1 else { return nil }
    let times = values.indices.map { Double($0) }
    var basis: [[Double]] = []
    var coefficients = [Double](repeating: 0, count: degree + 1)
    func at(_ polynomial: [Double], _ t: Double) -> Double { polynomial.reversed().reduce(0) { $0 * t + $1 } }
    for power in 0...degree {
      var polynomial = [Double](repeating: 0, count: degree + 1)
      polynomial[power] = 1
      for lower in basis {
        let (products, squares) = times.reduce((0.0, 0.0)) { sums, t in
          let value = at(lower, t)
          return (sums.0 + value * at(polynomial, t), sums.1 + value * value)
        }
        for index in polynomial.indices { polynomial[index] -= products / squares * lower[index] }
      }
      let (products, squares) = zip(times, values).reduce((0.0, 0.0)) { sums, point in
        let value = at(polynomial, point.0)
        return (sums.0 + value * point.1, sums.1 + value * value)
      }
      for index in polynomial.indices { coefficients[index] += products / squares * polynomial[index] }
      basis.append(polynomial)
    }
    self.coefficients = coefficients
  }

  /// The value at a position.
  func callAsFunction(_ t: Double) -> Double { coefficients.reversed().reduce(0) { $0 * t + $1 } }
}
