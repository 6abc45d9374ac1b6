#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A run of elements in pages of its own, all bits zero at first.
///
/// Large stores that grow live here rather than on the heap: only pages that were written take memory, and what is given
/// up goes back to the system at once.
struct MappedMemory<Element: BitwiseCopyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var capacity: Int

  /// - Precondition: `capacity` is at least 1.
  init(capacity: Int) {
    self.capacity = capacity
    base = MappedMemory.map(capacity)
  }

  deinit { munmap(base, MappedMemory.byteCount(capacity)) }

  /// Makes room for at least `wanted` elements, half as many again if it has to grow; keeps the first `kept`.
  @inline(__always)
  mutating func reserve(_ wanted: Int, keeping kept: Int) {
    if wanted > capacity { grow(max(wanted, capacity + capacity / 2), kept) }
  }

  @inline(never)
  private mutating func grow(_ larger: Int, _ kept: Int) {
    let grown = MappedMemory.map(larger)
    grown.update(from: base, count: kept)
    munmap(base, MappedMemory.byteCount(capacity))
    base = grown
    capacity = larger
  }

  private static func byteCount(_ capacity: Int) -> Int { capacity * MemoryLayout<Element>.stride }

  private static func map(_ capacity: Int) -> UnsafeMutablePointer<Element> {
    let memory = mmap(nil, byteCount(capacity), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard let memory, memory != MAP_FAILED else { fatalError("out of memory: \(byteCount(capacity)) bytes") }
    return memory.bindMemory(to: Element.self, capacity: capacity)
  }
}
