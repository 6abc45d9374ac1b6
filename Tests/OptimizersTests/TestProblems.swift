import DenseLinearAlgebra
import Optimizers
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A function to maximise, where to start, and what is known of its summit.
struct TestProblem: SecondOrderObjective, CustomTestStringConvertible, Sendable {
  let name: String
  let start: [Double]
  /// The highest value.
  let summit: Double
  /// Where it is; nil where it is at infinity or not unique.
  let location: [Double]?
  let function: @Sendable ([Double]) -> QuadraticExpansion

  var dimension: Int { start.count }
  var testDescription: String { name }

  func expansion(at point: [Double]) -> QuadraticExpansion { function(point) }

  /// Moré, Garbow and Hillstrom (1981), "Testing unconstrained optimization software", numbers as given there, signs
  /// turned; and small functions whose summit is plain.
  static let all: [TestProblem] = [
    TestProblem(name: "Rosenbrock (1)", start: [-1.2, 1], summit: 0, location: [1, 1]) { x in
      sumOfSquares(
        residuals: [10 * (x[1] - x[0] * x[0]), 1 - x[0]], jacobian: [[-20 * x[0], 10], [-1, 0]],
        hessians: [Matrix([[-20, 0], [0, 0]]), Matrix(rows: 2, columns: 2)])
    },
    TestProblem(name: "Powell badly scaled (3)", start: [0, 1], summit: 0, location: [1.098159e-5, 9.106146]) { x in
      sumOfSquares(
        residuals: [1e4 * x[0] * x[1] - 1, exp(-x[0]) + exp(-x[1]) - 1.0001],
        jacobian: [[1e4 * x[1], 1e4 * x[0]], [-exp(-x[0]), -exp(-x[1])]],
        hessians: [Matrix([[0, 1e4], [1e4, 0]]), Matrix(diagonal: [exp(-x[0]), exp(-x[1])])])
    },
    TestProblem(name: "Beale (5)", start: [1, 1], summit: 0, location: [3, 0.5]) { x in
      let y = [1.5, 2.25, 2.625]
      var residuals: [Double] = []
      var jacobian: [[Double]] = []
      var hessians: [Matrix] = []
      for i in 1...3 {
        let power = pow(x[1], Double(i))
        let slope = Double(i) * pow(x[1], Double(i - 1))
        let bend = i == 1 ? 0 : Double(i * (i - 1)) * pow(x[1], Double(i - 2))
        residuals.append(y[i - 1] - x[0] * (1 - power))
        jacobian.append([-(1 - power), x[0] * slope])
        hessians.append(Matrix([[0, slope], [slope, x[0] * bend]]))
      }
      return sumOfSquares(residuals: residuals, jacobian: jacobian, hessians: hessians)
    },
    TestProblem(name: "Powell singular (13)", start: [3, -1, 0, 1], summit: 0, location: nil) { x in
      let c = 5.0.squareRoot()
      let d = 10.0.squareRoot()
      let p = x[1] - 2 * x[2]
      let q = x[0] - x[3]
      return sumOfSquares(
        residuals: [x[0] + 10 * x[1], c * (x[2] - x[3]), p * p, d * q * q],
        jacobian: [[1, 10, 0, 0], [0, 0, c, -c], [0, 2 * p, -4 * p, 0], [2 * d * q, 0, 0, -2 * d * q]],
        hessians: [
          Matrix(rows: 4, columns: 4), Matrix(rows: 4, columns: 4),
          Matrix([[0, 0, 0, 0], [0, 2, -4, 0], [0, -4, 8, 0], [0, 0, 0, 0]]),
          Matrix([[2 * d, 0, 0, -2 * d], [0, 0, 0, 0], [0, 0, 0, 0], [-2 * d, 0, 0, 2 * d]]),
        ])
    },
    TestProblem(
      name: "a quadratic of condition 1e8 in 20 variables", start: Array(repeating: 1, count: 20), summit: 3,
      location: Array(repeating: 0, count: 20)
    ) { x in
      let curvature = (0..<20).map { pow(10, -8 * Double($0) / 19) }
      var value = 3.0
      for index in 0..<20 { value -= curvature[index] * x[index] * x[index] / 2 }
      return QuadraticExpansion(
        value: value, gradient: (0..<20).map { -curvature[$0] * x[$0] },
        hessian: Matrix(diagonal: curvature.map { -$0 }))
    },
    TestProblem(name: "a start on a saddle", start: [0, 0], summit: 0.25, location: nil) { x in
      // f = x^2/2 - x^4/4 - y^2/2: the gradient vanishes at the start, summits at x = 1 and x = -1.
      QuadraticExpansion(
        value: x[0] * x[0] / 2 - pow(x[0], 4) / 4 - x[1] * x[1] / 2, gradient: [x[0] - pow(x[0], 3), -x[1]],
        hessian: Matrix(diagonal: [1 - 3 * x[0] * x[0], -1]))
    },
    TestProblem(name: "a function that ends at a wall", start: [0.01], summit: -1, location: [1]) { x in
      // log x - x: not a number for x <= 0, where the first Newton steps would lead.
      QuadraticExpansion(value: log(x[0]) - x[0], gradient: [1 / x[0] - 1], hessian: Matrix([[-1 / (x[0] * x[0])]]))
    },
    TestProblem(name: "a summit known only to the rounding of a large value", start: [2], summit: 1e6, location: [0]) {
      x in
      QuadraticExpansion(value: 1e6 - (cosh(x[0]) - 1), gradient: [-sinh(x[0])], hessian: Matrix([[-cosh(x[0])]]))
    },
  ]
}

/// -sum of squared residuals with exact derivatives.
private func sumOfSquares(residuals: [Double], jacobian: [[Double]], hessians: [Matrix]) -> QuadraticExpansion {
  let order = jacobian[0].count
  var expansion = QuadraticExpansion(
    value: 0, gradient: Array(repeating: 0, count: order), hessian: Matrix(rows: order, columns: order))
  for (index, residual) in residuals.enumerated() {
    expansion.value -= residual * residual
    for i in 0..<order {
      expansion.gradient[i] -= 2 * residual * jacobian[index][i]
      for j in 0..<order {
        expansion.hessian[i, j] -=
          2 * (jacobian[index][i] * jacobian[index][j] + residual * hessians[index][i, j])
      }
    }
  }
  return expansion
}
