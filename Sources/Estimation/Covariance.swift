public import DenseLinearAlgebra

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The covariance matrix of estimates, some of which may not have one.
///
/// An estimate on a boundary, or along a direction that the data do not determine, has no standard error: its row and
/// column hold nil. What remains is the covariance of the others.
/// - Shape: k x k in the order of the model's parameters
public struct Covariance: Sendable, Equatable, Codable {
  /// The entries, row by row.
  public let entries: [[Double?]]

  /// A covariance from its entries, row by row.
  public init(entries: [[Double?]]) { self.entries = entries }

  /// A covariance whose rows and columns at these positions do not exist.
  public init(_ matrix: Matrix, absent: Set<Int> = []) {
    entries = (0..<matrix.rows).map { row in
      (0..<matrix.columns).map { column in
        absent.contains(row) || absent.contains(column) ? nil : matrix[row, column]
      }
    }
  }

  /// Number of parameters.
  public var order: Int { entries.count }

  /// Covariance of two parameters; nil where it does not exist.
  public subscript(row: Int, column: Int) -> Double? { entries[row][column] }

  /// Square roots of the diagonal; nil where they do not exist.
  public var standardErrors: [Double?] {
    (0..<order).map { index in
      guard let variance = entries[index][index], variance >= 0 else { return nil }
      return variance.squareRoot()
    }
  }

  /// The covariance of scale[i] times estimate i; nil too where it is beyond the largest double.
  func scaled(by scale: [Double]) -> Covariance {
    Covariance(
      entries: entries.enumerated().map { row, values in
        values.enumerated().map { column, value in
          value.map { $0 * (scale[row] * scale[column]) }.flatMap { $0.isFinite ? $0 : nil }
        }
      })
  }
}
