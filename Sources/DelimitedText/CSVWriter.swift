public import Parallelism

/// Writes rows of delimited text to a sink, formatting blocks of them in parallel.
public struct CSVWriter {
  /// Rows formatted at once by one thread unless the caller has another wish: their text stays in the fast caches.
  public static let rowsPerBlock = 2048

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
  /// - Parameters:
  ///   - rowsPerBlock: how many rows are handed to `rows` at once; part of no bytes.
  ///   - progress: called with the rows written so far, after each block, from any thread, one call at a time.
  ///   - rows: appends the rows of a range to a block, each ended by `endRow`; runs on several threads at once.
  /// - Returns: what `rows` returned, in the order of the rows.
  /// - Throws: what the sink throws; nothing is written after an error.
  @discardableResult
  public func writeRows<Part: Sendable>(
    _ count: Int, rowsPerBlock: Int = CSVWriter.rowsPerBlock, threads: ThreadCount,
    progress: (@Sendable (Int) -> Void)? = nil, _ rows: @Sendable (Range<Int>, inout CSVBlock) -> Part
  ) throws(OutputError) -> [Part] {
    let blocks = Blocks(count, of: rowsPerBlock)
    let format = format
    // Turns are taken one after the other, so the sink and the parts are used by one thread at a time.
    nonisolated(unsafe) let sink = sink
    nonisolated(unsafe) var parts: [Part] = []
    parts.reserveCapacity(blocks.count)
    try threads.produceInOrder(blocks.count) {
      WrittenBlock<Part>(text: CSVBlock(format))
    } produce: { index, block in
      block.text.removeAll()
      block.part = rows(blocks[index], &block.text)
    } consume: { (index, block) throws(OutputError) in
      try block.text.withBytes { (bytes) throws(OutputError) in try sink.write(bytes) }
      parts.append(block.part!)
      progress?(blocks[index].upperBound)
    }
    return parts
  }
}

/// The text of some rows, and what came of them besides.
private struct WrittenBlock<Part>: ~Copyable {
  var text: CSVBlock
  var part: Part?
}
