/// A column of what one partition contributes to the summary, in memory that can be given back on its own.
///
/// One thread at a time writes it; how far it is filled its owner knows.
final class PartitionColumn<Value: BitwiseCopyable>: @unchecked Sendable {
  /// The values; none after `release`.
  private(set) var values: UnsafeMutablePointer<Value>
  private var memory: MappedMemory<Value>

  /// Room for so many values.
  init(capacity: Int) {
    memory = MappedMemory(capacity: max(1, capacity), isWrittenWhole: true)
    values = memory.base
  }

  /// Gives the memory back.
  func release() {
    memory = MappedMemory(capacity: 1)
    values = memory.base
  }
}
