import _CLAPACK

/// The eigenvalues and orthonormal eigenvectors of a symmetric matrix A = V diag(values) V'.
public struct SymmetricEigen: Sendable {
  /// Eigenvalues, ascending.
  public let values: [Double]
  /// Eigenvectors: column j belongs to `values[j]`.
  public let vectors: Matrix

  /// Decomposes a matrix (dsyevd). Only its lower triangle is read.
  ///
  /// - Throws: `notFinite`; `eigenvaluesNotFound`, which for finite elements does not happen in practice.
  /// - Precondition: the matrix is square.
  public init(_ matrix: Matrix) throws(FactorizationError) {
    precondition(matrix.rows == matrix.columns, "eigenvalues of a \(matrix.rows) x \(matrix.columns) matrix")
    guard matrix.isFinite else { throw .notFinite }
    let order = matrix.rows
    guard order > 0 else {
      values = []
      vectors = matrix
      return
    }
    var buffer = matrix.transposed.elements
    var n = Int32(order)
    var eigenvalues = Array(repeating: 0.0, count: order)
    // Smallest workspaces that dsyevd accepts with vectors: 1 + 6 n + 2 n^2 and 3 + 5 n.
    var workCount = Int32(1 + 6 * order + 2 * order * order)
    var integerCount = Int32(3 + 5 * order)
    var work = Array(repeating: 0.0, count: Int(workCount))
    var integers = Array(repeating: Int32(0), count: Int(integerCount))
    var leading = n
    var info: Int32 = 0
    dsyevd_(
      "V", "L", &n, &buffer, &leading, &eigenvalues, &work, &workCount, &integers, &integerCount, &info)
    guard info == 0 else { throw .eigenvaluesNotFound(Int(info)) }
    values = eigenvalues
    vectors = Matrix(rows: order, columns: order, elements: buffer).transposed
  }
}
