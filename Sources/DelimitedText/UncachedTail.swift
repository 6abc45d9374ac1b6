import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What follows the beginning of a long file: written past the system's page cache, while the next bytes are made.
///
/// A page of the cache costs more than the bytes in it: the system has to find and clear it, and to write it later. So
/// bytes gather in blocks, and a thread of its own hands whole blocks straight to the disk. A file system that does not
/// take a block this way (many in memory or on a network) gets that one and all others as ordinary writes, and so does the
/// end of the file, which is no whole block.
///
/// Used by one thread at a time. `finish` or `abandon` must come before the descriptor is closed.
final class UncachedTail: @unchecked Sendable {
  /// Large enough that the way to the disk costs little beside the bytes: 128 KB at once take several times
  /// as much (`dd oflag=direct`).
  static let blockBytes = 1 << 20
  /// One to fill and three that make up for a disk that pauses.
  private static let blockCount = 4
  /// Whatever a disk or a system asks of an address: the pages of all machines that we know are smaller or as large.
  private static let alignment = 1 << 16

  private let descriptor: Int32
  private let blockBytes: Int
  private let ring: UnsafeMutableRawBufferPointer
  private let writer = DispatchQueue(label: "LifetimeValue.UncachedTail")
  private let free = DispatchSemaphore(value: 0)
  /// The first error of a write; nothing is written after it.
  private let code = Atomic<Int32>(0)

  /// The block to fill, and the bytes in it.
  private var (block, filled) = (0, 0)
  /// Of the writer alone.
  private var isUncached: Bool

  /// - Parameters:
  ///   - descriptor: a file whose end is a multiple of `blockBytes`; nobody else writes to it from now on.
  ///   - blockBytes: a multiple of what the disk takes at least, else the cache is used.
  init(_ descriptor: Int32, blockBytes: Int) {
    self.descriptor = descriptor
    self.blockBytes = blockBytes
    ring = .allocate(byteCount: UncachedTail.blockCount * blockBytes, alignment: UncachedTail.alignment)
    // Not by its first value: a semaphore may not go away with less than that, as it would after an error.
    for _ in 0..<UncachedTail.blockCount { free.signal() }
    isUncached = UncachedTail.setUncached(descriptor, true)
  }

  deinit { ring.deallocate() }

  /// Takes bytes; returns the system's error number of a write that has failed meanwhile, or 0.
  func append(_ bytes: UnsafeRawBufferPointer) -> Int32 {
    var rest = bytes
    while rest.count > 0 {
      if filled == 0 { free.wait() }
      let part = UnsafeRawBufferPointer(rebasing: rest.prefix(blockBytes - filled))
      UnsafeMutableRawBufferPointer(rebasing: ring[(block * blockBytes + filled)...]).copyMemory(from: part)
      filled += part.count
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(part.count))
      if filled == blockBytes { handOver() }
    }
    return code.load(ordering: .relaxed)
  }

  /// Hands the last bytes to the system and waits for all; returns its error number, or 0.
  func finish() -> Int32 {
    if filled > 0 { handOver() }
    writer.sync {}
    return code.load(ordering: .relaxed)
  }

  /// Writes nothing more; what is being written has been when this returns.
  func abandon() {
    _ = code.compareExchange(expected: 0, desired: ECANCELED, ordering: .relaxed)
    writer.sync {}
  }

  private func handOver() {
    nonisolated(unsafe) let bytes = UnsafeRawBufferPointer(rebasing: ring[(block * blockBytes)...].prefix(filled))
    (block, filled) = ((block + 1) % UncachedTail.blockCount, 0)
    writer.async { [self] in
      if code.load(ordering: .relaxed) == 0 {
        let outcome = put(bytes)
        if outcome != 0 { code.store(outcome, ordering: .relaxed) }
      }
      free.signal()
    }
  }

  /// Runs on the writer's thread.
  private func put(_ bytes: UnsafeRawBufferPointer) -> Int32 {
    var rest = bytes
    if isUncached {
      if bytes.count == blockBytes {
        let count = write(descriptor, bytes.baseAddress, bytes.count)
        if count == bytes.count { return 0 }
        // Refused, or not taken whole: an ordinary write goes on where this one ended, and tells what is wrong.
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(max(0, count)))
      }
      isUncached = false
      _ = UncachedTail.setUncached(descriptor, false)
    }
    return BufferedDescriptor.writeAll(rest, to: descriptor)
  }

  /// Whether the descriptor's next writes pass the cache by; where they are refused nevertheless, the write says so.
  private static func setUncached(_ descriptor: Int32, _ isUncached: Bool) -> Bool {
    #if canImport(Darwin)
      return fcntl(descriptor, F_NOCACHE, isUncached ? 1 : 0) != -1 && isUncached
    #else
      // O_DIRECT, by the name under which Swift sees it: the other one is declared for GNU sources only.
      let flags = fcntl(descriptor, F_GETFL)
      return fcntl(descriptor, F_SETFL, isUncached ? flags | __O_DIRECT : flags & ~__O_DIRECT) == 0 && isUncached
    #endif
  }
}
