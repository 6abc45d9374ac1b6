import _CLAPACK

/// The Cholesky factor L of a symmetric positive definite matrix A = L L'.
public struct Cholesky: Sendable {
  /// Rows and columns.
  public let order: Int
  /// L in the lower triangle as LAPACK left it, by columns; the other triangle is not used.
  private let factor: [Double]

  /// Factorises a matrix (dpotrf). Only its lower triangle is read.
  ///
  /// - Throws: `notPositiveDefinite` naming the first minor that is not positive; `notFinite`.
  /// - Precondition: the matrix is square.
  public init(_ matrix: Matrix) throws(FactorizationError) {
    precondition(matrix.rows == matrix.columns, "Cholesky factor of a \(matrix.rows) x \(matrix.columns) matrix")
    // dpotrf lets a NaN through on some processors' kernels.
    guard matrix.isFinite else { throw .notFinite }
    order = matrix.rows
    // The lower triangle by columns is the lower triangle by rows of the transpose.
    var buffer = matrix.transposed.elements
    var n = Int32(order)
    var leading = Int32(max(1, order))
    var info: Int32 = 0
    dpotrf_("L", &n, &buffer, &leading, &info)
    guard info == 0 else { throw .notPositiveDefinite(minor: Int(info)) }
    factor = buffer
  }

  /// The solution x of A x = b (dpotrs).
  /// - Precondition: `b` has `order` elements.
  public func solve(_ b: [Double]) -> [Double] {
    precondition(b.count == order, "a right-hand side of \(b.count) for a matrix of order \(order)")
    var solution = b
    var n = Int32(order)
    var leading = Int32(max(1, order))
    var one: Int32 = 1
    var info: Int32 = 0
    dpotrs_("L", &n, &one, factor, &leading, &solution, &leading, &info)
    return solution
  }

  /// The inverse of A (dpotri), exactly symmetric.
  public var inverse: Matrix {
    var buffer = factor
    var n = Int32(order)
    var leading = Int32(max(1, order))
    var info: Int32 = 0
    dpotri_("L", &n, &buffer, &leading, &info)
    var result = Matrix(rows: order, columns: order)
    for row in 0..<order {
      for column in 0...row {
        let value = buffer[column * order + row]
        result[row, column] = value
        result[column, row] = value
      }
    }
    return result
  }
}
