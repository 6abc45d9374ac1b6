package import Parallelism

/// Rows grouped by a key of three words: which rows share an entry of a table.
///
/// Entries stand in order of the first row of each, so they depend on the data alone. Made for few entries: each block of
/// rows numbers its own, and the numbers of the blocks are brought together afterwards.
package struct RowGroups: Sendable {
  /// The entry of each row.
  package let entryOfRow: [UInt32]
  /// The first row of each entry.
  package let firstRows: [Int]

  /// Distinct keys.
  package var count: Int { firstRows.count }

  /// - Parameters:
  ///   - count: rows.
  ///   - blockSize: rows that one thread numbers at once; part of no result.
  ///   - key: the key of a row.
  /// - Complexity: one hash look-up per row, in parallel, and one per block and entry.
  @inline(__always)
  package init(
    _ count: Int, threads: ThreadCount, blockSize: Int = 1 << 18, key: @Sendable (Int) -> (UInt64, UInt64, UInt64)
  ) {
    let blocks = Blocks(count, of: blockSize)
    var all = Entries()
    entryOfRow = [UInt32](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      // Blocks are disjoint, so each entry is written by one thread at a time.
      nonisolated(unsafe) let entryOfRow = buffer
      let ofBlocks = threads.map(blocks.count) { block in
        var entries = Entries()
        for row in blocks[block] { entryOfRow.initializeElement(at: row, to: entries.number(key(row), row: row)) }
        return entries
      }
      let numbers = ofBlocks.map { entries in
        zip(entries.keys, entries.firstRows).map { all.number($0, row: $1) }
      }
      threads.forEach(blocks.count) { block in
        let numbers = numbers[block]
        for row in blocks[block] { entryOfRow[row] = numbers[Int(entryOfRow[row])] }
      }
      initializedCount = count
    }
    firstRows = all.firstRows
  }

  /// All rows, those of an entry together and in order, entries in order.
  package var rowsByEntry: [Int] {
    var next = [Int](repeating: 0, count: count + 1)
    for entry in entryOfRow { next[Int(entry) + 1] += 1 }
    for entry in next.indices.dropFirst() { next[entry] += next[entry - 1] }
    var rows = [Int](repeating: 0, count: entryOfRow.count)
    for (row, entry) in entryOfRow.enumerated() {
      rows[next[Int(entry)]] = row
      next[Int(entry)] += 1
    }
    return rows
  }

  /// Distinct keys in order of appearance.
  private struct Entries: Sendable {
    private var distinct = DistinctRows()
    private(set) var keys: [(UInt64, UInt64, UInt64)] = []
    private(set) var firstRows: [Int] = []
    /// For the lower bits of a first word the entry that it had last: in a log by date, customers of one day stand
    /// together, and who of them bought equally often shares an entry.
    private var latest = [UInt32](repeating: 0, count: 256)

    @inline(__always)
    mutating func number(_ key: (UInt64, UInt64, UInt64), row: Int) -> UInt32 {
      let place = Int(truncatingIfNeeded: key.0 & 0xFF)
      let last = Int(latest[place])
      if last < keys.count, keys[last] == key { return UInt32(truncatingIfNeeded: last) }
      let number = distinct.number(hash: DistinctRows.hash(key.0, key.1, key.2)) { keys[$0] == key }
      if number == keys.count {
        keys.append(key)
        firstRows.append(row)
      }
      latest[place] = UInt32(truncatingIfNeeded: number)
      return UInt32(truncatingIfNeeded: number)
    }
  }
}

extension CustomerSummary {
  /// Rows with the same tag and equal x and T.
  ///
  /// - Parameters:
  ///   - tags: one for each row; empty where all have the same.
  ///   - dependsOnRecency: of rows for which it is true, equal t_x is asked for too; nil for none.
  package func groupedByAge(
    tags: [UInt32], dependsOnRecency: (@Sendable (Int) -> Bool)?, threads: ThreadCount
  ) -> RowGroups {
    let (frequencies, ages, recencies) = (frequencies, ages, recencies)
    guard let dependsOnRecency else {
      return RowGroups(count, threads: threads) { row in
        (
          UInt64(UInt32(bitPattern: frequencies[row])) | UInt64(tags.isEmpty ? 0 : tags[row]) << 32,
          ages[row].bitPattern, 0
        )
      }
    }
    return RowGroups(count, threads: threads) { row in
      (
        UInt64(UInt32(bitPattern: frequencies[row])) | UInt64(tags.isEmpty ? 0 : tags[row]) << 32,
        ages[row].bitPattern, dependsOnRecency(row) ? recencies[row].bitPattern : 0
      )
    }
  }
}
