import CustomerModels
import DenseLinearAlgebra

/// A log-likelihood with its derivatives in log-parameters and coefficients.
struct CovariateSum: Sendable {
  var value = 0.0
  var gradient: [Double]
  var hessian: Matrix

  init(dimension: Int) {
    gradient = Array(repeating: 0, count: dimension)
    hessian = Matrix(rows: dimension, columns: dimension)
  }

  mutating func add(_ other: CovariateSum) {
    value += other.value
    for index in gradient.indices { gradient[index] += other.gradient[index] }
    for index in hessian.elements.indices { hessian.elements[index] += other.hessian.elements[index] }
  }
}

/// Consecutive cells and the design's columns for them: the unit of the sums.
struct CovariateBlock: Sendable {
  /// Coefficients that move log-parameters the same way.
  struct Direction: Sendable {
    let loadings: [Double]
    /// Positions among the design's coefficients.
    let coefficients: [Int]
  }

  let cells: Range<Int>
  /// For each direction the columns of its coefficients.
  private let columns: [Matrix]

  static func directions(_ design: CovariateDesign) -> [Direction] {
    var order: [[Double]] = []
    var members: [[Double]: [Int]] = [:]
    for (index, coefficient) in design.coefficients.enumerated() {
      if members[coefficient.loadings] == nil { order.append(coefficient.loadings) }
      members[coefficient.loadings, default: []].append(index)
    }
    return order.map { Direction(loadings: $0, coefficients: members[$0]!) }
  }

  /// All cells in blocks: so small that the matrix products stay on the calling thread, where a library that shared them out
  /// would make their last bits depend on the machine, and that no block holds more than a few hundred observations unless
  /// they are one cell's.
  static func all(_ design: CovariateDesign, _ directions: [Direction], sizes: [Int]) -> [CovariateBlock] {
    let widest = max(1, directions.map(\.coefficients.count).max() ?? 1)
    let most = max(8, min(400, 200_000 / (widest * widest), 9_000 / widest))
    var blocks: [CovariateBlock] = []
    var first = 0
    var observations = 0
    for cell in 0..<design.cells {
      observations += sizes[cell]
      if cell + 1 - first == most || observations >= 400 || cell + 1 == design.cells {
        blocks.append(CovariateBlock(first..<cell + 1, design, directions))
        first = cell + 1
        observations = 0
      }
    }
    return blocks
  }

  private init(_ cells: Range<Int>, _ design: CovariateDesign, _ directions: [Direction]) {
    self.cells = cells
    columns = directions.map { direction in
      var matrix = Matrix(rows: cells.count, columns: direction.coefficients.count)
      for (row, cell) in cells.enumerated() {
        for (column, coefficient) in direction.coefficients.enumerated() {
          matrix[row, column] = design.values[cell, design.coefficients[coefficient].column]
        }
      }
      return matrix
    }
  }

  /// How far each cell's log-parameters are moved along each direction.
  func shifts(_ coefficients: [[Double]]) -> [[Double]] { zip(columns, coefficients).map { $0 * $1 } }

  /// The sums over the block's cells.
  /// - Parameters:
  ///   - gradients: of each cell in log-parameters, row by row.
  ///   - symmetric: a symmetric matrix of each cell in log-parameters, packed: its Hessian.
  func sum(
    value: Double, gradients: Matrix, symmetric: Matrix, directions: [Direction], dimension: Int
  ) -> CovariateSum {
    let k = gradients.columns
    let ones = Array(repeating: 1.0, count: cells.count)
    var sum = CovariateSum(dimension: dimension)
    sum.value = value
    for (index, slope) in gradients.transposedTimes(ones).enumerated() { sum.gradient[index] = slope }
    let packed = symmetric.transposedTimes(ones)
    for row in 0..<k {
      for column in 0..<k {
        sum.hessian[row, column] = packed[LikelihoodJet.packed(max(row, column), min(row, column))]
      }
    }
    // H u of each cell, for each direction.
    let moved = directions.map { times(symmetric, $0.loadings) }
    for (number, direction) in directions.enumerated() {
      let slopes = columns[number].transposedTimes(gradients * direction.loadings)
      for (index, coefficient) in direction.coefficients.enumerated() { sum.gradient[k + coefficient] = slopes[index] }
      let cross = moved[number].transposedTimes(columns[number])
      for row in 0..<k {
        for (index, coefficient) in direction.coefficients.enumerated() {
          sum.hessian[row, k + coefficient] = cross[row, index]
          sum.hessian[k + coefficient, row] = cross[row, index]
        }
      }
      for other in 0...number {
        let weights = moved[number] * directions[other].loadings
        var weighted = columns[other]
        for row in 0..<weighted.rows {
          for column in 0..<weighted.columns { weighted[row, column] *= weights[row] }
        }
        let block = columns[number].transposedTimes(weighted)
        for (i, first) in direction.coefficients.enumerated() {
          for (j, second) in directions[other].coefficients.enumerated() {
            sum.hessian[k + first, k + second] = block[i, j]
            sum.hessian[k + second, k + first] = block[i, j]
          }
        }
      }
    }
    return sum
  }

  /// The product of each row's symmetric matrix, packed, and a vector.
  private func times(_ symmetric: Matrix, _ vector: [Double]) -> Matrix {
    var result = Matrix(rows: symmetric.rows, columns: vector.count)
    for cell in 0..<symmetric.rows {
      for i in vector.indices {
        var sum = 0.0
        for j in vector.indices where vector[j] != 0 {
          sum += symmetric[cell, LikelihoodJet.packed(max(i, j), min(i, j))] * vector[j]
        }
        result[cell, i] = sum
      }
    }
    return result
  }
}
