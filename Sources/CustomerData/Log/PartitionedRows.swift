import DelimitedText
import _CPrefetch

/// The rows of a block by partition, within a partition in input order. Filled row by row, and reused.
struct PartitionedRows: ~Copyable {
  /// The rows of one partition. Not private: compiling for debugging, Swift 6.3 fails on a private type in one that is not
  /// copyable.
  struct Share {
    var base: UnsafeMutablePointer<LogRow>
    var count: Int
    var room: Int
  }

  /// How many rows ahead memory is sent for.
  private static let rowsAhead = 6

  private let shares = UnsafeMutablePointer<Share>.allocate(capacity: LogPartition.count)

  init() {
    // Enough for the rows of most blocks.
    let room = DelimitedInput.defaultBlockSize >> 10
    for partition in 0..<LogPartition.count {
      (shares + partition).initialize(to: Share(base: .allocate(capacity: room), count: 0, room: room))
    }
  }

  deinit {
    for partition in 0..<LogPartition.count { shares[partition].base.deallocate() }
    shares.deallocate()
  }

  /// The rows of a partition.
  subscript(partition: Int) -> UnsafeBufferPointer<LogRow> {
    UnsafeBufferPointer(start: shares[partition].base, count: shares[partition].count)
  }

  /// Forgets the rows and keeps the memory.
  func removeAll() { for partition in 0..<LogPartition.count { shares[partition].count = 0 } }

  @inline(__always)
  func append(_ row: LogRow) {
    let share = shares + row.id.partition
    if share.pointee.count == share.pointee.room { grow(share) }
    let place = share.pointee.base + share.pointee.count
    place.initialize(to: row)
    // Each share is written at a place of its own, too many for the processor to foresee.
    lifetimevalue_prefetch(place + PartitionedRows.rowsAhead)
    share.pointee.count &+= 1
  }

  @inline(never)
  private func grow(_ share: UnsafeMutablePointer<Share>) {
    let larger = UnsafeMutablePointer<LogRow>.allocate(capacity: 2 * share.pointee.room)
    larger.update(from: share.pointee.base, count: share.pointee.count)
    share.pointee.base.deallocate()
    share.pointee.base = larger
    share.pointee.room *= 2
  }
}
