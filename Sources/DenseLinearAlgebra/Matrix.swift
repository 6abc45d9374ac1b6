/// A small dense matrix of doubles, a value.
///
/// Elements stand row by row (row-major): element (i, j) is `elements[i * columns + j]`. LAPACK counts by columns;
/// the factorisations of this module turn around what they must, so callers never see it. Made for matrices of a few
/// to a few hundred rows: OpenBLAS keeps to the calling thread at such sizes.
public struct Matrix: Sendable, Hashable {
  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// The elements, row by row.
  public var elements: [Double]

  /// A matrix with every element equal to `value`.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    precondition(rows >= 0 && columns >= 0, "a matrix of \(rows) x \(columns)")
    self.rows = rows
    self.columns = columns
    elements = Array(repeating: value, count: rows * columns)
  }

  /// A matrix from its elements, row by row.
  /// - Precondition: there are `rows * columns` of them.
  public init(rows: Int, columns: Int, elements: [Double]) {
    precondition(elements.count == rows * columns, "\(elements.count) elements for \(rows) x \(columns)")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix from its rows.
  /// - Precondition: all have the same length.
  public init(_ rows: [[Double]]) {
    let columns = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == columns }, "rows of lengths \(rows.map(\.count))")
    self.init(rows: rows.count, columns: columns, elements: Array(rows.joined()))
  }

  /// A square matrix that is zero but for its diagonal.
  public init(diagonal: [Double]) {
    self.init(rows: diagonal.count, columns: diagonal.count)
    for index in diagonal.indices { self[index, index] = diagonal[index] }
  }

  /// A symmetric matrix from its lower triangle, packed by rows: (0,0), (1,0), (1,1), (2,0), ...
  /// - Precondition: `lowerTriangle` has `order * (order + 1) / 2` elements.
  public init(symmetric order: Int, lowerTriangle: [Double]) {
    precondition(
      lowerTriangle.count == order * (order + 1) / 2,
      "\(lowerTriangle.count) elements for the lower triangle of a matrix of order \(order)")
    self.init(rows: order, columns: order)
    var next = 0
    for row in 0..<order {
      for column in 0...row {
        self[row, column] = lowerTriangle[next]
        self[column, row] = lowerTriangle[next]
        next += 1
      }
    }
  }

  /// Element of a row and a column.
  @inlinable
  public subscript(row: Int, column: Int) -> Double {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// One row.
  public func row(_ row: Int) -> [Double] { Array(elements[row * columns..<(row + 1) * columns]) }

  /// One column.
  public func column(_ column: Int) -> [Double] { (0..<rows).map { self[$0, column] } }

  /// The elements on the diagonal.
  public var diagonal: [Double] { (0..<min(rows, columns)).map { self[$0, $0] } }

  /// Rows and columns exchanged.
  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for row in 0..<rows { for column in 0..<columns { result[column, row] = self[row, column] } }
    return result
  }

  /// The rows and columns of these indices, in this order.
  public func principal(_ indices: [Int]) -> Matrix {
    var result = Matrix(rows: indices.count, columns: indices.count)
    for (row, i) in indices.enumerated() {
      for (column, j) in indices.enumerated() { result[row, column] = self[i, j] }
    }
    return result
  }

  /// Whether every element is finite.
  public var isFinite: Bool { elements.allSatisfy(\.isFinite) }
}
