import DenseLinearAlgebra
import Testing
import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct FactorizationTests {
  /// Hilbert's matrix, whose determinant and inverse are known in integers.
  private func hilbert(_ order: Int) -> Matrix {
    var matrix = Matrix(rows: order, columns: order)
    for row in 0..<order { for column in 0..<order { matrix[row, column] = 1 / Double(row + column + 1) } }
    return matrix
  }

  @Test("The inverse of the Hilbert matrix of order 3 is the integer matrix of the textbooks")
  func inverse() throws {
    // Choi, "Tricks or treats with the Hilbert matrix", Amer. Math. Monthly 90 (1983).
    let expected = Matrix([[9, -36, 30], [-36, 192, -180], [30, -180, 180]])
    let inverse = try Cholesky(hilbert(3)).inverse
    for (value, exact) in zip(inverse.elements, expected.elements) {
      // The condition number is 524.
      #expect(relativeError(value, exact) < 524 * 1e-15)
    }
    #expect(inverse == inverse.transposed)
  }

  @Test("A solution from the Cholesky factor satisfies the equations")
  func solve() throws {
    let matrix = Matrix([[4, 12, -16], [12, 37, -43], [-16, -43, 98]])
    let solution = try Cholesky(matrix).solve([1, 2, 3])
    for (value, exact) in zip(matrix * solution, [1.0, 2, 3]) { #expect(abs(value - exact) < 1e-11) }
  }

  @Test("An indefinite matrix is refused, naming the first minor that is not positive", .tags(.edge))
  func indefinite() {
    #expect(throws: FactorizationError.notPositiveDefinite(minor: 2)) {
      try Cholesky(Matrix([[1, 2, 0], [2, 1, 0], [0, 0, 1]]))
    }
    #expect(throws: FactorizationError.notFinite) { try Cholesky(Matrix([[1, .nan], [.nan, 1]])) }
  }

  @Test("Only the lower triangle is read")
  func lowerTriangle() throws {
    let full = Matrix([[4, 1], [1, 3]])
    let lower = Matrix([[4, 99], [1, 3]])
    #expect(try Cholesky(full).inverse == Cholesky(lower).inverse)
    #expect(try SymmetricEigen(full).values == SymmetricEigen(lower).values)
  }

  @Test("Eigenvalues of the second difference matrix are 2 - 2 cos(j pi / (n + 1))", arguments: [1, 4, 60])
  func eigenvalues(order: Int) throws {
    var matrix = Matrix(rows: order, columns: order)
    for index in 0..<order {
      matrix[index, index] = 2
      if index > 0 {
        matrix[index, index - 1] = -1
        matrix[index - 1, index] = -1
      }
    }
    let eigen = try SymmetricEigen(matrix)
    for (index, value) in eigen.values.enumerated() {
      let exact = 2 - 2 * cos(Double(index + 1) * .pi / Double(order + 1))
      #expect(abs(value - exact) < 1e-14)
    }
    // V diag(values) V' is the matrix again, and V is orthogonal.
    let rebuilt = eigen.vectors * (Matrix(diagonal: eigen.values) * eigen.vectors.transposed)
    for (value, exact) in zip(rebuilt.elements, matrix.elements) { #expect(abs(value - exact) < 1e-13) }
    let identity = eigen.vectors.transposed * eigen.vectors
    for (value, exact) in zip(identity.elements, Matrix(diagonal: Array(repeating: 1, count: order)).elements) {
      #expect(abs(value - exact) < 1e-13)
    }
  }

  @Test("An empty matrix has no eigenvalues", .tags(.edge))
  func empty() throws {
    #expect(try SymmetricEigen(Matrix(rows: 0, columns: 0)).values.isEmpty)
    #expect(throws: FactorizationError.notFinite) { try SymmetricEigen(Matrix([[.infinity]])) }
  }
}
