import _CZlib

/// Inflates a gzip stream; members that follow one another are one text (RFC 1952, section 2.2).
final class GzipInflater {
  static let magic: [UInt8] = [0x1F, 0x8B]

  private let name: String
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer
  /// Between two members: at the end of the input, or before another member.
  private var betweenMembers = false
  private var atEnd = false

  /// - Parameter head: bytes already taken from the source.
  init(name: String, head: [UInt8]) {
    self.name = name
    input = .allocate(byteCount: 1 << 18, alignment: 16)
    input.copyBytes(from: head)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 bits of window; 16 asks for the gzip wrapper.
    let code = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(code == Z_OK, "zlib cannot start: \(code)")
    stream.pointee.next_in = input.baseAddress!.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(head.count)
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// Inflated bytes into the buffer; 0 at the end, never before.
  ///
  /// - Parameter readRaw: the next compressed bytes.
  /// - Throws: `.badData` when the stream is damaged or ends too early; what `readRaw` throws.
  func read(
    into buffer: UnsafeMutableRawBufferPointer,
    _ readRaw: (UnsafeMutableRawBufferPointer) throws(DataError) -> Int
  ) throws(DataError) -> Int {
    if atEnd { return 0 }
    let capacity = UInt32(min(buffer.count, 1 << 30))
    stream.pointee.next_out = buffer.baseAddress!.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = capacity
    while stream.pointee.avail_out == capacity {
      if stream.pointee.avail_in == 0 {
        let count = try readRaw(input)
        if count == 0 {
          if betweenMembers {
            atEnd = true
            return 0
          }
          throw damage("ends too early", "the rest of the gzip stream")
        }
        stream.pointee.next_in = input.baseAddress!.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(count)
      }
      if betweenMembers {
        // Zero bytes after the last member are padding (tapes, block devices), as gzip itself has it.
        if stream.pointee.next_in.pointee == 0 {
          stream.pointee.next_in += 1
          stream.pointee.avail_in -= 1
          continue
        }
        inflateReset(stream)
        betweenMembers = false
      }
      switch inflate(stream, Z_NO_FLUSH) {
      case Z_OK, Z_BUF_ERROR: break
      case Z_STREAM_END: betweenMembers = true
      case Z_MEM_ERROR:
        throw DataError(.readFailed, file: name, problem: "cannot be inflated: no memory")
      default:
        let detail = stream.pointee.msg.map { " (\(String(cString: $0)))" } ?? ""
        throw damage("is damaged\(detail)", "an intact gzip stream")
      }
    }
    return Int(capacity - stream.pointee.avail_out)
  }

  private func damage(_ how: String, _ expected: String) -> DataError {
    DataError(
      .badData, file: name, problem: "the gzip file \(how)", expected: expected,
      advice: "Copy or download it again; `gzip -t` tests a file")
  }
}
