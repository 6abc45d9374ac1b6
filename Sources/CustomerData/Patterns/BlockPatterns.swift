import Parallelism

/// Tallies of a summary's keys, block of rows by block; within a block they are dealt by the hashes of the keys to groups
/// that have no key in common. Those of a group stand in order of rows.
///
/// Where a key often recurs nearby, as in a log by date, each block has one tally for each of its keys, and of many rows
/// few tallies remain; each row has its own otherwise.
struct BlockPatterns<Key: PatternKey>: ~Copyable, @unchecked Sendable {
  typealias Tally = KeyTally<Key>

  /// The rows of each block.
  let blocks: Blocks
  /// How many groups there are: a power of two.
  let groups: Int
  /// The tallies, with room for as many as a block has rows.
  let tallies: UnsafeMutablePointer<Tally>
  /// From where those of one block begin to where those of the next do.
  private let distance: Int
  private let memory: TallyMemory
  /// Where each group of each block ends.
  private let ends: MappedMemory<UInt32>

  /// - Parameter memory: for the tallies; what was there is gone.
  init(_ summary: CustomerSummary, threads: ThreadCount, memory: TallyMemory) {
    let rows = summary.count
    precondition(rows <= KeyTally<Key>.none / 2, "\(rows) rows")
    // Of this length what a block needs stays in the cache of a processor.
    blocks = Blocks(rows, of: 1 << 15)
    // And so does what a group needs.
    var groups = 1
    while groups < 128 && rows / groups > 1 << 14 { groups *= 2 }
    self.groups = groups
    self.memory = memory
    (tallies, distance) = memory.take(blocks)
    ends = MappedMemory(capacity: max(1, blocks.count * groups))
    find(summary, threads)
  }

  /// Where the tallies of a block's group are.
  @inline(__always)
  func range(block: Int, group: Int) -> Range<Int> {
    let ends = ends.base + block * groups
    let start = group > 0 ? Int(ends[group - 1]) : 0
    return block * distance + start..<block * distance + Int(ends[group])
  }

  /// The end of all ranges.
  var end: Int { blocks.count * distance }

  /// Where the tallies of a block are.
  func range(block: Int) -> Range<Int> {
    range(block: block, group: 0).lowerBound..<range(block: block, group: groups - 1).upperBound
  }

  private func find(_ summary: CustomerSummary, _ threads: ThreadCount) {
    // Sums of addends are added up row by row, so that they do not depend on where blocks end.
    let isGathered = Key.recursNearby && Key.addends(summary).isEmpty
    let length = min(summary.count, blocks.size)
    threads.forEach(blocks.count) { block in
      withUnsafeTemporaryAllocation(of: Tally.self, capacity: length) { found in
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length) { groupOfTally in
          let count = Key.withColumns(of: summary) { columns in
            tally(blocks[block], columns, summary.multiplicities, found, groupOfTally, isGathered: isGathered)
          }
          deal(found, groupOfTally, count, block)
        }
      }
    }
  }

  /// Finds the tallies of some rows, in order of rows.
  /// - Returns: how many there are.
  @inline(__always)
  private func tally(
    _ rows: Range<Int>, _ columns: Key.Columns, _ multiplicities: [Int], _ tallies: UnsafeMutableBufferPointer<Tally>,
    _ groupOfTally: UnsafeMutableBufferPointer<UInt8>, isGathered: Bool
  ) -> Int {
    // A third is typical of whole days.
    var distinct = DistinctRows(expecting: isGathered ? rows.count / 3 : 0)
    let isWeighted = !multiplicities.isEmpty
    // Slots are sent for by all rows of a strip before the first of them is looked at.
    let strips = Blocks(rows.count, of: 128)
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: strips.size) { seen in
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: strips.size) { hashes in
        var count = 0
        for strip in strips {
          let start = rows.lowerBound
          let listed = Key.list(start + strip.lowerBound..<start + strip.upperBound, columns, seen)
          for index in 0..<listed { hashes[index] = Key(columns, row: seen[index]).hash }
          if isGathered { distinct.prefetch(hashes[..<listed]) }
          for index in 0..<listed {
            let (row, hash) = (seen[index], hashes[index])
            let key = Key(columns, row: row)
            let customers = isWeighted ? Double(multiplicities[row]) : 1
            let number = isGathered ? distinct.number(hash: hash) { tallies[$0].key == key } : count
            if number == count {
              tallies.initializeElement(
                at: count, to: Tally(key: key, row: UInt32(truncatingIfNeeded: row), weight: customers))
              // The lower bits of the hash: tables take places from the upper half.
              groupOfTally.initializeElement(at: count, to: UInt8(truncatingIfNeeded: hash) & UInt8(groups &- 1))
              count &+= 1
            } else {
              tallies[number].weight += customers
            }
          }
        }
        return count
      }
    }
  }

  /// Deals the tallies of a block.
  private func deal(
    _ found: UnsafeMutableBufferPointer<Tally>, _ groupOfTally: UnsafeMutableBufferPointer<UInt8>, _ count: Int,
    _ block: Int
  ) {
    let (tallies, ends) = (tallies + block * distance, ends.base + block * groups)
    for index in 0..<count { ends[Int(groupOfTally[index])] &+= 1 }
    var sum: UInt32 = 0
    for group in 0..<groups { (ends[group], sum) = (sum, sum + ends[group]) }
    // Ends are where the next one goes until all are dealt.
    for index in 0..<count {
      let group = Int(groupOfTally[index])
      tallies[Int(ends[group])] = found[index]
      ends[group] &+= 1
    }
  }
}
