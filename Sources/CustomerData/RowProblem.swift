import DelimitedText

/// Why a row of a log cannot be used.
enum RowProblem: Sendable, Hashable {
  case record(RecordProblem)
  case emptyCustomer
  case date
  case amount
  case refund
}

/// A row that cannot be used, as a place in its block.
struct BadRow: Sendable {
  var problem: RowProblem
  /// Line ends in the block before it.
  var linesBefore: Int
  /// Its bytes in the block, line end not included.
  var record: Range<Int>
  /// The bytes of the field the problem is about; empty where it is about the record.
  var field: Range<Int>

  /// The row as an error.
  ///
  /// - Parameter firstLine: the line on which the block starts.
  func error(in block: RecordBlock, firstLine: Int, columns: LogColumns) -> DataError {
    func error(_ column: Int?, _ problem: String, _ expected: String, advice: String? = nil) -> DataError {
      let text = DataError.readable(UnsafeRawBufferPointer(rebasing: block.bytes[column == nil ? record : field]))
      return DataError(
        .badData, file: columns.header.file, line: firstLine + linesBefore, column: column.map(columns.header.column),
        text: text, problem: problem, expected: expected, advice: advice)
    }
    switch problem {
    case .record(let problem):
      return error(nil, problem.description, problem.expected(columns: columns.header.names.count))
    case .emptyCustomer:
      return error(columns.customer, "the customer id is empty", "an id")
    case .date:
      if let layout = columns.layout { return error(columns.date, "not a date of the layout given", layout.format) }
      return error(
        columns.date, field.isEmpty ? "the date is empty" : "not a date",
        "a day such as 2020-01-31 or 2020-01-31T13:45",
        advice: "Other layouts need --date-format, for example %d/%m/%Y")
    case .amount:
      return error(columns.amount, "not an amount", "a number such as 12.5, or nothing where it is unknown")
    case .refund:
      return error(
        columns.amount, "a negative amount", "no refunds, as --refunds error asks",
        advice: "--refunds cancel or ignore allows them")
    }
  }
}
