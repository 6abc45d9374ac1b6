import DelimitedText

/// A purchase, refund or visit of one customer: 16 bytes, all that is kept of a row.
struct LogRecord {
  /// The customer's number in the partition.
  var customer: UInt32
  /// Days since 1970.
  var day: Int32
  /// NaN where unknown.
  var amount: Double
}

/// One of 64 shares of the customers, chosen by the hash of the id, with all their rows.
///
/// A partition is filled by one thread at a time and in input order, so its content depends on the log alone. Rows lie in
/// chunks: growing neither copies nor doubles them.
final class LogPartition: @unchecked Sendable {
  /// Number of partitions.
  static let count = 64

  /// The partition of an id.
  @inline(__always)
  static func partition(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> 58) }

  private(set) var identifiers = IdentifierTable()
  /// For each customer the position of the first row in the input.
  private(set) var firstRecords: [Int] = []
  private(set) var recordCount = 0
  private var chunks: [UnsafeMutablePointer<LogRecord>] = []
  private static let chunkSize = 1 << 12

  deinit { for chunk in chunks { chunk.deallocate() } }

  /// Customers seen.
  var customerCount: Int { identifiers.count }

  /// Takes the rows of this partition from a block.
  func insert(_ block: LogBlock, partition: Int) {
    let range = block.partitionStarts[partition]..<block.partitionStarts[partition + 1]
    guard !range.isEmpty, let rows = block.rows.baseAddress else { return }
    let text = UnsafeRawPointer(block.block.base)
    block.arena.withUnsafeBytes { arena in
      for index in range {
        let row = rows[index]
        let id =
          row.idStart & LogRow.isUnquoted == 0
          ? text + Int(row.idStart) : arena.baseAddress.unsafelyUnwrapped + Int(row.idStart & ~LogRow.isUnquoted)
        let known = identifiers.count
        let customer = identifiers.number(of: id, length: Int(row.idLength), hash: row.hash)
        if customer == known { firstRecords.append(block.firstRecord + Int(row.record)) }
        if row.day == LogRow.doesNotCount { continue }
        append(LogRecord(customer: UInt32(truncatingIfNeeded: customer), day: row.day, amount: row.amount))
      }
    }
  }

  @inline(__always)
  private func append(_ record: LogRecord) {
    let offset = recordCount & (LogPartition.chunkSize - 1)
    if offset == 0 { chunks.append(.allocate(capacity: LogPartition.chunkSize)) }
    chunks[chunks.count &- 1][offset] = record
    recordCount &+= 1
  }

  /// Hands out the records in input order.
  @inline(__always)
  func forEachRecord(_ body: (LogRecord) -> Void) {
    var left = recordCount
    for chunk in chunks {
      for offset in 0..<min(left, LogPartition.chunkSize) { body(chunk[offset]) }
      left -= LogPartition.chunkSize
    }
  }

  /// Gives the memory of the rows back.
  func releaseRecords() {
    for chunk in chunks { chunk.deallocate() }
    chunks = []
    recordCount = 0
  }
}
