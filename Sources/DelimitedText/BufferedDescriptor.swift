#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An open file descriptor with a buffer in front: small writes gather, large ones pass through.
///
/// Not for two threads at once. Does not close the descriptor by itself.
struct BufferedDescriptor: ~Copyable {
  let descriptor: Int32
  private let buffer: UnsafeMutableRawBufferPointer
  private var filled = 0

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    buffer = .allocate(byteCount: 1 << 16, alignment: 16)
  }

  deinit { buffer.deallocate() }

  /// Takes bytes; returns the system's error number, or 0.
  mutating func append(_ bytes: UnsafeRawBufferPointer) -> Int32 {
    if bytes.count > buffer.count - filled {
      let code = flush()
      if code != 0 { return code }
    }
    if bytes.count >= buffer.count { return BufferedDescriptor.writeAll(bytes, to: descriptor) }
    if let base = bytes.baseAddress {
      buffer.baseAddress!.advanced(by: filled).copyMemory(from: base, byteCount: bytes.count)
      filled += bytes.count
    }
    return 0
  }

  /// Hands the buffered bytes to the system; returns its error number, or 0.
  mutating func flush() -> Int32 {
    let code = BufferedDescriptor.writeAll(UnsafeRawBufferPointer(rebasing: buffer[..<filled]), to: descriptor)
    filled = 0
    return code
  }

  /// Hands bytes to the system, in as many steps as it takes; returns its error number, or 0.
  static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
    var rest = bytes
    while rest.count > 0 {
      let count = write(descriptor, rest.baseAddress, rest.count)
      if count > 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if count < 0 && errno == EAGAIN {
        // Someone made the descriptor non-blocking (a terminal shared with another program): wait for room.
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&ready, 1, -1)
      } else if count == 0 || errno != EINTR {
        return count == 0 ? EIO : errno
      }
    }
    return 0
  }
}
