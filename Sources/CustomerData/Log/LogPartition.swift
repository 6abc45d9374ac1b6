import DelimitedText

/// One of 64 shares of the customers, chosen by the hash of the id, with all their rows.
///
/// A partition is filled by one thread at a time and in input order, so its content depends on the log alone.
final class LogPartition: @unchecked Sendable {
  /// Number of partitions.
  static let count = 64

  private(set) var content: PartitionContent
  private let pool: LogChunkPool

  /// - Parameter pool: where the memory of the rows comes from.
  init(pool: LogChunkPool = LogChunkPool()) {
    self.pool = pool
    content = PartitionContent(pool: pool)
  }

  /// Customers seen.
  var customerCount: Int { content.identifiers.count }

  /// The customers' ids, good as long as rows are neither taken nor released.
  var identifiers: IdentifierTable.Texts { content.identifiers.texts }

  /// The positions in the input of the customers' first rows, good likewise.
  var firstRecords: UnsafePointer<Int> { UnsafePointer(content.firstRecords.base) }

  /// Takes the rows of this partition from a block.
  func insert(_ block: LogBlock, partition: Int) {
    let rows = block.rows[partition]
    if rows.isEmpty { return }
    block.arena.withUnsafeBytes { arena in
      content.insert(
        rows, text: UnsafeRawPointer(block.block.base),
        arena: arena.baseAddress, firstRecord: block.firstRecord)
    }
  }

  /// Gives the memory of the rows, and what is needed to take more, back.
  func releaseRecords() { content.releaseRecords() }

  /// Gives the memory of the first rows' positions back.
  func releaseFirstRecords() { content.releaseFirstRecords() }

  /// Gives all memory back.
  func releaseAll() { content = PartitionContent(pool: pool) }

  /// Bytes that customers and rows take.
  var byteCount: Int { content.byteCount }

  /// What was written to a temporary file, oldest first.
  private(set) var runs: [SpilledRun] = []

  /// Writes customers and rows to a file and starts anew.
  func spill(to file: ScratchFile) throws(DataError) {
    runs.append(try content.spill(to: file))
    content = PartitionContent(pool: pool)
  }

  /// Bytes that it will take to restore the partition and to work its customers out.
  var restoredByteCount: Int {
    // Records lie twice in memory while they are sorted; a customer takes up to two slots, and its columns.
    runs.reduce(0) { $0 + 2 * $1.records * MemoryLayout<LogRecord>.stride + $1.customers * 96 + $1.identifierBytes }
  }

  /// Takes back all that was written, into a partition that holds nothing.
  func restore(from file: ScratchFile) throws(DataError) {
    for run in runs { try content.restore(run, from: file) }
    runs = []
  }
}

/// The customers and rows of a partition. Rows lie in chunks: growing neither copies nor doubles them.
struct PartitionContent: ~Copyable {
  private(set) var identifiers = IdentifierTable()
  /// For each customer the position of the first row in the input.
  private(set) var firstRecords = MappedMemory<Int>(capacity: 512)
  private(set) var recordCount = 0
  private(set) var chunks: [LogChunk] = []
  private let pool: LogChunkPool
  /// Where the next record goes, and how many still fit behind it.
  private var next: UnsafeMutablePointer<LogRecord>?
  private var room = 0
  /// Keeps the loads that fetch places in the table from being optimised away.
  private var touched: UInt32 = 0

  /// Rows whose places in the table are fetched together.
  private static let batch = 32

  init(pool: LogChunkPool) { self.pool = pool }

  /// Takes rows in order.
  ///
  /// - Parameters:
  ///   - text: the block that long ids are in.
  ///   - arena: where those whose doubled quotes were made single are.
  ///   - firstRecord: records of the input before the block.
  mutating func insert(
    _ rows: UnsafeBufferPointer<LogRow>, text: UnsafeRawPointer, arena: UnsafeRawPointer?, firstRecord: Int
  ) {
    /// Where the bytes of a long id are.
    @inline(__always)
    func bytes(_ id: IdentifierKey) -> UnsafeRawPointer {
      let place = Int(truncatingIfNeeded: id.word & ~IdentifierKey.isUnquoted)
      return id.word & IdentifierKey.isUnquoted == 0 ? text + place : arena.unsafelyUnwrapped + place
    }
    var touched: UInt32 = 0
    /// Fetches the places of the rows from one on.
    @inline(__always)
    func fetch(_ start: Int) -> Int {
      let end = min(start &+ PartitionContent.batch, rows.count)
      for row in start..<end { touched |= identifiers.touch(rows[row].id) }
      for row in start..<end where rows[row].id.isLong { touched |= identifiers.touchText(rows[row].id) }
      return end
    }
    var index = 0
    var end = fetch(0)
    while index < end {
      // While a batch is worked on, the next one is on its way.
      let nextEnd = fetch(end)
      while index < end {
        let row = rows[index]
        let customer = number(
          of: row.id, text: row.id.isLong ? bytes(row.id) : text, firstRecord: firstRecord &+ Int(row.record))
        if row.day != LogRow.doesNotCount {
          append(LogRecord(customer: UInt32(truncatingIfNeeded: customer), day: row.day, amount: row.amount))
        }
        index &+= 1
      }
      end = nextEnd
    }
    self.touched = touched
  }

  /// The number of a customer, who is noted with the present row when new.
  @inline(__always)
  mutating func number(of id: IdentifierKey, text: UnsafeRawPointer, firstRecord: Int) -> Int {
    let known = identifiers.count
    let customer = identifiers.number(of: id, text: text)
    if customer == known {
      firstRecords.reserve(known + 1, keeping: known)
      firstRecords.base[known] = firstRecord
    }
    return customer
  }

  /// Bytes that customers and records take.
  var byteCount: Int {
    identifiers.memoryByteCount + identifiers.count * MemoryLayout<Int>.stride
      + recordCount * MemoryLayout<LogRecord>.stride
  }

  @inline(__always)
  mutating func append(_ record: LogRecord) {
    if room == 0 {
      let chunk = LogChunk(from: pool)
      chunks.append(chunk)
      next = chunk.records
      room = LogChunk.size
    }
    next.unsafelyUnwrapped.initialize(to: record)
    next = next.unsafelyUnwrapped + 1
    room &-= 1
    recordCount &+= 1
  }

  /// Hands out the records in input order.
  @inline(__always)
  func forEachRecord(_ body: (LogRecord) -> Void) {
    var left = recordCount
    for chunk in chunks {
      let records = chunk.records
      for offset in 0..<min(left, LogChunk.size) { body(records[offset]) }
      left -= LogChunk.size
    }
  }

  mutating func releaseFirstRecords() { firstRecords = MappedMemory(capacity: 1) }

  mutating func releaseRecords() {
    chunks = []
    next = nil
    room = 0
    recordCount = 0
    identifiers.releaseSlots()
  }
}
