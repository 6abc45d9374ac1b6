import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The name of an unfinished output: `.NAME.PID-SERIAL.clv-tmp` beside the file NAME that it will become.
///
/// The process id tells a later run whose temporaries were left by a process that was killed.
struct TemporaryName {
  private static let suffix = ".clv-tmp"
  private static let serial = Atomic<Int>(0)

  private let folder: String
  private let prefix: String
  let path: String

  init(target: String) {
    let (folder, name) = FileIdentity.split(target)
    self.folder = folder
    // A file name has at most 255 bytes: of a long one only the beginning is taken.
    prefix = "." + String(decoding: name.utf8.prefix(200), as: UTF8.self) + "."
    let number = TemporaryName.serial.wrappingAdd(1, ordering: .relaxed).newValue
    path = "\(folder)\(prefix)\(getpid())-\(number)\(TemporaryName.suffix)"
  }

  /// Removes the temporaries of the same target whose process is dead.
  ///
  /// Dead means both that no process has the id and that nobody holds the file's lock: a process in another
  /// container that shares the folder is not seen by its id, but its lock is.
  func removeStale() {
    guard let entries = opendir(folder.isEmpty ? "." : folder) else { return }
    defer { closedir(entries) }
    while let entry = readdir(entries) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        field.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) {
          String(cString: $0)
        }
      }
      guard let owner = process(of: name), kill(owner, 0) != 0, errno == ESRCH else { continue }
      let descriptor = open(folder + name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(folder + name) }
      close(descriptor)
    }
  }

  /// The process that made a temporary of this target; nil for any other name.
  private func process(of name: String) -> pid_t? {
    guard name.hasPrefix(prefix), name.hasSuffix(TemporaryName.suffix) else { return nil }
    let middle = name.utf8.dropFirst(prefix.utf8.count).dropLast(TemporaryName.suffix.utf8.count)
    let parts = middle.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 2, Int(Substring(parts[1])) != nil, let process = pid_t(Substring(parts[0])), process > 0
    else {
      return nil
    }
    return process
  }
}
