import Synchronization

/// A purchase, refund or visit of one customer: 16 bytes, all that is kept of a row.
struct LogRecord: BitwiseCopyable {
  /// The customer's number in the partition.
  var customer: UInt32
  /// Days since 1970.
  var day: Int32
  /// NaN where unknown.
  var amount: Double
}

/// Room for so many records that chunks are few, and so few that the last one of a partition wastes little.
final class LogChunk {
  static let size = 1 << 12
  private let piece: LogChunkPool.Piece
  private let pool: LogChunkPool

  /// Takes memory from a pool, which gets it back when the chunk goes away.
  init(from pool: LogChunkPool) {
    self.pool = pool
    piece = pool.take()
  }

  deinit { pool.giveBack(piece) }

  var records: UnsafeMutablePointer<LogRecord> { piece.records }
}

/// The memory of the chunks of all partitions, fetched a region at a time. What one partition gives back, another takes;
/// when none is in use, all goes back to the system.
final class LogChunkPool: Sendable {
  private static let chunksPerRegion = 16

  private final class Region: @unchecked Sendable {
    let memory = MappedMemory<LogRecord>(capacity: chunksPerRegion * LogChunk.size, isWrittenWhole: true)
  }

  /// Memory of a chunk; who takes it owns it.
  fileprivate struct Piece: @unchecked Sendable {
    let records: UnsafeMutablePointer<LogRecord>
  }

  private struct State: Sendable {
    var regions: [Region] = []
    /// Pieces of the last region that were handed out at least once.
    var cut = LogChunkPool.chunksPerRegion
    var free: [Piece] = []
    var inUse = 0
  }

  private let state = Mutex(State())

  fileprivate func take() -> Piece {
    state.withLock { state in
      state.inUse += 1
      if let piece = state.free.popLast() { return piece }
      if state.cut == LogChunkPool.chunksPerRegion {
        state.regions.append(Region())
        state.cut = 0
      }
      state.cut += 1
      return Piece(records: state.regions.last!.memory.base + (state.cut - 1) * LogChunk.size)
    }
  }

  fileprivate func giveBack(_ piece: Piece) {
    state.withLock { state in
      state.inUse -= 1
      if state.inUse == 0 { state = State() } else { state.free.append(piece) }
    }
  }
}
