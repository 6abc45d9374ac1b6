#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A number with its gradient and Hessian with respect to a model's parameters: second-order forward differentiation.
///
/// Exact to rounding, without a step size, and without memory of its own: an operation costs two to three times the
/// numbers it carries (3, 12 or 28 of them for up to two, four or six parameters), all in registers or on the stack.
struct SecondOrder<Hessian: SymmetricStorage>: FormulaScalar {
  var value: Double
  var gradient: Hessian.Vector
  var hessian: Hessian

  @inline(__always)
  init(_ constant: Double) {
    value = constant
    gradient = Hessian.Vector()
    hessian = Hessian()
  }

  /// exp(eta_i) with respect to eta: the i-th of a model's positive parameters as a function of log-parameters.
  init(exponentialOf index: Int, value: Double) {
    self.init(value)
    gradient[index] = value
    var unit = Hessian.Vector()
    unit[index] = 1
    // (u v' + v u') with u = v / 2 is v v'.
    hessian.addProducts(unit, 0.5 * value * unit)
  }

  @inline(__always) static var carriesDerivatives: Bool { true }

  @inline(__always) static func + (left: Self, right: Self) -> Self {
    var sum = left
    sum.value += right.value
    sum.gradient += right.gradient
    sum.hessian = sum.hessian + right.hessian
    return sum
  }

  @inline(__always) static func + (left: Self, right: Double) -> Self {
    var sum = left
    sum.value += right
    return sum
  }

  @inline(__always) static func - (left: Self, right: Self) -> Self {
    var difference = left
    difference.value -= right.value
    difference.gradient -= right.gradient
    difference.hessian = difference.hessian - right.hessian
    return difference
  }

  @inline(__always) static func - (left: Self, right: Double) -> Self { left + -right }

  @inline(__always) static func - (left: Double, right: Self) -> Self { right * -1 + left }

  @inline(__always) static prefix func - (operand: Self) -> Self { operand * -1 }

  @inline(__always) static func * (left: Self, right: Self) -> Self {
    var product = Self(left.value * right.value)
    product.gradient = left.gradient * right.value + right.gradient * left.value
    product.hessian = left.hessian * right.value + right.hessian * left.value
    product.hessian.addProducts(left.gradient, right.gradient)
    return product
  }

  @inline(__always) static func * (left: Self, right: Double) -> Self {
    var product = left
    product.value *= right
    product.gradient *= right
    product.hessian = product.hessian * right
    return product
  }

  /// q = a / b: dq = (da - q db) / b, ddq = (dda - q ddb - dq db' - db dq') / b.
  @inline(__always) static func / (left: Self, right: Self) -> Self {
    let inverse = 1 / right.value
    var quotient = Self(left.value / right.value)
    quotient.gradient = (left.gradient - right.gradient * quotient.value) * inverse
    quotient.hessian = (left.hessian - right.hessian * quotient.value) * inverse
    quotient.hessian.addProducts(quotient.gradient, right.gradient * -inverse)
    return quotient
  }

  @inline(__always) static func / (left: Double, right: Self) -> Self {
    let inverse = 1 / right.value
    let quotient = left / right.value
    return right.mapped(to: quotient, slope: -quotient * inverse, curvature: 2 * quotient * inverse * inverse)
  }

  @inline(__always)
  func mapped(
    to value: Double, slope: @autoclosure () -> Double, curvature: @autoclosure () -> Double
  ) -> Self {
    let slope = slope()
    var result = Self(value)
    result.gradient = gradient * slope
    result.hessian = hessian * slope
    result.hessian.addProducts(gradient, gradient * (0.5 * curvature()))
    return result
  }

  @inline(__always)
  mutating func addSlope(_ slope: Double, of argument: Self) {
    gradient += argument.gradient * slope
    hessian = hessian + argument.hessian * slope
  }

  @inline(__always)
  mutating func addCurvature(_ curvature: Double, of first: Self, _ second: Self) {
    hessian.addProducts(first.gradient, second.gradient * curvature)
  }

  @inline(__always)
  mutating func addCurvature(_ curvature: Double, of argument: Self) {
    hessian.addProducts(argument.gradient, argument.gradient * (0.5 * curvature))
  }
}
