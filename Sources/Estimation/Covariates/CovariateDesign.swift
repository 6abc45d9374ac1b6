public import DenseLinearAlgebra

/// What covariates do to each kind of customer: the design of a vector generalized linear model.
///
/// Customers with the same values of all covariates make a cell. The log-parameters of cell i are
/// ```
/// eta_i = eta_0 + sum over coefficients c of beta_c z_i,column(c) loadings(c)
/// ```
/// - Source: T. W. Yee, "Vector Generalized Linear and Additive Models", Springer 2015, chapter 3, for the constraint
///   matrices, of which `loadings` are the columns.
public struct CovariateDesign: Sendable {
  /// One number to be estimated.
  public struct Coefficient: Sendable, Hashable {
    /// The name in messages: `channel=web (purchase)`.
    public let name: String
    /// Which column of the design it multiplies.
    public let column: Int
    /// How it moves the log-parameters.
    public let loadings: [Double]
    /// The weight lambda of its square in the penalty; 0 for none.
    public var penalty: Double

    /// See the properties.
    public init(name: String, column: Int, loadings: [Double], penalty: Double = 0) {
      self.name = name
      self.column = column
      self.loadings = loadings
      self.penalty = penalty
    }
  }

  /// The values of the covariates, numbers standardised.
  /// - Shape: cells x columns
  public let values: Matrix
  /// What is estimated.
  public var coefficients: [Coefficient]

  /// - Precondition: every coefficient's column exists, and all loadings have the same length.
  public init(values: Matrix, coefficients: [Coefficient]) {
    precondition(coefficients.allSatisfy { (0..<values.columns).contains($0.column) }, "a column that is not there")
    self.values = values
    self.coefficients = coefficients
  }

  /// Kinds of customers.
  public var cells: Int { values.rows }

  /// The same design for some of the cells.
  func selecting(_ cells: [Int]) -> CovariateDesign {
    var selected = Matrix(rows: cells.count, columns: values.columns)
    for (row, cell) in cells.enumerated() {
      for column in 0..<values.columns { selected[row, column] = values[cell, column] }
    }
    return CovariateDesign(values: selected, coefficients: coefficients)
  }
}
