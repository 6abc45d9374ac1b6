#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Output that has no file to replace: standard output, a pipe, a device.
public final class DescriptorSink: ByteSink {
  private var output: BufferedDescriptor
  private let path: String
  private let closesAtEnd: Bool

  /// Standard output. The caller ignores SIGPIPE (see `TerminationCleanup`), else a reader that leaves ends the process.
  public static func standardOutput() -> DescriptorSink {
    DescriptorSink(STDOUT_FILENO, path: "standard output", closesAtEnd: false)
  }

  /// A named pipe or device, which cannot be replaced by a finished file.
  ///
  /// - Throws: `OutputError.cannotOpen`.
  public convenience init(device path: String) throws(OutputError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    if descriptor < 0 { throw .cannotOpen(path: path, code: errno) }
    self.init(descriptor, path: path, closesAtEnd: true)
  }

  private init(_ descriptor: Int32, path: String, closesAtEnd: Bool) {
    output = BufferedDescriptor(descriptor)
    self.path = path
    self.closesAtEnd = closesAtEnd
  }

  deinit { if closesAtEnd { close(output.descriptor) } }

  /// Appends bytes.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) { try check(output.append(bytes)) }

  /// Hands the last bytes to the system.
  public func settle() throws(OutputError) { try check(output.flush()) }

  /// As `settle`: there is no place to take.
  public func finish() throws(OutputError) { try settle() }

  private func check(_ code: Int32) throws(OutputError) {
    if code == EPIPE { throw .readerGone }
    if code != 0 { throw .writeFailed(path: path, code: code) }
  }
}
