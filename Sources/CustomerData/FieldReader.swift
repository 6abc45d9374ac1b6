import DelimitedText

/// Reads the fields of small tables, each checked, with errors that name file, line and column.
struct FieldReader {
  let records: RecordReader

  /// A whole number within limits; `3.0` is one.
  func whole(_ column: Int, _ limits: ClosedRange<Int>, _ expected: String) throws(DataError) -> Int {
    let number = try number(column, expected)
    guard let whole = Int(exactly: number), limits.contains(whole) else { throw wrong(column, expected) }
    return whole
  }

  /// A finite number, 0 or above.
  func number(_ column: Int, _ expected: String) throws(DataError) -> Double {
    guard let number = records.number(column), number >= 0 else { throw wrong(column, expected) }
    // Adding 0 turns -0 into 0.
    return number + 0
  }

  /// 1 or 0, true or false, yes or no.
  func flag(_ column: Int) throws(DataError) -> Bool {
    switch records.text(column).lowercased() {
    case "1", "true", "yes": return true
    case "0", "false", "no": return false
    default: throw wrong(column, "1 or 0, true or false, yes or no")
    }
  }

  /// Small tables are mended, not skipped through.
  static func refuseSkipping(_ input: DelimitedInput, _ options: LogOptions) throws(DataError) {
    guard options.badRows == .skip else { return }
    throw DataError(
      .badRequest, file: input.header.file, problem: "--on-bad-row skip is for transaction logs and customer summaries",
      expected: "a table whose rows are all right")
  }

  /// The error about a field that is not what it should be.
  func wrong(_ column: Int, _ expected: String) -> DataError {
    records.error(
      column, problem: records.text(column).isEmpty ? "the field is empty" : "the value cannot be used",
      expected: expected)
  }
}

/// The ids of a table's rows, each of which may stand once.
struct UniqueIdentifiers {
  private(set) var identifiers = CustomerIdentifiers()
  private var lines: [String: Int] = [:]

  /// Adds the id in a field of the present record.
  ///
  /// - Throws: `DataError` when it is empty, or has stood before.
  mutating func add(_ column: Int, of records: RecordReader) throws(DataError) {
    let id = records.text(column)
    if id.isEmpty { throw records.error(column, problem: "the customer id is empty", expected: "an id") }
    if let line = lines.updateValue(records.line, forKey: id) {
      throw records.error(
        column, problem: "the customer stands twice, first on line \(line)", expected: "one row per customer")
    }
    identifiers.append(id)
  }
}
