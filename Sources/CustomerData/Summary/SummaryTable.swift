public import DelimitedText

/// A customer summary read from a file: what `CustomerSummary.write` wrote, or a table of another origin.
///
/// Columns, in any order: `frequency`, `recency`, `age`, and a customer id or `customers`, the number of customers who
/// share the row; then, where present, `monetary_value`, `spend_count`, `total_spend`, `first_purchase` and
/// `last_purchase`. Others are ignored. Without `spend_count` every repeat occasion of a customer with a
/// `monetary_value` above 0 has an amount.
public struct SummaryTable: Sendable, Equatable {
  /// The customers, in the order of the file. `observationEnd` is known when first purchases are, and when with their
  /// ages all lead to the same day.
  public var summary: CustomerSummary
  /// What became of each row. Only rows, occasions, customers and dates are counted; the counts of amounts stay 0.
  public var audit: Audit

  /// Reads a summary.
  ///
  /// - Parameters:
  ///   - options: `unit`, `occasion`, `spendBasis`, `customerColumn`, `delimiter`, `badRows` and `rejects` apply.
  ///   - progress: called now and then, from any thread.
  /// - Throws: `DataError`: the input cannot be read, a column is missing, no row can be used, a row is wrong under
  ///   `BadRowRule.error`, or a customer stands twice.
  public init(
    reading location: InputLocation, options: LogOptions = LogOptions(),
    progress: (@Sendable (ReadingProgress) -> Void)? = nil
  ) throws(DataError) {
    let input = try DelimitedInput(
      location, delimiter: options.delimiter, recognising: [SummaryColumns.required])
    try self.init(input, options: options, progress: progress)
  }

  /// Reads a summary from an input whose header has been looked at.
  package init(
    _ input: DelimitedInput, options: LogOptions, progress: (@Sendable (ReadingProgress) -> Void)?
  ) throws(DataError) {
    var reader = try SummaryReader(input, options: options)
    try reader.read(progress)
    summary = reader.summary
    audit = reader.audit
  }

  /// Whether a header is that of a summary.
  public static func recognises(_ header: Header) -> Bool { SummaryColumns.required.allSatisfy(header.contains) }
}
