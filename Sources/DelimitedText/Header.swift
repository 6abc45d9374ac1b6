/// The first record of a delimited file: the names of its columns.
public struct Header: Sendable, Equatable {
  /// Column names, quotes removed.
  public let names: [String]
  /// The delimiter of the file.
  public let delimiter: Delimiter
  /// The header's line, counted from 1 (blank lines may stand before it).
  public let line: Int
  /// The input's name for messages.
  public let file: String
  /// The header record as it stands in the file, without byte order mark and line end.
  package let verbatim: [UInt8]

  /// Whether a column of that name exists.
  public func contains(_ name: String) -> Bool { names.contains(name) }

  /// The position of a column, counted from 0; nil when there is none.
  ///
  /// - Throws: `DataError` when two columns have the name.
  public func position(of name: String) throws(DataError) -> Int? {
    guard let first = names.firstIndex(of: name) else { return nil }
    if let second = names[(first + 1)...].firstIndex(of: name) {
      throw DataError(
        .badData, file: file, line: line, column: DataError.Column(name: name, number: second + 1),
        problem: "the column stands twice, as number \(first + 1) and \(second + 1)",
        expected: "one column of that name",
        advice: "Rename or remove one of them")
    }
    return first
  }

  /// The position of a column that must be there, counted from 0.
  ///
  /// - Throws: `DataError` when there is none, or two.
  public func requiredPosition(of name: String, advice: String? = nil) throws(DataError) -> Int {
    if let position = try position(of: name) { return position }
    throw missing([name], advice: advice)
  }

  /// The error for columns that are not there.
  public func missing(_ wanted: [String], advice: String? = nil) -> DataError {
    DataError(
      .badData, file: file, line: line,
      problem: "the header has no column \(wanted.map { "'\($0)'" }.joined(separator: " or "))",
      expected: "it among the columns, which are \(names.map { "'\($0)'" }.joined(separator: ", "))", advice: advice)
  }

  /// A column for messages.
  public func column(_ position: Int) -> DataError.Column {
    DataError.Column(name: names[position], number: position + 1)
  }
}
