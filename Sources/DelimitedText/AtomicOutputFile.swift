#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that appears whole or not at all.
///
/// Bytes go to a temporary file in the target's folder, which `settle` flushes to the disk and `finish` renames over the
/// target. Until then an existing target stays as it was. When writing fails, or the value goes away unfinished, the
/// temporary is removed; `TerminationCleanup` does the same on a signal, and a run that was killed outright is swept up
/// by the next one that opens the same target.
///
/// The beginning is written as any file is, and so stays in the system's page cache for whoever reads it next; from 64 MB
/// on `UncachedTail` takes over.
///
/// A symbolic link is followed: the file it names is replaced, the link stays. The mode of an existing file is kept.
public final class AtomicOutputFile: ByteSink {
  /// The file that is replaced.
  public let path: String
  private let temporaryPath: String
  private let descriptor: Int32
  private var head: BufferedDescriptor
  private var headRoom: Int
  private let blockBytes: Int
  private var tail: UncachedTail?
  private let registration: TerminationCleanup.Registration?
  private var isOpen = true
  private var isSettled = false

  /// Opens the temporary file.
  ///
  /// - Parameters:
  ///   - path: the target; a missing file or a regular one.
  ///   - inputs: files that the run reads and that the target must not be; `-` is standard input.
  /// - Throws: `OutputError.isFolder`, `.isInput`, `.cannotOpen` (no such folder, not writable).
  public convenience init(_ path: String, inputs: [String] = []) throws(OutputError) {
    try self.init(path, inputs: inputs, headBytes: 64 << 20, blockBytes: UncachedTail.blockBytes)
  }

  /// - Parameters:
  ///   - headBytes: what is written through the page cache; a multiple of `blockBytes`.
  ///   - blockBytes: what is written at once beyond.
  package init(_ path: String, inputs: [String] = [], headBytes: Int, blockBytes: Int) throws(OutputError) {
    let existing = try FileIdentity.ofTarget(path)
    if let existing {
      if existing.isFolder { throw .isFolder(path: path) }
      for input in inputs where existing.isSameFile(as: FileIdentity.ofInput(input)) { throw .isInput(path: path) }
      if access(path, W_OK) != 0 { throw .cannotOpen(path: path, code: errno) }
    }
    let target = existing == nil ? path : FileIdentity.resolvingLinks(path)
    self.path = target
    let temporary: TemporaryName.Created
    do {
      temporary = try TemporaryName(target: target).create(mode: 0o666)
    } catch {
      throw .cannotOpen(path: path, code: error.number)
    }
    temporaryPath = temporary.path
    registration = temporary.registration
    descriptor = temporary.descriptor
    head = BufferedDescriptor(descriptor)
    headRoom = headBytes
    self.blockBytes = blockBytes
    if let existing { fchmod(descriptor, existing.mode) }
  }

  deinit { discard() }

  /// Appends bytes to the temporary file; on failure the temporary file is removed.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) {
    precondition(isOpen && !isSettled, "\(path) is closed")
    let beginning = UnsafeRawBufferPointer(rebasing: bytes.prefix(headRoom))
    headRoom -= beginning.count
    try check(head.append(beginning))
    let rest = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(beginning.count))
    if !rest.isEmpty { try check(appendToTail(rest)) }
  }

  private func appendToTail(_ bytes: UnsafeRawBufferPointer) -> Int32 {
    if let tail { return tail.append(bytes) }
    let code = head.flush()
    if code != 0 { return code }
    let tail = UncachedTail(descriptor, blockBytes: blockBytes)
    self.tail = tail
    return tail.append(bytes)
  }

  /// Flushes to the disk; the temporary file is whole then.
  public func settle() throws(OutputError) {
    precondition(isOpen, "\(path) is closed")
    if isSettled { return }
    try check(tail?.finish() ?? head.flush())
    tail = nil
    // A few file systems cannot flush a single file; nothing more can be done there.
    if fsync(descriptor) != 0 && errno != EINVAL && errno != ENOTSUP && errno != ENOSYS { try check(errno) }
    isSettled = true
  }

  /// Puts the file in its place.
  public func finish() throws(OutputError) {
    try settle()
    // Renamed while still open and locked, so that no sweep can take it for abandoned.
    if rename(temporaryPath, path) != 0 { try check(errno) }
    isOpen = false
    TerminationCleanup.unregister(registration)
    close(descriptor)
    FileIdentity.flushFolder(of: path)
  }

  /// Removes the temporary file; the target stays as it was. Does nothing after `finish`.
  public func discard() {
    guard isOpen else { return }
    isOpen = false
    unlink(temporaryPath)
    tail?.abandon()
    close(descriptor)
    TerminationCleanup.unregister(registration)
  }

  private func check(_ code: Int32) throws(OutputError) {
    if code == 0 { return }
    discard()
    throw .writeFailed(path: path, code: code)
  }
}
