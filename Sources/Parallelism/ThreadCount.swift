import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How many threads a computation may use.
///
/// The count never changes a result: work is cut into blocks whose boundaries depend on the data
/// alone, and partial results are combined in block order.
public struct ThreadCount: Sendable, Hashable {
  /// At least 1.
  public let value: Int

  /// - Precondition: `value` is at least 1.
  public init(_ value: Int) {
    precondition(value >= 1, "thread count \(value) is below 1")
    self.value = value
  }

  /// As many as the machine has processors online.
  public static var all: ThreadCount { ThreadCount(max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))) }

  /// Calls `body` once for every index below `count`, on up to this many threads, in no particular order.
  ///
  /// - Parameter body: must write only to what belongs to its index.
  public func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
    guard count > 0 else { return }
    let workers = min(value, count)
    if workers == 1 {
      for index in 0..<count { body(index) }
      return
    }
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count { return }
        body(index)
      }
    }
  }

  /// The results of `body` for every index below `count`, in index order.
  public func map<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
    let slots = ResultSlots<Result>(count)
    forEach(count) { slots.set($0, body($0)) }
    return slots.take()
  }
}

/// One slot for each index; each is written once, by the thread that owns the index.
private final class ResultSlots<Result>: @unchecked Sendable {
  private let slots: UnsafeMutableBufferPointer<Result?>

  init(_ count: Int) {
    slots = .allocate(capacity: count)
    slots.initialize(repeating: nil)
  }

  func set(_ index: Int, _ result: Result) { slots[index] = result }

  func take() -> [Result] { slots.map { $0! } }

  deinit {
    slots.deinitialize()
    slots.deallocate()
  }
}

/// Cuts `count` items into blocks of `size`; the cut depends on nothing else.
public struct Blocks: Sendable, RandomAccessCollection {
  /// The number of items.
  public let itemCount: Int
  /// Items in each block but the last.
  public let size: Int

  /// - Precondition: `size` is at least 1.
  public init(_ itemCount: Int, of size: Int) {
    precondition(size >= 1, "block size \(size) is below 1")
    self.itemCount = itemCount
    self.size = size
  }

  /// First block.
  public var startIndex: Int { 0 }
  /// One past the last block.
  public var endIndex: Int { (itemCount + size - 1) / size }
  /// The items of a block.
  public subscript(block: Int) -> Range<Int> { block * size..<Swift.min(itemCount, (block + 1) * size) }
}
