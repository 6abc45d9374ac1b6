/// Where in the input the customers of a summary first appear: it gives them their order.
///
/// Each record has a byte, which names the partition of the customer who first appears there. Within a partition customers
/// are numbered by appearance, so this is all that is needed to go through all customers in order: from the bytes to the
/// next customer of the partition they name. Blocks of records can be gone through on several threads.
final class Appearances: @unchecked Sendable {
  /// For each record the partition, plus 1, of the customer of the summary who first appears there; else 0.
  private let owners: MappedMemory<UInt8>
  private let records: Int
  /// What is known of the customers of one partition who first appear in one block; by block, then by partition.
  private let shares: MappedMemory<Share>

  struct Share: BitwiseCopyable {
    /// The first customer who appears in the block or later.
    var firstCustomer: Int
    var customers: Int
    var identifierBytes: Int
  }

  /// Records of a block.
  private static let blockLength = 1 << 16

  /// - Parameter records: records of the input.
  init(records: Int) {
    self.records = records
    owners = MappedMemory(capacity: records + 1)
    shares = MappedMemory(capacity: LogPartition.count * (records / Appearances.blockLength + 1))
  }

  /// Blocks of records.
  var blockCount: Int { records / Appearances.blockLength + 1 }

  /// Customers and bytes of their ids in the blocks before each, and in all.
  func totals() -> [(customers: Int, identifierBytes: Int)] {
    var totals = [(customers: 0, identifierBytes: 0)]
    for block in 0..<blockCount {
      var total = totals[block]
      for partition in 0..<LogPartition.count {
        total.customers += share(block, partition).pointee.customers
        total.identifierBytes += share(block, partition).pointee.identifierBytes
      }
      totals.append(total)
    }
    return totals
  }

  private func share(_ block: Int, _ partition: Int) -> UnsafeMutablePointer<Share> {
    shares.base + (block * LogPartition.count + partition)
  }

  /// Takes the appearances of one partition's customers, in their order.
  struct Notes: ~Copyable {
    private let appearances: Appearances
    private let partition: Int
    private var block = -1
    private var share: UnsafeMutablePointer<Share>

    fileprivate init(_ appearances: Appearances, _ partition: Int) {
      self.appearances = appearances
      self.partition = partition
      share = appearances.share(0, partition)
    }

    /// Notes a customer of the summary.
    @inline(__always)
    mutating func add(_ history: CustomerHistory, _ customer: Int) {
      appearances.owners.base[history.firstRecord] = UInt8(truncatingIfNeeded: partition &+ 1)
      if block != history.firstRecord / Appearances.blockLength {
        go(to: history.firstRecord / Appearances.blockLength, customer)
      }
      share.pointee.customers &+= 1
      share.pointee.identifierBytes &+= history.idLength
    }

    /// Says that no more will come.
    ///
    /// - Parameter customers: all of the partition.
    mutating func end(_ customers: Int) { go(to: appearances.blockCount - 1, customers) }

    private mutating func go(to block: Int, _ customer: Int) {
      while self.block < block {
        self.block += 1
        share = appearances.share(self.block, partition)
        share.pointee.firstCustomer = customer
      }
    }
  }

  /// Begins with a partition; each is one thread's.
  func notes(of partition: Int) -> Notes { Notes(self, partition) }

  /// Goes through a block: calls `body` with the partition of each customer of the summary who appears in it, in order.
  ///
  /// - Parameter next: for each partition, where `body` keeps the customer to look at next; filled with the first of the
  ///   block.
  @inline(__always)
  func forEach(in block: Int, next: UnsafeMutablePointer<Int>, _ body: (Int) -> Void) {
    for partition in 0..<LogPartition.count { next[partition] = share(block, partition).pointee.firstCustomer }
    let end = min(records, (block + 1) * Appearances.blockLength)
    for record in block * Appearances.blockLength..<end where owners.base[record] > 0 {
      body(Int(owners.base[record]) &- 1)
    }
  }
}
