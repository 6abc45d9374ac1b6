#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the system knows a file by, whatever path leads to it.
struct FileIdentity {
  private let status: stat

  /// The file at a path that is to be written; nil when there is none yet.
  ///
  /// - Throws: `OutputError.isFolder` for a path that ends in a slash, `.cannotOpen` when the path cannot be followed.
  static func ofTarget(_ path: String) throws(OutputError) -> FileIdentity? {
    var status = stat()
    if stat(path, &status) == 0 { return FileIdentity(status: status) }
    let code = errno
    if code != ENOENT || path.isEmpty { throw .cannotOpen(path: path, code: code) }
    if path.utf8.last == UInt8(ascii: "/") { throw .isFolder(path: path) }
    return nil
  }

  /// A file that is read, `-` being standard input; nil when there is none.
  static func ofInput(_ path: String) -> FileIdentity? {
    var status = stat()
    let outcome = path == "-" ? fstat(STDIN_FILENO, &status) : stat(path, &status)
    return outcome == 0 ? FileIdentity(status: status) : nil
  }

  var isFolder: Bool { status.st_mode & S_IFMT == S_IFDIR }
  /// A plain file: neither folder nor pipe nor device.
  var isRegular: Bool { status.st_mode & S_IFMT == S_IFREG }
  /// The permission bits.
  var mode: mode_t { status.st_mode & 0o777 }

  func isSameFile(as other: FileIdentity?) -> Bool {
    guard let other else { return false }
    return status.st_dev == other.status.st_dev && status.st_ino == other.status.st_ino
  }

  /// The path without symbolic links; the path itself where they cannot be followed.
  static func resolvingLinks(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The folder part of a path, with its final slash, empty for the working folder; and the name.
  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
    return (String(path[...slash]), String(path[path.utf8.index(after: slash)...]))
  }

  /// Makes a rename in the folder of a file durable, as far as the file system allows.
  static func flushFolder(of path: String) {
    let folder = split(path).folder
    let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
