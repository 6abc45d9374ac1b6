#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A run of elements, all bits zero at first, in pages of its own unless it is small.
///
/// Large stores that grow live here rather than on the heap: only pages that were written take memory, and what is given
/// up goes back to the system at once.
struct MappedMemory<Element: BitwiseCopyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var capacity: Int

  /// - Parameter isWrittenWhole: every page will be written, so the system may fetch them all at once.
  /// - Precondition: `capacity` is at least 1.
  init(capacity: Int, isWrittenWhole: Bool = false) {
    self.capacity = capacity
    base = MappedMemory.map(capacity, isWrittenWhole: isWrittenWhole)
  }

  deinit { MappedMemory.unmap(base, capacity) }

  /// Makes room for at least `wanted` elements, four times as many if it has to grow; keeps the first `kept`.
  ///
  /// Generous, because only what is written takes memory, while each growth takes new pages for all there is.
  @inline(__always)
  mutating func reserve(_ wanted: Int, keeping kept: Int) {
    if wanted > capacity { grow(max(wanted, 4 * capacity), kept) }
  }

  @inline(never)
  private mutating func grow(_ larger: Int, _ kept: Int) {
    let grown = MappedMemory.map(larger, isWrittenWhole: false)
    grown.update(from: base, count: kept)
    MappedMemory.unmap(base, capacity)
    base = grown
    capacity = larger
  }

  private static func byteCount(_ capacity: Int) -> Int { capacity * MemoryLayout<Element>.stride }

  /// Below this the heap wastes less than whole pages and the system calls for them.
  private static var smallestMapping: Int { 1 << 16 }

  private static func map(_ capacity: Int, isWrittenWhole: Bool) -> UnsafeMutablePointer<Element> {
    let count = byteCount(capacity)
    var memory: UnsafeMutableRawPointer?
    if count < smallestMapping {
      memory = calloc(count, 1)
    } else {
      var flags = MAP_PRIVATE | MAP_ANON
      #if os(Linux)
        if isWrittenWhole { flags |= MAP_POPULATE }
      #endif
      memory = mmap(nil, count, PROT_READ | PROT_WRITE, flags, -1, 0)
      if memory == MAP_FAILED { memory = nil }
    }
    guard let memory else { fatalError("out of memory: \(count) bytes") }
    return memory.bindMemory(to: Element.self, capacity: capacity)
  }

  private static func unmap(_ base: UnsafeMutablePointer<Element>, _ capacity: Int) {
    let count = byteCount(capacity)
    if count < smallestMapping { free(base) } else { munmap(base, count) }
  }
}
