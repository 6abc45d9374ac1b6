/// A number in a model's formula: a plain one (`PlainScalar`), or one that carries its derivatives along.
///
/// A formula written once for any `FormulaScalar` gives the value where a value is wanted, and value, exact gradient
/// and exact Hessian where an optimiser asks (`SecondOrder`). Arithmetic, `exp`, `log`, `log1p`, `power`, `logGamma`,
/// `logBeta`, `logSumExp` and their kin are at hand; a function of another kind joins by its partial derivatives:
/// ```
/// func probit<Scalar: FormulaScalar>(_ x: Scalar) -> Scalar {
///   x.mapped(to: phi(x.value), slope: density(x.value), curvature: -x.value * density(x.value))
/// }
/// ```
/// and one of several variables by `addSlope` and `addCurvature`, term by term.
///
/// Data are doubles: mixed arithmetic with them is cheaper than with constants made into scalars.
public protocol FormulaScalar: Sendable {
  /// A constant.
  init(_ constant: Double)

  /// The number itself.
  var value: Double { get }

  /// Whether derivatives are wanted: ask before working out partial derivatives that a plain number would throw away.
  static var carriesDerivatives: Bool { get }

  static func + (left: Self, right: Self) -> Self
  static func + (left: Self, right: Double) -> Self
  static func - (left: Self, right: Self) -> Self
  static func - (left: Self, right: Double) -> Self
  static func - (left: Double, right: Self) -> Self
  static prefix func - (operand: Self) -> Self
  static func * (left: Self, right: Self) -> Self
  static func * (left: Self, right: Double) -> Self
  static func / (left: Self, right: Self) -> Self
  static func / (left: Double, right: Self) -> Self

  /// f(self), from f, f' and f'' at `value`.
  func mapped(to value: Double, slope: @autoclosure () -> Double, curvature: @autoclosure () -> Double) -> Self

  /// Adds the part of a function of several variables that its partial derivative `slope` in `argument` gives.
  ///
  /// A function starts as the constant of its value; then each first partial derivative is added once, and each second
  /// one once (`addCurvature`), those of different arguments not twice.
  mutating func addSlope(_ slope: Double, of argument: Self)

  /// Adds the part that a second partial derivative gives, in `first` and `second`.
  mutating func addCurvature(_ curvature: Double, of first: Self, _ second: Self)

  /// Adds the part that the second partial derivative in one argument gives.
  mutating func addCurvature(_ curvature: Double, of argument: Self)
}

extension FormulaScalar {
  /// Sum.
  @inline(__always) public static func + (left: Double, right: Self) -> Self { right + left }
  /// Product.
  @inline(__always) public static func * (left: Double, right: Self) -> Self { right * left }
  /// Quotient.
  @inline(__always) public static func / (left: Self, right: Double) -> Self { left * (1 / right) }
  /// Adds.
  @inline(__always) public static func += (left: inout Self, right: Self) { left = left + right }
  /// Adds.
  @inline(__always) public static func += (left: inout Self, right: Double) { left = left + right }
  /// Subtracts.
  @inline(__always) public static func -= (left: inout Self, right: Self) { left = left - right }
  /// Multiplies.
  @inline(__always) public static func *= (left: inout Self, right: Self) { left = left * right }
}

/// A number without derivatives.
///
/// `Double` itself is no `FormulaScalar`: every sum of doubles in every file would then have to be weighed against the
/// operators above, which the compiler gives up on in long expressions.
public struct PlainScalar: FormulaScalar, Hashable {
  /// The number itself.
  public let value: Double

  /// A number.
  @inline(__always) public init(_ constant: Double) { value = constant }

  /// Never.
  public static var carriesDerivatives: Bool { false }

  /// Sum.
  @inline(__always) public static func + (left: Self, right: Self) -> Self { Self(left.value + right.value) }
  /// Sum.
  @inline(__always) public static func + (left: Self, right: Double) -> Self { Self(left.value + right) }
  /// Difference.
  @inline(__always) public static func - (left: Self, right: Self) -> Self { Self(left.value - right.value) }
  /// Difference.
  @inline(__always) public static func - (left: Self, right: Double) -> Self { Self(left.value - right) }
  /// Difference.
  @inline(__always) public static func - (left: Double, right: Self) -> Self { Self(left - right.value) }
  /// The negative.
  @inline(__always) public static prefix func - (operand: Self) -> Self { Self(-operand.value) }
  /// Product.
  @inline(__always) public static func * (left: Self, right: Self) -> Self { Self(left.value * right.value) }
  /// Product.
  @inline(__always) public static func * (left: Self, right: Double) -> Self { Self(left.value * right) }
  /// Quotient.
  @inline(__always) public static func / (left: Self, right: Self) -> Self { Self(left.value / right.value) }
  /// Quotient.
  @inline(__always) public static func / (left: Double, right: Self) -> Self { Self(left / right.value) }

  /// The value.
  @inline(__always)
  public func mapped(to value: Double, slope: @autoclosure () -> Double, curvature: @autoclosure () -> Double) -> Self {
    Self(value)
  }

  /// Nothing.
  @inline(__always) public mutating func addSlope(_ slope: Double, of argument: Self) {}
  /// Nothing.
  @inline(__always) public mutating func addCurvature(_ curvature: Double, of first: Self, _ second: Self) {}
  /// Nothing.
  @inline(__always) public mutating func addCurvature(_ curvature: Double, of argument: Self) {}
}
