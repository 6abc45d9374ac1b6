#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Pages of 2 MB for memory that is written from end to end: one fault instead of 512, and fewer misses when addresses
/// are translated.
enum LargePages {
  private static let size = 1 << 21

  /// Asks for large pages where whole ones fit. A wish: systems that know no such pages, or refuse, change nothing else.
  static func advise<Element>(_ memory: UnsafeMutableBufferPointer<Element>) {
    #if os(Linux)
      guard let base = memory.baseAddress else { return }
      let start = UnsafeMutableRawPointer(base)
      let first = start.alignedUp(toMultipleOf: size)
      let end = (start + memory.count * MemoryLayout<Element>.stride).alignedDown(toMultipleOf: size)
      if first < end { madvise(first, end - first, MADV_HUGEPAGE) }
    #endif
  }
}
