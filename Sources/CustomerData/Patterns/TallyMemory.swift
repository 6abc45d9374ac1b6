import Parallelism

/// Memory for tallies, block of rows by block.
///
/// What kinds of keys share it touch the same pages, for a block begins at the same place whatever its tallies are: a page
/// that is touched for the first time costs more than what is written to it.
final class TallyMemory {
  /// Bytes for each row of a block: the size of the largest tallies.
  private static let bytesPerRow = 32

  private var memory = MappedMemory<UInt64>(capacity: 1)

  /// Room for the tallies of some blocks: its base, and how many tallies it is from one block to the next.
  func take<Key: PatternKey>(_ blocks: Blocks) -> (UnsafeMutablePointer<KeyTally<Key>>, Int) {
    let stride = MemoryLayout<KeyTally<Key>>.stride
    precondition(stride <= Self.bytesPerRow, "a tally of \(stride) bytes")
    memory.reserve(blocks.count * blocks.size * Self.bytesPerRow / 8, keeping: 0)
    return (
      UnsafeMutableRawPointer(memory.base).assumingMemoryBound(to: KeyTally<Key>.self),
      blocks.size * Self.bytesPerRow / stride
    )
  }
}
