import DelimitedText

/// The ids of a table's rows, each of which may stand once. Compared byte by byte.
struct UniqueIdentifiers {
  private(set) var identifiers = CustomerIdentifiers()
  private var lines: [[UInt8]: Int] = [:]

  /// Adds the id in a field of the present record.
  ///
  /// - Throws: `DataError` when it has stood before. Nothing says which row is right, so this ends a reading under
  ///   `BadRowRule.skip` too.
  mutating func add(_ column: Int, of records: RecordReader) throws(DataError) {
    let id = records.withBytes(column) { Array($0) }
    if let line = lines.updateValue(records.line, forKey: id) {
      throw records.error(
        column, problem: "the customer stands twice, first on line \(line)", expected: "one row per customer")
    }
    id.withUnsafeBytes { identifiers.append($0) }
  }
}
