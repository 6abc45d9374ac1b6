import TestSupport
import Testing

@testable import CustomerModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A function of three variables, all of whose arguments must be positive.
private protocol Expression: Sendable {
  func callAsFunction<Scalar: FormulaScalar>(_ p: [Scalar]) -> Scalar
}

private struct Arithmetic: Expression {
  func callAsFunction<Scalar: FormulaScalar>(_ p: [Scalar]) -> Scalar {
    let (x, y, z) = (p[0], p[1], p[2])
    var sum = (x * y - 2 * z) / (x + z * 3)
    sum += 1.5 - 1 / y
    sum += z / 7 + 4
    sum -= y * y - 2
    sum *= -z
    return sum
  }
}

private struct Elementary: Expression {
  func callAsFunction<Scalar: FormulaScalar>(_ p: [Scalar]) -> Scalar {
    let (x, y, z) = (p[0], p[1], p[2])
    var sum = exp(-x * y)
    sum += log(y + z) * log1p(x / z)
    sum += expm1(x) * power(y, 1.7)
    sum += power(z, x)
    return sum
  }
}

private struct GammaFunctions: Expression {
  func callAsFunction<Scalar: FormulaScalar>(_ p: [Scalar]) -> Scalar {
    let (x, y, z) = (p[0], p[1], p[2])
    var sum = logGamma(x * y) + logGammaDifference(z, 0)
    sum += logGammaDifference(x, 7) * logBeta(y, z + x)
    sum += logBetaDifference(z, y, 5)
    sum += logBetaDifference(x, z, 3.5)
    sum += logBetaDifference(y, x, 200)
    return sum
  }
}

private struct LogSpace: Expression {
  func callAsFunction<Scalar: FormulaScalar>(_ p: [Scalar]) -> Scalar {
    let (x, y, z) = (p[0], p[1], p[2])
    let nothing = Scalar(-.infinity)
    var sum = logSumExp(x * y, -z) * logDifferenceExp(x + y, x - y)
    sum += log(oneMinusExp: -x)
    sum += logSumExp(nothing, z) + logSumExp(y, nothing)
    return sum
  }
}

/// x^2 y, term by term.
private struct TermByTerm: Expression {
  func callAsFunction<Scalar: FormulaScalar>(_ p: [Scalar]) -> Scalar {
    let (x, y) = (p[0].value, p[1].value)
    var result = Scalar(x * x * y)
    result.addSlope(2 * x * y, of: p[0])
    result.addSlope(x * x, of: p[1])
    result.addCurvature(2 * y, of: p[0])
    result.addCurvature(2 * x, of: p[0], p[1])
    return result * p[2]
  }
}

@Suite("Formulas that carry their derivatives", .tags(.gradient))
struct FormulaScalarTests {
  @Test(
    "value, gradient and Hessian of every function agree with differences",
    arguments: [[1.3, 0.7, 2.1], [0.2, 3.1, 0.4]])
  func functions(at point: [Double]) {
    check(Arithmetic(), at: point)
    check(Elementary(), at: point)
    check(GammaFunctions(), at: point)
    check(LogSpace(), at: point)
    check(TermByTerm(), at: point)
  }

  private func check(_ expression: some Expression, at point: [Double]) {
    check(expression, SecondOrder<Symmetric4>.self, at: point)
    check(expression, SecondOrder<Symmetric6>.self, at: point)
  }

  private func check<Hessian>(
    _ expression: some Expression, _ type: SecondOrder<Hessian>.Type, at point: [Double]
  ) {
    func jet(_ point: [Double]) -> SecondOrder<Hessian> {
      expression(point.enumerated().map { type.init(exponentialOf: $0.offset, value: $0.element) })
    }
    func value(_ point: [Double]) -> Double { expression(point.map { PlainScalar($0) }).value }
    let exact = jet(point)
    #expect(relativeError(exact.value, value(point)) < 1e-14)
    for row in point.indices {
      let slope = centralDifference(of: { [value($0)] }, at: point, along: row, step: 0.01)[0]
      #expect(abs(slope - exact.gradient[row]) < 1e-10 * (1 + abs(slope)))
      let curvature = centralDifference(
        of: { at in point.indices.map { jet(at).gradient[$0] } }, at: point, along: row, step: 0.01)
      for column in 0...row {
        #expect(abs(curvature[column] - exact.hessian[row, column]) < 1e-9 * (1 + abs(curvature[column])))
      }
    }
  }

  @Test("two parameters fit the smallest storage")
  func two() {
    let x = SecondOrder<Symmetric2>(exponentialOf: 0, value: 2)
    let y = SecondOrder<Symmetric2>(exponentialOf: 1, value: 3)
    // x^2 y in log-parameters: every derivative is a multiple of the value.
    let product = x * x * y
    #expect(product.value == 12)
    #expect(product.gradient == [24, 12])
    #expect(product.hessian[0, 0] == 48 && product.hessian[1, 0] == 24 && product.hessian[1, 1] == 12)
  }
}
