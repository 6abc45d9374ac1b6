import _CWriteBack

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
/// A symbolic link is followed: the file it names is replaced, the link stays. The mode of an existing file is kept.
public final class AtomicOutputFile: ByteSink {
  /// The file that is replaced.
  public let path: String
  private let temporaryPath: String
  private var output: BufferedDescriptor
  private let registration: TerminationCleanup.Registration?
  /// Bytes whose way to the disk has begun.
  private var started = 0
  private var isOpen = true
  private var isSettled = false

  /// Opens the temporary file.
  ///
  /// - Parameters:
  ///   - path: the target; a missing file or a regular one.
  ///   - inputs: files that the run reads and that the target must not be; `-` is standard input.
  /// - Throws: `OutputError.isFolder`, `.isInput`, `.cannotOpen` (no such folder, not writable).
  public init(_ path: String, inputs: [String] = []) throws(OutputError) {
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
    output = BufferedDescriptor(temporary.descriptor)
    if let existing { fchmod(temporary.descriptor, existing.mode) }
  }

  deinit { discard() }

  /// Appends bytes to the temporary file; on failure the temporary file is removed.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) {
    precondition(isOpen && !isSettled, "\(path) is closed")
    try check(output.append(bytes))
    startWriteBack()
  }

  /// Asks the system to put on the disk what it was given, without waiting for it: else it keeps nearly all of a large
  /// file until `settle`, which then has to wait for all of it.
  private func startWriteBack() {
    let step = 8 << 20
    guard output.written - started >= step else { return }
    // Whole steps: the last page is still to be filled.
    let end = output.written / step * step
    lifetimevalue_start_write_back(output.descriptor, Int64(started), Int64(end - started))
    started = end
  }

  /// Flushes to the disk; the temporary file is whole then.
  public func settle() throws(OutputError) {
    precondition(isOpen, "\(path) is closed")
    if isSettled { return }
    try check(output.flush())
    // A few file systems cannot flush a single file; nothing more can be done there.
    if fsync(output.descriptor) != 0 && errno != EINVAL && errno != ENOTSUP && errno != ENOSYS { try check(errno) }
    isSettled = true
  }

  /// Puts the file in its place.
  public func finish() throws(OutputError) {
    try settle()
    // Renamed while still open and locked, so that no sweep can take it for abandoned.
    if rename(temporaryPath, path) != 0 { try check(errno) }
    isOpen = false
    TerminationCleanup.unregister(registration)
    close(output.descriptor)
    FileIdentity.flushFolder(of: path)
  }

  /// Removes the temporary file; the target stays as it was. Does nothing after `finish`.
  public func discard() {
    guard isOpen else { return }
    isOpen = false
    unlink(temporaryPath)
    close(output.descriptor)
    TerminationCleanup.unregister(registration)
  }

  private func check(_ code: Int32) throws(OutputError) {
    if code == 0 { return }
    discard()
    throw .writeFailed(path: path, code: code)
  }
}
