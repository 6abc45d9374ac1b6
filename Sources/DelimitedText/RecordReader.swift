/// Reads records one after the other, for tables that are not worth the parallel road. The first record that cannot be
/// split as the header says is an error.
package final class RecordReader {
  /// The names of the columns.
  package let header: Header
  /// The line on which the present record starts, counted from 1.
  package private(set) var line = 0

  private let input: DelimitedInput
  private let scanner: RecordScanner
  private let block = RecordBlock()
  private var blockLine: Int
  private var isKnownText = true

  package init(_ input: DelimitedInput) {
    self.input = input
    header = input.header
    blockLine = input.firstLine
    scanner = RecordScanner(input.format, columns: input.header.names.count)
  }

  /// Goes to the next record; false at the end.
  ///
  /// - Throws: `DataError`: as `DelimitedInput.nextBlock`, or the record is broken.
  package func next() throws(DataError) -> Bool {
    guard try advance() else { return false }
    if let fault { throw fault }
    return true
  }

  /// Goes to the next record, broken or not; false at the end.
  ///
  /// - Throws: `DataError`: as `DelimitedInput.nextBlock`.
  package func advance() throws(DataError) -> Bool {
    while !scanner.next() {
      blockLine += scanner.linesRead
      do {
        guard try input.nextBlock(block) else { return false }
      } catch {
        var error = error
        if error.exit == .badData { error.line = blockLine }
        throw error
      }
      isKnownText = block.isKnownText
      scanner.start(block)
    }
    line = blockLine + scanner.linesBefore
    return true
  }

  /// Why the present record cannot be split as the header says; nil when it can.
  package var fault: DataError? {
    guard let problem = scanner.problem(columns: header.names.count, isKnownText: isKnownText) else { return nil }
    return DataError(
      .badData, file: header.file, line: line, text: DataError.readable(scanner.record), problem: problem.description,
      expected: problem.expected(columns: header.names.count))
  }

  /// The bytes of the present record, without line end.
  package var record: [UInt8] { Array(scanner.record) }

  /// The text of a field of the present record.
  ///
  /// - Parameter column: counted from 0.
  package func text(_ column: Int) -> String { scanner.text(of: scanner.fields[column]) }

  /// The bytes of a field of the present record for the length of the call, doubled quotes made single.
  package func withBytes<Result>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let field = scanner.fields[column]
    if !field.hasDoubledQuotes { return body(scanner.rawBytes(of: field)) }
    var text = scanner.text(of: field)
    return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
  }

  /// The number in a field of the present record; nil when it is none (`DecimalNumber`).
  package func number(_ column: Int) -> Double? { withBytes(column) { DecimalNumber.parse($0) } }

  /// An error about a field of the present record.
  package func error(_ column: Int, problem: String, expected: String?, advice: String? = nil) -> DataError {
    DataError(
      .badData, file: header.file, line: line, column: header.column(column),
      text: withBytes(column) { DataError.readable($0) }, problem: problem, expected: expected, advice: advice)
  }
}
