import _CZlib

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Compresses what it is given, in gzip format, for another sink.
///
/// One stream, without file name and clock time: the same bytes in give the same bytes out.
public final class GzipSink: ByteSink {
  private let sink: any ByteSink
  private let path: String
  private let stream: UnsafeMutablePointer<z_stream>
  private let buffer: UnsafeMutableBufferPointer<UInt8>
  private var isSettled = false

  /// - Parameters:
  ///   - sink: takes the compressed bytes; finished with this one.
  ///   - path: named in errors.
  /// - Throws: `OutputError.cannotOpen` when there is no memory for the compressor.
  public init(_ sink: any ByteSink, path: String) throws(OutputError) {
    self.sink = sink
    self.path = path
    // zlib keeps the address of the stream, so it lives outside the object's movable storage.
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    buffer = .allocate(capacity: 1 << 16)
    // 15 + 16: the largest window, and a gzip header rather than a zlib one.
    let outcome = deflateInit2_(
      stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    if outcome != Z_OK { throw .cannotOpen(path: path, code: ENOMEM) }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
    buffer.deallocate()
  }

  /// Compresses bytes.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) {
    // zlib counts its input in 32 bits.
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = rest.prefix(1 << 30)
      rest = rest.dropFirst(part.count)
      try compress(UnsafeRawBufferPointer(rebasing: part), Z_NO_FLUSH)
    }
  }

  /// Ends the stream, and the bytes of the sink behind it.
  public func settle() throws(OutputError) {
    if isSettled { return }
    try compress(UnsafeRawBufferPointer(start: nil, count: 0), Z_FINISH)
    try sink.settle()
    isSettled = true
  }

  /// Ends the stream and the sink behind it.
  public func finish() throws(OutputError) {
    try settle()
    try sink.finish()
  }

  private func compress(_ bytes: UnsafeRawBufferPointer, _ flush: Int32) throws(OutputError) {
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(bytes.count)
    var outcome = Z_OK
    repeat {
      stream.pointee.next_out = buffer.baseAddress
      stream.pointee.avail_out = UInt32(buffer.count)
      outcome = deflate(stream, flush)
      precondition(outcome != Z_STREAM_ERROR, "deflate found its state damaged")
      let count = buffer.count - Int(stream.pointee.avail_out)
      try sink.write(UnsafeRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[..<count])))
    } while flush == Z_FINISH ? outcome != Z_STREAM_END : stream.pointee.avail_out == 0
  }
}
