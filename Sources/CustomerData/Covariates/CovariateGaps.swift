/// Customers without a value of a covariate.
public struct CovariateGaps: Sendable, Equatable {
  /// The covariate.
  public var covariate: String
  /// Customers without a value.
  public var customers: Int
  /// Customers in all.
  public var all: Int
  /// Those who have no row in the table; the others without a value have an empty field.
  public var withoutRow: Int
  /// The ids of the first few; empty where customers have none.
  public var first: [String]

  /// Whether there are more than those.
  public var hasMore: Bool { first.count < customers }

  /// How many ids are named.
  static let named = 3

  /// See the properties.
  public init(covariate: String, customers: Int, of all: Int, withoutRow: Int = 0, first: [String] = []) {
    self.covariate = covariate
    self.customers = customers
    self.all = all
    self.withoutRow = withoutRow
    self.first = first
  }
}

extension CovariateFrame {
  /// The customers without a value of a covariate; nil where all have one.
  public func gaps(of column: CovariateColumn) -> CovariateGaps? {
    let rows = (0..<count).filter { column.isMissing($0) }
    if rows.isEmpty { return nil }
    return CovariateGaps(
      covariate: column.name, customers: rows.count, of: count,
      withoutRow: hasRow.isEmpty ? 0 : rows.count { !hasRow[$0] },
      first: identifiers.count == 0 ? [] : rows.prefix(CovariateGaps.named).map { identifiers[$0] })
  }
}
