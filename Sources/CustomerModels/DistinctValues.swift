import CustomerData

/// The distinct values of one or more columns, and where among them each entry stands.
struct DistinctValues<Value: Comparable & Sendable>: Sendable {
  /// Each value once, in order of first appearance: who goes through a column of values that hardly recur goes through
  /// these as well.
  private(set) var values: [Value]
  /// For each column, the position in `values` of each of its entries.
  private(set) var positions: [[UInt32]]

  /// - Parameter bits: equal for equal values alone.
  /// - Complexity: one look-up in a hash table for each entry.
  init(_ columns: [[Value]], bits: (Value) -> UInt64) {
    var rows = DistinctRows()
    var distinct: [Value] = []
    positions = columns.map { column in
      column.map { value in
        let word = bits(value)
        let number = rows.number(hash: DistinctRows.hash(word)) { bits(distinct[$0]) == word }
        if number == distinct.count { distinct.append(value) }
        return UInt32(number)
      }
    }
    values = distinct
  }

  /// The same with values in ascending order.
  var ascending: DistinctValues {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var rank = [UInt32](repeating: 0, count: order.count)
    for (position, number) in order.enumerated() { rank[number] = UInt32(position) }
    var result = self
    result.values = order.map { values[$0] }
    result.positions = positions.map { column in column.map { rank[Int($0)] } }
    return result
  }
}
