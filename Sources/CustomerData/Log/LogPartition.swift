import DelimitedText

/// One of 64 shares of the customers, chosen by the hash of the id, with all their rows.
///
/// A partition is filled by one thread at a time and in input order, so its content depends on the log alone.
final class LogPartition: @unchecked Sendable {
  /// Number of partitions.
  static let count = 64

  private(set) var content: PartitionContent
  private let pools: PartitionPools
  private let rules: HistoryRules

  init(in pools: PartitionPools, rules: HistoryRules) {
    self.pools = pools
    self.rules = rules
    content = PartitionContent(in: pools, rules: rules)
  }

  /// Customers seen.
  var customerCount: Int { content.customers.count }

  /// Whether there are customers who need all their rows.
  var hasIrregularCustomers: Bool { content.hasIrregularCustomers }

  /// A customer's history, good until the next change.
  @inline(__always)
  func history(_ customer: Int) -> UnsafePointer<CustomerHistory> {
    UnsafePointer(content.customers.histories[customer])
  }

  /// The bytes of a customer's id, likewise.
  @inline(__always)
  func identifier(_ history: UnsafePointer<CustomerHistory>) -> UnsafeRawBufferPointer {
    content.customers.identifier(history)
  }

  /// Takes the rows of this partition from a block.
  func insert(_ block: LogBlock, partition: Int) {
    let rows = block.rows[partition]
    if rows.isEmpty { return }
    content.insert(rows, texts: block.texts.base, firstRecord: block.firstRecord)
  }

  /// Finishes the customers once all rows are in, and gives back what was only needed to take more.
  ///
  /// - Parameter appearances: gets the customers who are part of the summary.
  func settle(_ partition: Int, in appearances: Appearances, sortingIn room: SortingRoom) -> HistoryTally {
    let tally = content.settle(partition, in: appearances, sortingIn: room)
    content.close()
    return tally
  }

  /// Gives all memory back.
  func releaseAll() { content = PartitionContent(in: pools, rules: rules) }

  /// Gives the memory of rows back and keeps none from now on, until all memory is given back.
  func forgetRows() { content.forgetRows() }

  /// Bytes that customers and rows take.
  var byteCount: Int { content.byteCount }

  /// What was written to a temporary file, oldest first.
  private(set) var runs: [SpilledRun] = []

  /// Writes customers and rows to a file and starts anew.
  func spill(to file: ScratchFile) throws(DataError) {
    runs.append(try content.spill(to: file))
    releaseAll()
  }

  /// Bytes that it will take to restore the partition and to work its customers out.
  var restoredByteCount: Int {
    // Irregular customers' rows lie twice in memory while they are sorted. A customer takes a history, up to three slots, what
    // else the rules ask for, and until it is restored the spilled form with a number; ids lie twice.
    let customer =
      MemoryLayout<CustomerHistory>.stride + 24 + MemoryLayout<SpilledCustomer>.stride + 4
      + (rules.hasHoldout ? MemoryLayout<HoldoutHistory>.stride : 0)
      + (rules.logInterpurchaseSums ? MemoryLayout<CompensatedSum>.stride : 0)
    return runs.reduce(0) {
      $0 + $1.recordBytes + $1.records * MemoryLayout<PurchaseLedger.Row>.stride + $1.customers * customer
        + 2 * $1.textBytes
    }
  }

  /// Takes back all that was written, into a partition that holds nothing.
  func restore(from file: ScratchFile) throws(DataError) {
    for run in runs { try content.restore(run, from: file) }
    runs = []
  }
}
