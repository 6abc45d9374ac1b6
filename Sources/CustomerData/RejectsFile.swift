import DelimitedText

/// Rows that could not be used, each verbatim after its line and the reason.
///
/// A delimited file with the delimiter of the input and the header `line`, `reason`, then the input's own header. The
/// reason stands in quotes; the record follows byte for byte as it was, which also means that it may be no valid record
/// and no UTF-8. Records stand in input order. Once mended, the file can be read again: the two columns in front are
/// ignored like any other. It appears in one step when the whole input has been read; a name that ends in `.gz` is
/// compressed.
final class RejectsFile {
  private let path: String
  private let sink: any ByteSink
  private let delimiter: String

  /// Opens the file, before any row is read, and writes its header.
  ///
  /// - Throws: `DataError`: it cannot be written, is a folder, or is the input.
  init(_ path: String, for input: DelimitedInput) throws(DataError) {
    self.path = path
    delimiter = String(UnicodeScalar(input.header.delimiter.byte))
    var inputs: [String] = []
    if case .file(let name) = input.location { inputs = [name] }
    do throws(OutputError) {
      sink = try OutputLocation.file(path).open(inputs: inputs)
    } catch {
      throw DataError(error, file: path)
    }
    try write("line\(delimiter)reason\(delimiter)", input.header.verbatim)
  }

  /// Writes a row that could not be used.
  ///
  /// - Parameter record: its bytes, without line end.
  func append(_ error: DataError, record: UnsafeRawBufferPointer) throws(DataError) {
    let reason = RejectedRow.reason(error).split(separator: "\"", omittingEmptySubsequences: false).joined(
      separator: "\"\"")
    try write("\(error.line ?? 0)\(delimiter)\"\(reason)\"\(delimiter)", Array(record))
  }

  /// Writes a row that could not be used.
  func append(_ error: DataError, record: [UInt8]) throws(DataError) {
    let outcome = record.withUnsafeBytes { bytes in
      Result { () throws(DataError) in try append(error, record: bytes) }
    }
    if case .failure(let error) = outcome { throw error }
  }

  /// Puts the file in its place.
  func finish() throws(DataError) {
    do throws(OutputError) {
      try sink.finish()
    } catch {
      throw DataError(error, file: path)
    }
  }

  private func write(_ prefix: String, _ record: [UInt8]) throws(DataError) {
    let line = Array(prefix.utf8) + record + [UInt8(ascii: "\n")]
    let outcome = line.withUnsafeBytes { bytes in
      Result { () throws(OutputError) in try sink.write(bytes) }
    }
    if case .failure(let error) = outcome { throw DataError(error, file: path) }
  }
}

extension RejectedRow {
  init(_ error: DataError) {
    self.init(line: error.line ?? 0, reason: RejectedRow.reason(error), text: error.text ?? "")
  }

  /// What is wrong, with the column where it is about one.
  static func reason(_ error: DataError) -> String {
    guard let column = error.column else { return error.problem }
    return "column \(column.number) (\(column.name)): \(error.problem)"
  }
}
