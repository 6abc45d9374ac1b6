/// The distinct values of one or more columns, and where among them each entry stands.
package struct DistinctValues<Value: Comparable & Sendable>: Sendable {
  /// Each value once.
  package private(set) var values: [Value]
  /// For each column, the position in `values` of each of its entries.
  package private(set) var positions: [[UInt32]]

  /// In order of first appearance.
  /// - Parameter bits: equal for equal values alone.
  /// - Complexity: one look-up in a hash table for each entry.
  @inline(__always)
  private init(_ columns: [[Value]], bits: (Value) -> UInt64) {
    var rows = DistinctRows()
    var distinct: [Value] = []
    positions = columns.map { column in
      [UInt32](unsafeUninitializedCapacity: column.count) { positions, count in
        // Patterns in order of appearance often have the age of the one before.
        var last: (word: UInt64, number: Int)?
        for value in column {
          let word = bits(value)
          var number = last?.number ?? 0
          if word != last?.word {
            number = rows.number(hash: DistinctRows.hash(word)) { bits(distinct[$0]) == word }
            if number == distinct.count { distinct.append(value) }
            last = (word, number)
          }
          positions.initializeElement(at: count, to: UInt32(truncatingIfNeeded: number))
          count += 1
        }
      }
    }
    values = distinct
  }
}

extension DistinctValues<Double> {
  /// In order of first appearance: who goes through a column of values that hardly recur goes through these as well.
  /// Values are equal where their bits are.
  package init(_ columns: [[Double]]) { self.init(columns) { $0.bitPattern } }
}

extension DistinctValues<Int> {
  /// Ascending.
  package init(ascending columns: [[Int]]) {
    self.init(columns) { UInt64(truncatingIfNeeded: $0) }
    let order = values.indices.sorted { values[$0] < values[$1] }
    var rank = [UInt32](repeating: 0, count: order.count)
    for (position, number) in order.enumerated() { rank[number] = UInt32(truncatingIfNeeded: position) }
    values = order.map { values[$0] }
    for column in positions.indices {
      positions[column].withUnsafeMutableBufferPointer { positions in
        for row in positions.indices { positions[row] = rank[Int(positions[row])] }
      }
    }
  }
}
