import Testing
import _CVectorMath

@Suite("Polynomials over blocks")
struct PolynomialTests {
  @Test("Horner's rule to the last bit, on every level and for every number of arguments")
  func horner() {
    var generator = Xorshift(state: 5)
    for degree in [0, 1, 7, 40] {
      let coefficients = (0...degree).map { _ in generator.signed() }
      for count in 0...40 {
        let x = (0..<count).map { _ in generator.signed() }
        let expected = x.map { x in
          coefficients.dropLast().reversed().reduce(coefficients[degree]) { $0 * x + $1 }
        }
        for level in VectorLevel.available {
          var result = x + [.nan]
          result.withUnsafeMutableBufferPointer {
            clv_polynomial(level, coefficients, degree, $0.baseAddress, $0.baseAddress, count)
          }
          #expect(Array(result.dropLast()) == expected && result[count].isNaN, "\(level) \(degree) \(count)")
        }
      }
    }
  }
}
