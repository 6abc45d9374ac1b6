#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that appears whole or not at all.
///
/// Bytes go to a temporary file in the target's folder, which `finish` flushes to the disk and renames over the target.
/// Until then an existing target stays as it was. When writing fails, or the value goes away unfinished, the temporary
/// is removed; `TerminationCleanup` does the same on a signal, and a run that was killed outright is swept up by the
/// next one that opens the same target.
///
/// A symbolic link is followed: the file it names is replaced, the link stays. The mode of an existing file is kept.
public final class AtomicOutputFile: ByteSink {
  /// The file that is replaced.
  public let path: String
  private let temporaryPath: String
  private var output: BufferedDescriptor
  private var registration: TerminationCleanup.Registration?
  private var isOpen = true

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
    let name = TemporaryName(target: target)
    name.removeStale()
    temporaryPath = name.path
    self.path = target
    // Registered before it exists: a signal in between finds nothing to unlink, which does no harm.
    let registration = TerminationCleanup.register(name.path)
    let descriptor = open(name.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    let code = errno
    output = BufferedDescriptor(descriptor)
    if descriptor < 0 {
      isOpen = false
      TerminationCleanup.unregister(registration)
      throw .cannotOpen(path: path, code: code)
    }
    self.registration = registration
    flock(descriptor, LOCK_EX | LOCK_NB)
    if let existing { fchmod(descriptor, existing.mode) }
  }

  deinit { discard() }

  /// Appends bytes to the temporary file; on failure the temporary file is removed.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) {
    precondition(isOpen, "\(path) is closed")
    try check(output.append(bytes))
  }

  /// Flushes to the disk and puts the file in its place.
  public func finish() throws(OutputError) {
    precondition(isOpen, "\(path) is closed")
    try check(output.flush())
    // A few file systems cannot flush a single file; nothing more can be done there.
    if fsync(output.descriptor) != 0 && errno != EINVAL && errno != ENOTSUP && errno != ENOSYS { try check(errno) }
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
