/// A small symmetric matrix of fixed order: the Hessian of a `SecondOrder` number.
///
/// The lower triangle, in rows of two, four or eight lanes, so that a row is one vector operation and nothing is
/// allocated. Lanes above the diagonal hold anything.
protocol SymmetricStorage: Sendable {
  /// A vector as long as the matrix is wide.
  associatedtype Vector: SIMD, Sendable where Vector.Scalar == Double

  /// The zero matrix.
  init()

  static func + (left: Self, right: Self) -> Self
  static func - (left: Self, right: Self) -> Self
  static func * (left: Self, right: Double) -> Self

  /// Adds u v' + v u'.
  mutating func addProducts(_ u: Vector, _ v: Vector)

  /// Row `row` up to the diagonal, lane by lane.
  subscript(row: Int, column: Int) -> Double { get }
}

/// Up to two parameters.
struct Symmetric2: SymmetricStorage {
  var row0 = SIMD2<Double>()
  var row1 = SIMD2<Double>()

  @inline(__always) init() {}

  @inline(__always) static func + (left: Self, right: Self) -> Self {
    var sum = left
    sum.row0 += right.row0
    sum.row1 += right.row1
    return sum
  }

  @inline(__always) static func - (left: Self, right: Self) -> Self {
    var difference = left
    difference.row0 -= right.row0
    difference.row1 -= right.row1
    return difference
  }

  @inline(__always) static func * (left: Self, right: Double) -> Self {
    var product = left
    product.row0 *= right
    product.row1 *= right
    return product
  }

  @inline(__always) mutating func addProducts(_ u: SIMD2<Double>, _ v: SIMD2<Double>) {
    row0 += u[0] * v + v[0] * u
    row1 += u[1] * v + v[1] * u
  }

  @inline(__always) subscript(row: Int, column: Int) -> Double { row == 0 ? row0[column] : row1[column] }
}

/// Up to four parameters.
struct Symmetric4: SymmetricStorage {
  var head = Symmetric2()
  var row2 = SIMD4<Double>()
  var row3 = SIMD4<Double>()

  @inline(__always) init() {}

  @inline(__always) static func + (left: Self, right: Self) -> Self {
    var sum = left
    sum.head = sum.head + right.head
    sum.row2 += right.row2
    sum.row3 += right.row3
    return sum
  }

  @inline(__always) static func - (left: Self, right: Self) -> Self {
    var difference = left
    difference.head = difference.head - right.head
    difference.row2 -= right.row2
    difference.row3 -= right.row3
    return difference
  }

  @inline(__always) static func * (left: Self, right: Double) -> Self {
    var product = left
    product.head = product.head * right
    product.row2 *= right
    product.row3 *= right
    return product
  }

  @inline(__always) mutating func addProducts(_ u: SIMD4<Double>, _ v: SIMD4<Double>) {
    head.addProducts(u.lowHalf, v.lowHalf)
    row2 += u[2] * v + v[2] * u
    row3 += u[3] * v + v[3] * u
  }

  @inline(__always) subscript(row: Int, column: Int) -> Double {
    switch row {
    case 2: row2[column]
    case 3: row3[column]
    default: head[row, column]
    }
  }
}

/// Up to six parameters.
struct Symmetric6: SymmetricStorage {
  var head = Symmetric4()
  var row4 = SIMD8<Double>()
  var row5 = SIMD8<Double>()

  @inline(__always) init() {}

  @inline(__always) static func + (left: Self, right: Self) -> Self {
    var sum = left
    sum.head = sum.head + right.head
    sum.row4 += right.row4
    sum.row5 += right.row5
    return sum
  }

  @inline(__always) static func - (left: Self, right: Self) -> Self {
    var difference = left
    difference.head = difference.head - right.head
    difference.row4 -= right.row4
    difference.row5 -= right.row5
    return difference
  }

  @inline(__always) static func * (left: Self, right: Double) -> Self {
    var product = left
    product.head = product.head * right
    product.row4 *= right
    product.row5 *= right
    return product
  }

  @inline(__always) mutating func addProducts(_ u: SIMD8<Double>, _ v: SIMD8<Double>) {
    head.addProducts(u.lowHalf, v.lowHalf)
    row4 += u[4] * v + v[4] * u
    row5 += u[5] * v + v[5] * u
  }

  @inline(__always) subscript(row: Int, column: Int) -> Double {
    switch row {
    case 4: row4[column]
    case 5: row5[column]
    default: head[row, column]
    }
  }
}
