import CustomerData

/// The distinct values of one or more columns, and where among them each entry stands.
struct DistinctValues<Value: Comparable & Sendable>: Sendable {
  /// Each value once, ascending.
  let values: [Value]
  /// For each column, the position in `values` of each of its entries.
  let positions: [[UInt32]]

  /// - Parameter bits: equal for equal values alone.
  /// - Complexity: one look-up in a hash table for each entry.
  init(_ columns: [[Value]], bits: (Value) -> UInt64) {
    var rows = DistinctRows()
    var distinct: [Value] = []
    var positions = columns.map { column in
      column.map { value in
        let word = bits(value)
        let number = rows.number(hash: DistinctRows.hash(word)) { bits(distinct[$0]) == word }
        if number == distinct.count { distinct.append(value) }
        return UInt32(number)
      }
    }
    // From order of appearance to ascending order.
    let order = distinct.indices.sorted { distinct[$0] < distinct[$1] }
    var rank = [UInt32](repeating: 0, count: order.count)
    for (position, number) in order.enumerated() { rank[number] = UInt32(position) }
    for column in positions.indices {
      for entry in positions[column].indices { positions[column][entry] = rank[Int(positions[column][entry])] }
    }
    values = order.map { distinct[$0] }
    self.positions = positions
  }
}
