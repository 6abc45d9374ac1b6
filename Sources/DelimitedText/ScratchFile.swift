import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file for what does not fit into memory. It has no name: the system frees its space when the process ends, however it
/// ends.
///
/// Several threads may write and read at once, each its own range.
package final class ScratchFile: Sendable {
  /// The folder that the file is in, for messages.
  package let folder: String
  private let descriptor: Int32
  private let end = Atomic<Int>(0)

  /// The folder for temporary files where the user names none: `TMPDIR`, else `/tmp`.
  package static var defaultFolder: String {
    guard let folder = getenv("TMPDIR"), folder.pointee != 0 else { return "/tmp" }
    return String(cString: folder)
  }

  /// Makes the file and takes its name away at once.
  ///
  /// - Throws: `DataError`: the folder is missing, is no folder, or cannot be written.
  package init(in folder: String) throws(DataError) {
    self.folder = folder
    do {
      let file = try TemporaryName(target: (folder.hasSuffix("/") ? folder : folder + "/") + "scratch").create(
        mode: 0o600)
      unlink(file.path)
      TerminationCleanup.unregister(file.registration)
      descriptor = file.descriptor
    } catch {
      let reason = String(cString: strerror(error.number))
      throw DataError(
        .cannotWrite, file: folder, problem: "no temporary file can be made here: \(reason)",
        advice: "--temp-dir names another folder; a larger --memory-limit needs none")
    }
  }

  deinit { close(descriptor) }

  /// Bytes set apart so far.
  package var byteCount: Int { end.load(ordering: .relaxed) }

  /// Sets a range apart; where it starts.
  package func reserve(_ byteCount: Int) -> Int { end.wrappingAdd(byteCount, ordering: .relaxed).oldValue }

  /// Writes bytes at an offset.
  ///
  /// - Throws: `DataError`: the disk is full or fails.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(DataError) {
    var done = 0
    while done < bytes.count {
      let count = pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 || errno != EINTR {
        throw failure("writing", count == 0 ? EIO : errno)
      }
    }
  }

  /// Fills a buffer with the bytes from an offset on.
  ///
  /// - Throws: `DataError`: the disk fails.
  package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(DataError) {
    var done = 0
    while done < buffer.count {
      let count = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 || errno != EINTR {
        throw failure("reading", count == 0 ? EIO : errno)
      }
    }
  }

  private func failure(_ action: String, _ code: Int32) -> DataError {
    DataError(
      .readFailed, file: folder, problem: "\(action) a temporary file here failed: \(String(cString: strerror(code)))",
      advice: "--temp-dir names another folder; a larger --memory-limit needs less of it")
  }
}
