public import DelimitedText

/// One column of text by customer: what a log or another table says of each customer beside purchases.
public struct CustomerAttribute: Sendable, Equatable {
  /// Which value counts when a customer has several.
  public enum Rule: String, Sendable, CaseIterable, Codable {
    /// None: a customer whose value changes is an error.
    case constant
    /// The one that stands first in the input.
    case first
  }

  /// The column's name.
  public let name: String
  /// The distinct values, in the order of their bytes.
  public let levels: [String]
  /// The position in `levels` of each row of the summary; -1 for a customer without a value.
  public let levelOfRow: [Int32]

  init(name: String, levels: [String], levelOfRow: [Int32]) {
    self.name = name
    self.levels = levels
    self.levelOfRow = levelOfRow
  }

  /// Reads columns of a log, of a summary, or of a table with a row per customer.
  ///
  /// A pass over the file of its own: who asks for no column pays nothing. An empty field says nothing, and contradicts
  /// nothing; customers who are not in the summary are passed over. Rows count whatever their date.
  ///
  /// - Parameters:
  ///   - location: a file. What comes through a pipe cannot be read a second time.
  ///   - names: the columns wanted.
  ///   - summary: the customers. Where it has no ids (a table of patterns), the file must be the one it was read from: the
  ///     rows are then taken in order.
  ///   - options: `customerColumn`, `delimiter`, `badRows` and `threads` apply; the result does not depend on threads.
  ///   - rule: what a second value of a customer is.
  ///   - advice: what the user can do about one that is not allowed.
  /// - Returns: one attribute for each name.
  /// - Throws: `DataError`: the file cannot be read, a column is missing, a customer has two values under
  ///   `Rule.constant` (both lines are named), a row is broken under `BadRowRule.error`.
  /// - Complexity: one hash look-up per row of the file, in parallel.
  public static func read(
    _ location: InputLocation, columns names: [String], of summary: CustomerSummary, options: LogOptions,
    rule: Rule = .constant, advice: String? = nil
  ) throws(DataError) -> [CustomerAttribute] {
    let texts = try AttributeReader.read(
      location, columns: names, of: summary.identifiers, count: summary.count, categorical: Set(names),
      options: options, rule: rule, advice: advice
    ).columns
    return texts.map { column in
      guard case .levels(let codes, let levels) = column.values else { preconditionFailure("a column of names") }
      return CustomerAttribute(name: column.name, levels: levels, levelOfRow: codes.map { Int32(bitPattern: $0) })
    }
  }
}
