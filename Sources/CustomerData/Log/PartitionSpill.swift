import DelimitedText
import Parallelism
import Synchronization

/// Keeps what partitions hold below a limit: beyond it the largest are written to a temporary file and start anew.
///
/// At the end each partition is restored from its runs (`SpilledRun`), in the order in which they were written, so that it
/// holds what it would have held without a limit. Which partitions were written, and when, changes no result.
final class PartitionSpill {
  private let partitions: [LogPartition]
  private let threads: ThreadCount
  private let folder: String
  private let limit: Int
  private var file: ScratchFile?
  /// Bytes that have been written out.
  private(set) var bytesWritten = 0

  /// What reading takes beside the partitions: the text of two rounds (of four while a file is read again), the rows of a batch, and tables while they grow.
  static let workingMemory = 64 << 20

  /// - Throws: `DataError`: the folder that was asked for cannot be written.
  init(_ partitions: [LogPartition], options: LogOptions) throws(DataError) {
    self.partitions = partitions
    threads = options.threads
    folder = options.temporaryFolder ?? ScratchFile.defaultFolder
    let limit = options.memoryLimit ?? MachineMemory.size / 2
    self.limit = max(limit / 2, limit - PartitionSpill.workingMemory)
    if options.temporaryFolder != nil { file = try ScratchFile(in: folder) }
  }

  /// Whether partitions hold more than the limit.
  var isBeyondLimit: Bool { partitions.reduce(0) { $0 + $1.byteCount } > limit }

  /// Writes the largest partitions out when all together hold more than the limit, until half of it is free.
  ///
  /// - Throws: `DataError`: no temporary file can be made or written.
  func relieve() throws(DataError) {
    var sizes = partitions.map(\.byteCount)
    var held = sizes.reduce(0, +)
    if held <= limit { return }
    var chosen: [LogPartition] = []
    for partition in sizes.indices.sorted(by: { sizes[$0] > sizes[$1] }) where held > limit / 2 {
      chosen.append(partitions[partition])
      held -= sizes[partition]
      sizes[partition] = 0
    }
    try write(chosen)
  }

  /// Finishes every partition once all rows are in.
  ///
  /// - Parameters:
  ///   - appearances: gets the customers of the summary.
  ///   - progress: called with the customers that have been finished so far, from any thread.
  /// - Returns: what was counted, by partition.
  /// - Throws: `DataError`: a temporary file cannot be written or read.
  func settle(
    in appearances: Appearances, progress: @Sendable (Int) -> Void
  ) throws(DataError) -> [HistoryTally] {
    let partitions = partitions
    let customers = Atomic<Int>(0)
    let rooms = Spares<SortingRoom>()
    @Sendable func settle(_ index: Int) -> HistoryTally {
      let tally = rooms.lend(or: SortingRoom()) { partitions[index].settle(index, in: appearances, sortingIn: $0) }
      progress(customers.wrappingAdd(partitions[index].customerCount, ordering: .relaxed).newValue)
      return tally
    }
    if partitions.allSatisfy({ $0.runs.isEmpty }) { return threads.map(partitions.count, settle) }
    // Nothing stays, so that there is room to restore partitions: as many at once as fit.
    try write(partitions.filter { $0.customerCount > 0 })
    let largest = partitions.map(\.restoredByteCount).max() ?? 0
    let atOnce = ThreadCount(max(1, min(threads.value, limit / max(1, largest))))
    let file = file!
    let outcomes = atOnce.map(partitions.count) { index in
      Result { () throws(DataError) in
        try partitions[index].restore(from: file)
        return settle(index)
      }
    }
    var tallies: [HistoryTally] = []
    for outcome in outcomes { tallies.append(try outcome.get()) }
    return tallies
  }

  private func write(_ chosen: [LogPartition]) throws(DataError) {
    if file == nil { file = try ScratchFile(in: folder) }
    let file = file!
    defer { bytesWritten = file.byteCount }
    let outcomes = threads.map(chosen.count) { index in
      Result { () throws(DataError) in try chosen[index].spill(to: file) }
    }
    for outcome in outcomes { try outcome.get() }
  }
}
