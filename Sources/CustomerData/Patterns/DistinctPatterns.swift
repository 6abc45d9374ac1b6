import Parallelism

/// The distinct keys of a summary, in order of first appearance, and how many customers share each.
///
/// Blocks of rows are tallied and dealt to groups that have no key in common (`BlockPatterns`). Each group is brought
/// together over all blocks, on one thread, with a table that stays in the cache of a processor: the first tally of a key
/// takes in the others. What remains has the place of its row among those of all that remain.
struct DistinctPatterns<Key: PatternKey>: ~Copyable {
  /// Distinct keys.
  let count: Int
  private let patterns: BlockPatterns<Key>
  /// The sum of the addends of each tally's customers; empty where keys have none.
  private let sums: [Double]
  /// Keys that first appear in earlier blocks, for each block.
  private let places: [Int]
  private let threads: ThreadCount

  /// - Parameter memory: where to work; serves for one summary's keys after the other.
  /// - Complexity: a hash and a look-up per row, and again for each tally of a block where keys recur nearby; up to 32 bytes of memory
  ///   per row.
  init(_ summary: CustomerSummary, threads: ThreadCount, memory: TallyMemory) {
    let patterns = BlockPatterns<Key>(summary, threads: threads, memory: memory)
    let addends = Key.addends(summary)
    var sums = [Double](repeating: 0, count: addends.isEmpty ? 0 : patterns.end)
    let groups = sums.withUnsafeMutableBufferPointer { sums in
      nonisolated(unsafe) let sums = sums
      return threads.map(patterns.groups) { Self.gather($0, of: patterns, addends, sums) }
    }
    var end = 0
    var places: [Int] = []
    for block in patterns.blocks.indices {
      places.append(end)
      end += groups.reduce(0) { $0 + $1[block] }
    }
    count = end
    self.patterns = patterns
    self.sums = sums
    self.places = places
    self.threads = threads
  }

  /// Brings a group together.
  /// - Returns: how many keys of each block are new.
  private static func gather(
    _ group: Int, of patterns: borrowing BlockPatterns<Key>, _ addends: [Double],
    _ sums: UnsafeMutableBufferPointer<Double>
  ) -> [Int] {
    let tallies = patterns.tallies
    let ranges = patterns.blocks.indices.map { patterns.range(block: $0, group: group) }
    let total = ranges.reduce(0) { $0 + $1.count }
    var distinct = DistinctRows(expecting: total)
    return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: total) { firsts in
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: stripLength) { hashes in
        ranges.map { range in
          let before = distinct.count
          // Slots are sent for by all tallies of a strip before the first of them is looked at.
          for strip in Blocks(range.count, of: stripLength) {
            let start = range.lowerBound + strip.lowerBound
            for index in 0..<strip.count { hashes[index] = tallies[start + index].key.hash }
            distinct.prefetch(hashes[..<strip.count])
            for index in start..<start + strip.count {
              let (known, tally) = (distinct.count, tallies[index])
              let number = distinct.number(hash: hashes[index - start]) { tallies[Int(firsts[$0])].key == tally.key }
              if number == known {
                firsts.initializeElement(at: number, to: UInt32(truncatingIfNeeded: index))
              } else {
                tallies[Int(firsts[number])].weight += tally.weight
                tallies[index].row = KeyTally<Key>.none
              }
              if !addends.isEmpty { sums[Int(firsts[number])] += tally.weight * addends[Int(tally.row)] }
            }
          }
          return distinct.count - before
        }
      }
    }
  }

  private static var stripLength: Int { 64 }

  /// Calls `body` once with every key: its place in the order of first appearance, its tally and the sum of its addends,
  /// 0 where keys have none.
  ///
  /// - Parameter body: must write only to what belongs to its place.
  @inline(__always)
  func forEach(_ body: @Sendable (_ place: Int, KeyTally<Key>, _ sum: Double) -> Void) {
    nonisolated(unsafe) let tallies = patterns.tallies
    let (blocks, places, sums) = (patterns.blocks, places, sums)
    let ranges = blocks.indices.map { patterns.range(block: $0) }
    threads.forEach(blocks.count) { block in
      let rows = blocks[block]
      withUnsafeTemporaryAllocation(of: MarkedRows.Word.self, capacity: MarkedRows.wordCount(rows)) { words in
        let marks = MarkedRows(from: rows.lowerBound, words)
        for index in ranges[block] where tallies[index].row != KeyTally<Key>.none { marks.mark(tallies[index].row) }
        marks.count(after: places[block])
        for index in ranges[block] where tallies[index].row != KeyTally<Key>.none {
          body(marks.place(of: tallies[index].row), tallies[index], sums.isEmpty ? 0 : sums[index])
        }
      }
    }
  }
}
