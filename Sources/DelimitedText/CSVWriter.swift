public import Parallelism

/// Writes rows of delimited text to a sink, formatting blocks of them in parallel.
public struct CSVWriter {
  /// Rows formatted at once by one thread; part of no result.
  public static let rowsPerBlock = 8192

  private let sink: any ByteSink
  private let format: CSVFormat

  /// - Parameters:
  ///   - sink: takes the bytes; not finished by this type.
  ///   - format: delimiter, digits, spreadsheet safety.
  public init(_ sink: any ByteSink, format: CSVFormat = CSVFormat()) {
    self.sink = sink
    self.format = format
  }

  /// Writes the names of the columns.
  ///
  /// - Throws: what the sink throws.
  public func writeHeader(_ columns: [String]) throws(OutputError) {
    var block = CSVBlock(format)
    block.appendRow(columns)
    try block.withBytes { (bytes) throws(OutputError) in try sink.write(bytes) }
  }

  /// Writes `count` rows. The bytes are the same on any number of threads, and at most one block per thread is in memory.
  ///
  /// - Parameter rows: appends the rows of a range to a block, each ended by `endRow`; runs on several threads at once.
  /// - Throws: what the sink throws; nothing is written after an error.
  public func writeRows(
    _ count: Int, threads: ThreadCount, _ rows: @Sendable (Range<Int>, inout CSVBlock) -> Void
  ) throws(OutputError) {
    let blocks = Blocks(count, of: CSVWriter.rowsPerBlock)
    let format = format
    // Turns are taken one after the other, so the sink is used by one thread at a time.
    nonisolated(unsafe) let sink = sink
    try threads.produceInOrder(blocks.count) {
      CSVBlock(format)
    } produce: { index, block in
      block.removeAll()
      rows(blocks[index], &block)
    } consume: { (_, block) throws(OutputError) in
      try block.withBytes { (bytes) throws(OutputError) in try sink.write(bytes) }
    }
  }
}
