import Synchronization

/// Memory in which the rows of one partition after the other are sorted by customer.
///
/// For one thread at a time. Kept from partition to partition, because new pages cost as much as the sorting.
final class SortingRoom: @unchecked Sendable {
  private var rows = MappedMemory<PurchaseLedger.Row>(capacity: 1)
  private var ends = MappedMemory<Int>(capacity: 1)

  /// Sorts the records of a partition by customer, stable.
  ///
  /// - Returns: the rows of all customers, one customer after the other, and where those of each end; good until the next
  ///   call.
  func sort(
    _ content: borrowing PartitionContent
  ) -> (rows: UnsafeMutablePointer<PurchaseLedger.Row>, ends: UnsafeMutablePointer<Int>) {
    let customers = content.identifiers.count
    if rows.capacity < content.recordCount {
      rows = MappedMemory(capacity: content.recordCount + content.recordCount / 8, isWrittenWhole: true)
    }
    ends.reserve(customers + 1, keeping: 0)
    // While rows are placed, the entry of a customer is where the next row goes.
    let (rows, next) = (rows.base, ends.base)
    next.update(repeating: 0, count: customers + 1)
    content.forEachRecord { next[Int($0.customer) + 1] += 1 }
    for customer in 0..<customers { next[customer + 1] += next[customer] }
    content.forEachRecord { record in
      let customer = Int(record.customer)
      rows[next[customer]] = PurchaseLedger.Row(day: record.day, amount: record.amount)
      next[customer] += 1
    }
    return (rows, next)
  }
}

/// The rooms of the threads at work.
final class SortingRooms: Sendable {
  private let idle = Mutex<[SortingRoom]>([])

  /// Lends a room for the length of a call.
  func lend<Result>(_ body: (SortingRoom) -> Result) -> Result {
    let room = idle.withLock { $0.popLast() } ?? SortingRoom()
    defer { idle.withLock { $0.append(room) } }
    return body(room)
  }
}
