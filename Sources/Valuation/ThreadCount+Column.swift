package import Parallelism

extension ThreadCount {
  /// An array whose entries are computed independently, in fixed blocks.
  ///
  /// - Parameters:
  ///   - count: entries.
  ///   - blockSize: entries per block: small where one entry is costly, large where it is not.
  ///   - value: the entry at a position; must depend on nothing but the position.
  package func column<Element: Sendable>(
    _ count: Int, blockSize: Int = 16_384, _ value: @Sendable (Int) -> Element
  ) -> [Element] {
    [Element](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      // Blocks are disjoint, so each entry is initialised once, by one thread.
      nonisolated(unsafe) let entries = buffer
      let blocks = Blocks(count, of: blockSize)
      forEach(blocks.count) { block in
        for index in blocks[block] { entries.initializeElement(at: index, to: value(index)) }
      }
      initializedCount = count
    }
  }

  /// The sum of independent terms, in fixed blocks added in block order: the same bits on any thread count.
  package func sum(_ count: Int, _ term: @Sendable (Int) -> Double) -> Double {
    let blocks = Blocks(count, of: 16_384)
    return map(blocks.count) { block in
      var sum = 0.0
      for index in blocks[block] { sum += term(index) }
      return sum
    }.reduce(0, +)
  }
}
