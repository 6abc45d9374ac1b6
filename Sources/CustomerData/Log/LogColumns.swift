import DelimitedText

/// Which columns of a log are read, and how.
struct LogColumns: Sendable {
  let header: Header
  let format: RecordFormat
  let customer: Int
  let date: Int
  /// nil when the log has no amounts.
  let amount: Int?
  /// nil for ISO 8601.
  let layout: DateLayout?

  /// - Throws: `DataError` when a column is missing or stands twice, or when the date format cannot be used.
  init(_ input: DelimitedInput, options: LogOptions) throws(DataError) {
    header = input.header
    format = input.format
    customer = try header.requiredPosition(of: options.customerColumn, advice: "Name it with --customer-column")
    date = try header.requiredPosition(of: options.dateColumn, advice: "Name it with --date-column")
    // A log may have no amounts; a column that was asked for by name is another matter.
    amount =
      options.amountColumn == LogOptions().amountColumn
      ? try header.position(of: options.amountColumn)
      : try header.requiredPosition(of: options.amountColumn, advice: "Name it with --amount-column")
    if let format = options.dateFormat {
      guard let layout = DateLayout(format) else {
        throw DataError(
          .badRequest, file: header.file, text: format, problem: "the date format cannot be used",
          expected: "directives such as %Y-%m-%d, %d/%m/%Y or %d.%m.%Y %H:%M that determine a day")
      }
      self.layout = layout
    } else {
      layout = nil
    }
  }
}
