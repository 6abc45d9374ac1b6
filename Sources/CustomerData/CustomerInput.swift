public import DelimitedText

/// What a command reads: a transaction log or a customer summary, told apart by the header.
public enum CustomerInput: Sendable, Equatable {
  /// The header has the customer and date columns.
  case log(SummarizedLog)
  /// The header has `frequency`, `recency` and `age`.
  case summary(SummaryTable)

  /// Reads either.
  ///
  /// - Parameters:
  ///   - location: a file or standard input, plain or gzip.
  ///   - options: how to read it.
  ///   - progress: called now and then on the calling thread.
  /// - Throws: `DataError`, as `SummarizedLog` and `SummaryTable` do; a header that is neither's is one.
  public static func read(
    _ location: InputLocation, options: LogOptions = LogOptions(), progress: ((ReadingProgress) -> Void)? = nil
  ) throws(DataError) -> CustomerInput {
    let input = try DelimitedInput(
      location, delimiter: options.delimiter,
      recognising: [[options.customerColumn, options.dateColumn], SummaryColumns.required])
    let hasLogColumns = input.header.contains(options.customerColumn) && input.header.contains(options.dateColumn)
    if !hasLogColumns && SummaryTable.recognises(input.header) {
      return .summary(try SummaryTable(input, options: options, progress: progress))
    }
    // A header that is neither's is most often a log with other names: the log's error says which column is missing.
    return .log(try SummarizedLog(input, options: options, progress: progress))
  }
}
