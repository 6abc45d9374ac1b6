#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where an output goes.
public enum OutputLocation: Sendable, Equatable {
  /// Standard output.
  case standardOutput
  /// A path; a name that ends in `.gz` is compressed.
  case file(String)

  /// - Parameter argument: a path; `-` and `/dev/stdout` are standard output.
  public init(argument: String) {
    self = argument == "-" || argument == "/dev/stdout" ? .standardOutput : .file(argument)
  }

  /// Opens the output; nothing is visible in a file's place before `finish`.
  ///
  /// A pipe or device is written directly: it cannot be replaced.
  ///
  /// - Parameter inputs: files that the run reads and that the output must not be; `-` is standard input.
  /// - Throws: `OutputError.isFolder`, `.isInput`, `.cannotOpen`.
  public func open(inputs: [String] = []) throws(OutputError) -> any ByteSink {
    guard case .file(let path) = self else { return DescriptorSink.standardOutput() }
    let existing = try FileIdentity.ofTarget(path)
    let sink: any ByteSink
    if let existing, !existing.isRegular, !existing.isFolder {
      sink = try DescriptorSink(device: path)
    } else {
      sink = try AtomicOutputFile(path, inputs: inputs)
    }
    return path.hasSuffix(".gz") ? try GzipSink(sink, path: path) : sink
  }

  /// Finds out whether the output could be opened, and leaves nothing behind.
  ///
  /// A pipe or device is looked at and not opened: closing it again would tell its reader that all has been written.
  ///
  /// - Throws: as `open`.
  public func check(inputs: [String] = []) throws(OutputError) {
    guard case .file(let path) = self else { return }
    if let existing = try FileIdentity.ofTarget(path), !existing.isRegular, !existing.isFolder {
      if access(path, W_OK) != 0 { throw .cannotOpen(path: path, code: errno) }
      return
    }
    _ = try AtomicOutputFile(path, inputs: inputs)
  }

  /// Whether two outputs would replace each other.
  public func isSamePlace(as other: OutputLocation) -> Bool {
    switch (self, other) {
    case (.standardOutput, .standardOutput): return true
    case (.file(let path), .file(let otherPath)):
      if let identity = FileIdentity.ofInput(path) { return identity.isSameFile(as: FileIdentity.ofInput(otherPath)) }
      let (folder, name) = FileIdentity.split(path)
      let (otherFolder, otherName) = FileIdentity.split(otherPath)
      guard name == otherName, FileIdentity.ofInput(otherPath) == nil else { return false }
      let identity = FileIdentity.ofInput(folder.isEmpty ? "." : folder)
      return identity?.isSameFile(as: FileIdentity.ofInput(otherFolder.isEmpty ? "." : otherFolder)) ?? false
    default: return false
    }
  }
}
