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

  /// A finite number, 0 or above, that satisfies a condition.
  func number(
    _ column: Int, _ expected: String, _ condition: (Double) -> Bool = { _ in true }
  ) throws(DataError) -> Double {
    guard let number = records.number(column), number >= 0, condition(number) else { throw wrong(column, expected) }
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

  /// The present row as it stands in the input, for a table whose rows are judged together.
  var verbatim: VerbatimRow { VerbatimRow(line: records.line, bytes: records.record) }

  /// The error about a field that is not what it should be.
  func wrong(_ column: Int, _ expected: String) -> DataError {
    records.error(
      column, problem: records.text(column).isEmpty ? "the field is empty" : "the value cannot be used",
      expected: expected)
  }
}

/// A row as it stands in the input.
struct VerbatimRow {
  let line: Int
  let bytes: [UInt8]
}
