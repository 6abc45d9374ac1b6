/// Memory in which the rows of irregular customers are sorted, of one partition after the other.
///
/// For one thread at a time. Kept from partition to partition, because new pages cost as much as the sorting.
final class SortingRoom: @unchecked Sendable {
  private var rows = MappedMemory<PurchaseLedger.Row>(capacity: 1)
  /// For each customer of the partition a number of their own among the irregular, plus 1; 0 for all others.
  private var ordinals = MappedMemory<UInt32>(capacity: 1)
  /// For each irregular customer where the next row goes; at the end, where the rows end.
  private var ends = MappedMemory<Int>(capacity: 1)

  /// Calls `body` with each customer of whom a refund or a row of an earlier day was seen, in order, and with the
  /// customer's rows by day, within a day in input order.
  func forEachIrregular(
    in content: borrowing PartitionContent, _ body: (Int, UnsafeBufferPointer<PurchaseLedger.Row>) -> Void
  ) {
    let count = place(content)
    let customers = content.customers.count
    var start = 0
    for customer in 0..<customers where ordinals.base[customer] > 0 {
      let end = ends.base[Int(ordinals.base[customer]) - 1]
      let own = UnsafeMutableBufferPointer(start: rows.base + start, count: end - start)
      SortingRoom.sortByDay(own)
      body(customer, UnsafeBufferPointer(own))
      start = end
    }
    precondition(start == count)
  }

  /// Places the rows of the irregular customers, one customer after the other; how many they are.
  private func place(_ content: borrowing PartitionContent) -> Int {
    let customers = content.customers.count
    ordinals.reserve(customers, keeping: 0)
    let ordinals = ordinals.base
    var irregular = 0
    for customer in 0..<customers {
      ordinals[customer] = 0
      if content.customers.histories[customer].pointee.isIrregular {
        irregular += 1
        ordinals[customer] = UInt32(irregular)
      }
    }
    ends.reserve(irregular + 1, keeping: 0)
    let next = ends.base
    // Entry 0 counts the rows of all others.
    next.update(repeating: 0, count: irregular + 1)
    content.records.forEach { next[Int(ordinals[Int($0.customer)])] += 1 }
    var sum = 0
    for ordinal in 1...irregular { (next[ordinal - 1], sum) = (sum, sum + next[ordinal]) }
    if rows.capacity < sum { rows = MappedMemory(capacity: sum + sum / 8) }
    let rows = rows.base
    content.records.forEach { record in
      let ordinal = Int(ordinals[Int(record.customer)])
      if ordinal == 0 { return }
      rows[next[ordinal - 1]] = PurchaseLedger.Row(day: record.day, amount: record.amount)
      next[ordinal - 1] += 1
    }
    return sum
  }

  /// Stable, so that rows of one day stay in input order; quick on rows already in order, the usual case.
  private static func sortByDay(_ rows: UnsafeMutableBufferPointer<PurchaseLedger.Row>) {
    if rows.count <= 32 {
      for index in 1..<max(1, rows.count) {
        let row = rows[index]
        var position = index
        while position > 0 && rows[position - 1].day > row.day {
          rows[position] = rows[position - 1]
          position -= 1
        }
        if position < index { rows[position] = row }
      }
    } else if zip(rows, rows.dropFirst()).contains(where: { $0.day > $1.day }) {
      var slice = rows[...]
      slice.sort { $0.day < $1.day }
    }
  }
}
