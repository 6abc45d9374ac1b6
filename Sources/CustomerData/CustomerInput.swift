public import DelimitedText

/// An input that describes customers: a transaction log, or a summary that was made from one.
public enum CustomerInput: Sendable {
  /// A transaction log, reduced to a row per customer.
  case log(SummarizedLog)
  /// A customer summary.
  case summary(SummaryTable)

  /// Reads an input to its end; the header tells which kind it is.
  ///
  /// A header with the customer and date columns is a log; one with `frequency`, `recency` and `age` a summary.
  ///
  /// - Parameters:
  ///   - location: a file or standard input, plain or gzip.
  ///   - options: how to read it.
  ///   - progress: called now and then, from any thread.
  /// - Throws: `DataError`, which names file, line and column where it can: see `SummarizedLog` and `SummaryTable`.
  public static func read(
    _ location: InputLocation, options: LogOptions, progress: (@Sendable (ReadingProgress) -> Void)? = nil
  ) throws(DataError) -> CustomerInput {
    let log = [options.customerColumn, options.dateColumn]
    let input = try DelimitedInput(
      location, delimiter: options.delimiter, recognising: [log, SummaryColumns.required])
    switch try kind(input.header, log: log) {
    case .log: return .log(try SummarizedLog(input, options: options, progress: progress))
    case .summary: return .summary(try SummaryTable(input, options: options, progress: progress))
    }
  }

  private enum Kind { case log, summary }

  /// What a header belongs to; where columns are missing, what it comes nearest to, so that the error is about that.
  private static func kind(_ header: Header, log: [String]) throws(DataError) -> Kind {
    if log.allSatisfy(header.contains) { return .log }
    if SummaryTable.recognises(header) { return .summary }
    if header.contains(log[1]) { return .log }
    if SummaryColumns.required.contains(where: header.contains) { return .summary }
    throw header.missing(
      log.filter { !header.contains($0) },
      advice: "A log needs \(log.joined(separator: " and ")), which --customer-column and --date-column rename; "
        + "a summary needs \(SummaryColumns.required.joined(separator: ", "))")
  }
}
