import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Names of unfinished outputs: `.NAME.PID-SERIAL.clv-tmp` beside the file NAME that they will become.
///
/// Whoever writes such a file holds its lock (`flock`) as long as it is open, and the system gives the lock up when the
/// process ends, however it ends. So a file that nobody has locked was left by a run that was killed. The process id in
/// the name says nothing: ids come again, and in containers every run may have the same.
struct TemporaryName {
  private static let suffix = ".clv-tmp"
  private static let serial = Atomic<Int>(0)

  private let folder: String
  private let prefix: String

  init(target: String) {
    let (folder, name) = FileIdentity.split(target)
    self.folder = folder
    // A file name has at most 255 bytes: of a long one only the beginning is taken.
    prefix = "." + String(decoding: name.utf8.prefix(200), as: UTF8.self) + "."
  }

  /// A file that has been made and locked.
  struct Created {
    let path: String
    let descriptor: Int32
    let registration: TerminationCleanup.Registration?
  }

  /// Sweeps up, then makes a file of a new name, locks it, and has it removed on a signal.
  ///
  /// - Throws: the system's error number.
  func create(mode: mode_t) throws(SystemCode) -> Created {
    removeStale()
    while true {
      let number = TemporaryName.serial.wrappingAdd(1, ordering: .relaxed).newValue
      let path = "\(folder)\(prefix)\(getpid())-\(number)\(TemporaryName.suffix)"
      // Registered before it exists: a signal in between finds nothing to unlink, which does no harm.
      let registration = TerminationCleanup.register(path)
      let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode)
      if descriptor < 0 {
        let code = errno
        TerminationCleanup.unregister(registration)
        // Taken by a living process of the same id: one in another container that shares the folder.
        if code == EEXIST { continue }
        throw SystemCode(code)
      }
      flock(descriptor, LOCK_EX)
      // Between being made and being locked another run may have taken it for abandoned.
      var status = stat()
      if fstat(descriptor, &status) == 0, status.st_nlink > 0 {
        return Created(path: path, descriptor: descriptor, registration: registration)
      }
      TerminationCleanup.unregister(registration)
      close(descriptor)
    }
  }

  /// Removes the temporaries of the same target that nobody has locked.
  private func removeStale() {
    guard let entries = opendir(folder.isEmpty ? "." : folder) else { return }
    defer { closedir(entries) }
    while let entry = readdir(entries) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        field.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) {
          String(cString: $0)
        }
      }
      guard isTemporary(name) else { continue }
      let descriptor = open(folder + name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(folder + name) }
      close(descriptor)
    }
  }

  /// Whether a name is that of a temporary of this target.
  private func isTemporary(_ name: String) -> Bool {
    guard name.hasPrefix(prefix), name.hasSuffix(TemporaryName.suffix) else { return false }
    let middle = name.utf8.dropFirst(prefix.utf8.count).dropLast(TemporaryName.suffix.utf8.count)
    let parts = middle.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { Int(Substring($0)) != nil }
  }
}

/// The system's error number (`errno`).
struct SystemCode: Error {
  let number: Int32

  init(_ number: Int32) { self.number = number }
}
