/// A delimited text that has been opened: its header, then blocks of whole records.
///
/// For one thread at a time; the blocks may be scanned on others.
package final class DelimitedInput: @unchecked Sendable {
  /// Where it comes from.
  package let location: InputLocation
  /// The first record.
  package let header: Header
  /// Delimiter and line end.
  package let format: RecordFormat
  /// The line of the first record after the header, counted from 1.
  package let firstLine: Int

  private let source: ByteSource
  private let headerReader: HeaderReader
  private let blockSize: Int
  /// What was read beyond the last whole record.
  private let rest = RecordBlock()
  private var isAtEnd = false

  /// Bytes of a block, unless one record is longer.
  package static let defaultBlockSize = 1 << 18
  /// A record longer than this is taken for a quote that was never closed.
  package static let longestRecord = 1 << 28

  /// - Parameters:
  ///   - delimiter: nil to find it from the header.
  ///   - alternatives: sets of column names, one of which the header should contain; they decide between delimiters.
  ///   - blockSize: bytes of a block; changes no result.
  /// - Throws: `DataError`: the input cannot be opened or read, is no intact gzip, or has no readable header.
  package convenience init(
    _ location: InputLocation, delimiter: Delimiter? = nil, recognising alternatives: [[String]] = [],
    blockSize: Int = DelimitedInput.defaultBlockSize
  ) throws(DataError) {
    try self.init(
      ByteSource(location), location,
      HeaderReader(file: location.name, delimiter: delimiter, alternatives: alternatives),
      blockSize: blockSize)
  }

  private init(
    _ source: ByteSource, _ location: InputLocation, _ reader: HeaderReader, blockSize: Int
  ) throws(DataError) {
    precondition(blockSize >= 1, "block size \(blockSize) is below 1")
    var found: HeaderReader.Found?
    while found == nil {
      let count = rest.count
      rest.reserve(max(count + blockSize, count < rest.capacity ? 0 : 2 * count), keeping: count)
      let room = UnsafeMutableRawBufferPointer(start: rest.base + count, count: rest.capacity - count)
      let added = try source.read(into: room)
      isAtEnd = added == 0
      rest.count += added
      found = try reader.find(rest.bytes, atEnd: isAtEnd)
      if found == nil && rest.count > DelimitedInput.longestRecord {
        throw DataError(
          .badData, file: location.name, line: 1, problem: "the header line does not end",
          expected: "delimited text with a header line")
      }
    }
    self.location = location
    self.source = source
    headerReader = reader
    self.blockSize = blockSize
    header = found!.header
    format = found!.format
    firstLine = found!.nextLine
    rest.count -= found!.end
    rest.base.update(from: rest.base + found!.end, count: rest.count)
  }

  /// Whether `again` can be called.
  package var canBeReadAgain: Bool { source.canBeReadAgain }

  /// The same file from the start: as many bytes as were taken so far, in the same blocks.
  ///
  /// - Precondition: `canBeReadAgain`.
  /// - Throws: as `init`.
  package func again() throws(DataError) -> DelimitedInput {
    try DelimitedInput(source.again(), location, headerReader, blockSize: blockSize)
  }

  /// The error when another reading finds other rows.
  package var hasChanged: DataError { source.hasChanged }

  /// Bytes taken from the file so far (compressed ones where it is compressed).
  package var bytesRead: Int { source.bytesRead }
  /// Bytes of the file; nil for a pipe.
  package var totalBytes: Int? { source.totalBytes }

  /// Fills a block with whole records; false when there is none left.
  ///
  /// - Throws: `DataError`: reading failed, the gzip stream is damaged, or a record does not end.
  package func nextBlock(_ block: RecordBlock) throws(DataError) -> Bool {
    // Not what the block has room for: blocks follow from the file alone.
    var size = max(blockSize, rest.count)
    block.reserve(size, keeping: 0)
    block.base.update(from: rest.base, count: rest.count)
    var filled = rest.count
    rest.count = 0
    block.count = 0
    while true {
      while !isAtEnd && filled < size {
        let room = UnsafeMutableRawBufferPointer(start: block.base + filled, count: size - filled)
        let added = try source.read(into: room)
        isAtEnd = added == 0
        filled += added
      }
      let end = format.lastRecordEnd(block.base, filled)
      if end > 0 {
        rest.reserve(filled - end, keeping: 0)
        rest.base.update(from: block.base + end, count: filled - end)
        rest.count = filled - end
        block.count = end
        return true
      }
      if isAtEnd {
        if filled == 0 { return false }
        block.reserve(filled + 1, keeping: filled)
        block.base[filled] = format.lineEnd
        block.count = filled + 1
        return true
      }
      if filled > DelimitedInput.longestRecord {
        throw DataError(
          .badData, file: header.file, problem: "a record does not end within \(DelimitedInput.longestRecord >> 20) MB",
          expected: "a closing quote", advice: "Look for a quote at the start of a field that is never closed")
      }
      size = 2 * filled
      block.reserve(size, keeping: filled)
    }
  }
}
