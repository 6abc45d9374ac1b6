import DenseLinearAlgebra
import Testing

@Suite struct MatrixTests {
  let a = Matrix([[1, 2, 3], [4, 5, 6]])

  @Test("Elements stand row by row")
  func layout() {
    #expect(a.elements == [1, 2, 3, 4, 5, 6])
    #expect(a[1, 0] == 4)
    #expect(a.row(1) == [4, 5, 6])
    #expect(a.column(2) == [3, 6])
    #expect(a.transposed == Matrix([[1, 4], [2, 5], [3, 6]]))
  }

  @Test("Products follow the rule rows times columns")
  func products() {
    #expect(a * [1, 0, -1] == [-2, -2])
    #expect(a.transposedTimes([1, -1]) == [-3, -3, -3])
    #expect(a * a.transposed == Matrix([[14, 32], [32, 77]]))
    #expect(a.transposed * a == Matrix([[17, 22, 27], [22, 29, 36], [27, 36, 45]]))
  }

  @Test("A packed lower triangle fills both triangles")
  func packed() {
    let matrix = Matrix(symmetric: 3, lowerTriangle: [1, 2, 3, 4, 5, 6])
    #expect(matrix == Matrix([[1, 2, 4], [2, 3, 5], [4, 5, 6]]))
    #expect(matrix.principal([2, 0]) == Matrix([[6, 4], [4, 1]]))
    #expect(matrix.diagonal == [1, 3, 6])
  }

  @Test("Shapes that do not fit stop the program, naming both")
  func shapes() async {
    await #expect(processExitsWith: .failure) { _ = Matrix([[1, 2]]) * [1.0] }
    await #expect(processExitsWith: .failure) { _ = Matrix([[1, 2]]) * Matrix([[1, 2]]) }
  }
}
