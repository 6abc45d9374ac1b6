/// Parsed blocks that wait to be stored together.
///
/// Rows meet the customers of a partition in no order, each in another place in memory. The more rows go to one partition at
/// once, the more of them find their customer already in the cache.
final class LogBatch: @unchecked Sendable {
  private var all: [LogBlock] = []
  private(set) var count = 0

  /// Blocks from which on a batch is stored.
  private static let length = 4 * BlockRound.length

  /// Whether it is time to store the batch.
  var isFull: Bool { count >= LogBatch.length }

  /// The blocks of the batch.
  var blocks: ArraySlice<LogBlock> { all[..<count] }

  /// Makes room for more blocks, to be filled in order.
  func extend(by more: Int) -> ArraySlice<LogBlock> {
    while all.count < count + more { all.append(LogBlock()) }
    defer { count += more }
    return all[count..<count + more]
  }

  /// Forgets the blocks and keeps their memory.
  func removeAll() { count = 0 }
}
