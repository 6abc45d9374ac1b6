import _CLAPACK

extension Matrix {
  /// The product of a matrix and a column vector (dgemv).
  /// - Precondition: `vector` has as many elements as the matrix has columns.
  public static func * (matrix: Matrix, vector: [Double]) -> [Double] {
    precondition(
      vector.count == matrix.columns, "\(matrix.rows) x \(matrix.columns) times a vector of \(vector.count)")
    var result = Array(repeating: 0.0, count: matrix.rows)
    guard matrix.rows > 0, matrix.columns > 0 else { return result }
    cblas_dgemv(
      CblasRowMajor, CblasNoTrans, blasint(matrix.rows), blasint(matrix.columns), 1, matrix.elements,
      blasint(matrix.columns), vector, 1, 0, &result, 1)
    return result
  }

  /// The product of the transpose of this matrix and a column vector (dgemv).
  /// - Precondition: `vector` has as many elements as the matrix has rows.
  public func transposedTimes(_ vector: [Double]) -> [Double] {
    precondition(vector.count == rows, "transpose of \(rows) x \(columns) times a vector of \(vector.count)")
    var result = Array(repeating: 0.0, count: columns)
    guard rows > 0, columns > 0 else { return result }
    cblas_dgemv(
      CblasRowMajor, CblasTrans, blasint(rows), blasint(columns), 1, elements, blasint(columns), vector, 1, 0,
      &result, 1)
    return result
  }

  /// The product of the transpose of this matrix and another one (dgemm).
  /// - Precondition: both have as many rows.
  public func transposedTimes(_ right: Matrix) -> Matrix {
    precondition(rows == right.rows, "transpose of \(rows) x \(columns) times \(right.rows) x \(right.columns)")
    var result = Matrix(rows: columns, columns: right.columns)
    guard rows > 0, columns > 0, right.columns > 0 else { return result }
    cblas_dgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, blasint(columns), blasint(right.columns), blasint(rows), 1, elements,
      blasint(columns), right.elements, blasint(right.columns), 0, &result.elements, blasint(right.columns))
    return result
  }

  /// The product of two matrices (dgemm).
  /// - Precondition: the left one has as many columns as the right one has rows.
  public static func * (left: Matrix, right: Matrix) -> Matrix {
    precondition(
      left.columns == right.rows, "\(left.rows) x \(left.columns) times \(right.rows) x \(right.columns)")
    var result = Matrix(rows: left.rows, columns: right.columns)
    guard left.rows > 0, left.columns > 0, right.columns > 0 else { return result }
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(left.rows), blasint(right.columns), blasint(left.columns),
      1, left.elements, blasint(left.columns), right.elements, blasint(right.columns), 0, &result.elements,
      blasint(right.columns))
    return result
  }
}
