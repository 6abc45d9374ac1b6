#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of an input in order: a file or standard input, inflated when it is gzip.
///
/// Files are read, not mapped: memory stays bounded, and pipes and files take one road. A plain file named by its path can be
/// read again from its start.
final class ByteSource {
  let name: String
  /// Bytes of the file; nil for a pipe.
  let totalBytes: Int?
  /// Bytes taken from the file so far (before inflating).
  private(set) var bytesRead = 0
  private let descriptor: Int32
  /// Whether bytes are taken from a position of the source's own, from 0 on; else from where the system stands.
  private let isPositioned: Bool
  /// Bytes after which the source ends even if the file does not.
  private let limit: Int
  private var inflater: GzipInflater?
  /// Bytes read to look for gzip's magic number, not yet handed out.
  private var peeked: [UInt8] = []

  /// - Throws: `DataError.Exit.cannotOpen`; `.readFailed` and `.badData` as `read`.
  init(_ location: InputLocation) throws(DataError) {
    name = location.name
    switch location {
    case .standardInput: descriptor = STDIN_FILENO
    case .file(let path):
      descriptor = open(path, O_RDONLY | O_CLOEXEC)
      if descriptor < 0 {
        throw DataError(.cannotOpen, file: path, problem: "cannot be opened: \(String(cString: strerror(errno)))")
      }
    }
    var status = stat()
    let hasStatus = fstat(descriptor, &status) == 0
    let isRegular = hasStatus && status.st_mode & S_IFMT == S_IFREG
    totalBytes = isRegular ? Int(status.st_size) : nil
    // Some files that the system makes up as they are read know no position, and some names stand for open files.
    isPositioned = isRegular && location != .standardInput && lseek(descriptor, 0, SEEK_CUR) == 0
    limit = .max
    if !hasStatus || status.st_mode & S_IFMT == S_IFDIR {
      if descriptor != STDIN_FILENO { close(descriptor) }
      throw DataError(.cannotOpen, file: name, problem: hasStatus ? "is a folder" : "cannot be opened: it is closed")
    }
    try recogniseGzip()
  }

  /// The file of another source from its start, to where that one has come.
  private init(again source: ByteSource) throws(DataError) {
    name = source.name
    isPositioned = true
    totalBytes = source.totalBytes
    limit = source.bytesRead
    // As `dup`, and closed in programs that are started.
    descriptor = fcntl(source.descriptor, F_DUPFD_CLOEXEC, 0)
    if descriptor < 0 {
      throw DataError(.readFailed, file: name, problem: "reading failed: \(String(cString: strerror(errno)))")
    }
    try recogniseGzip()
  }

  /// Whether `again` can be called. Not for compressed files: inflating once more costs more than keeping what was found.
  var canBeReadAgain: Bool { isPositioned && inflater == nil }

  /// The same file from the start, to where this source has come.
  ///
  /// - Precondition: `canBeReadAgain`.
  /// - Throws: as `init`.
  func again() throws(DataError) -> ByteSource {
    precondition(canBeReadAgain, "\(name) cannot be read again")
    return try ByteSource(again: self)
  }

  /// The error when reading again does not give what it gave before.
  var hasChanged: DataError {
    DataError(
      .readFailed, file: name, problem: "the file was changed while it was read",
      expected: "a file that stays as it is or grows", advice: "Run again, or read a copy")
  }

  private func recogniseGzip() throws(DataError) {
    var magic: [UInt8] = [0, 0]
    while peeked.count < 2 {
      let count = try magic.withUnsafeMutableBytesTyped { (buffer) throws(DataError) in
        try readRaw(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<(2 - peeked.count)]))
      }
      if count == 0 { break }
      peeked += magic[..<count]
    }
    if peeked == GzipInflater.magic {
      inflater = GzipInflater(name: name, head: peeked)
      peeked = []
    }
  }

  deinit { if descriptor != STDIN_FILENO { close(descriptor) } }

  /// Fills as much of the buffer as comes at once; 0 at the end, never before.
  ///
  /// - Throws: `.readFailed` when the system reports an error, `.badData` for a damaged or truncated gzip.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
    if buffer.isEmpty { return 0 }
    if let inflater {
      return try inflater.read(into: buffer) { (raw) throws(DataError) in try self.readRaw(into: raw) }
    }
    if !peeked.isEmpty {
      let count = min(peeked.count, buffer.count)
      for index in 0..<count { buffer[index] = peeked[index] }
      peeked.removeFirst(count)
      return count
    }
    return try readRaw(into: buffer)
  }

  private func readRaw(into buffer: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
    while true {
      let wanted = min(buffer.count, limit - bytesRead)
      // Each source of a file has a position of its own.
      #if canImport(Glibc)
        let count =
          isPositioned
          ? pread(descriptor, buffer.baseAddress, wanted, off_t(bytesRead))
          : Glibc.read(descriptor, buffer.baseAddress, wanted)
      #else
        let count =
          isPositioned
          ? pread(descriptor, buffer.baseAddress, wanted, off_t(bytesRead))
          : Darwin.read(descriptor, buffer.baseAddress, wanted)
      #endif
      if count >= 0 {
        bytesRead += count
        return count
      }
      let code = errno
      if code == EINTR { continue }
      if code == EAGAIN {
        // Someone made the descriptor non-blocking (a terminal shared with another program): wait for bytes.
        var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&ready, 1, -1)
        continue
      }
      throw DataError(.readFailed, file: name, problem: "reading failed: \(String(cString: strerror(code)))")
    }
  }
}

extension Array<UInt8> {
  /// `withUnsafeMutableBytes` with a typed throw.
  fileprivate mutating func withUnsafeMutableBytesTyped<Result>(
    _ body: (UnsafeMutableRawBufferPointer) throws(DataError) -> Result
  ) throws(DataError) -> Result {
    try withUnsafeMutableBufferPointer { (buffer) throws(DataError) in try body(UnsafeMutableRawBufferPointer(buffer)) }
  }
}
