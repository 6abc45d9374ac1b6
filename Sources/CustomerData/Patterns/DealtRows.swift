import Parallelism

/// A row of a summary on its way to the part that it is dealt to.
struct KeyedRow<Key: PatternKey>: BitwiseCopyable, Sendable {
  let key: Key
  var row: UInt32
}

/// The rows of a summary that the likelihood sees, part by part; parts have no key in common. Those of a part stand in order.
///
/// Keys go along with the rows, so that who works on a part reads its memory from one end to the other.
struct DealtRows<Key: PatternKey>: ~Copyable {
  let rows: MappedMemory<KeyedRow<Key>>
  /// Where each part stands in `rows`.
  let parts: [Range<Int>]

  init(_ summary: CustomerSummary, threads: ThreadCount) {
    precondition(summary.count <= UInt32.max, "\(summary.count) rows")
    let none = Self.partCount(rows: summary.count)
    let mask = UInt64(none - 1)
    let blocks = Blocks(summary.count, of: 1 << 14)
    var next: [[Int]] = []
    let partOfRow = [UInt8](unsafeUninitializedCapacity: summary.count) { buffer, initializedCount in
      nonisolated(unsafe) let partOfRow = buffer
      next = threads.map(blocks.count) { block in
        var counts = [Int](repeating: 0, count: none + 1)
        counts.withUnsafeMutableBufferPointer { counts in
          Key.withColumns(of: summary) { columns in
            for row in blocks[block] {
              // The lower bits of the hash: tables take places from the upper half.
              let hash = Int(truncatingIfNeeded: Key(columns, row: row).hash & mask)
              let part = Key.isSeen(columns, row: row) ? hash : none
              counts[part] += 1
              partOfRow.initializeElement(at: row, to: UInt8(truncatingIfNeeded: part))
            }
          }
        }
        return counts
      }
      initializedCount = summary.count
    }
    // From how many rows of a block belong to a part to where they go.
    var end = 0
    var parts: [Range<Int>] = []
    for part in 0..<none {
      let start = end
      for block in next.indices {
        let count = next[block][part]
        next[block][part] = end
        end += count
      }
      parts.append(start..<end)
    }
    // Rows that are not seen go to a place of their block's behind all others: cheaper than to ask which they are.
    for block in next.indices { next[block][none] = end + block }
    let memory = MappedMemory<KeyedRow<Key>>(capacity: end + max(1, next.count), isWrittenWhole: true)
    nonisolated(unsafe) let rows = memory.base
    let starts = next
    threads.forEach(blocks.count) { block in
      var next = starts[block]
      next.withUnsafeMutableBufferPointer { next in
        Key.withColumns(of: summary) { columns in
          for row in blocks[block] {
            let part = Int(partOfRow[row])
            rows[next[part]] = KeyedRow(key: Key(columns, row: row), row: UInt32(truncatingIfNeeded: row))
            next[part] += part < none ? 1 : 0
          }
        }
      }
    }
    self.rows = memory
    self.parts = parts
  }

  /// A power of two, so that a part's table stays in a processor's cache; at most 128, so that a byte names a part.
  private static func partCount(rows: Int) -> Int {
    var count = 1
    while count < 128 && rows / count > 1 << 15 { count *= 2 }
    return count
  }
}
