import DelimitedText
import Foundation
import TestSupport
import Testing

/// Files of which only the beginning goes through the page cache, with a beginning of two pages and blocks of one.
@Suite("Long output files", .tags(.edge))
struct LongOutputTests {
  private static let headBytes = 8192
  private static let blockBytes = 4096

  private func scratchFolder(in parent: URL = FileManager.default.temporaryDirectory) throws -> String {
    let folder = parent.appending(path: "long-output-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  /// Bytes without a pattern, so that one lost or doubled anywhere shows, and that do not compress.
  static func bytes(_ count: Int) -> [UInt8] {
    var state: UInt64 = 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }

  static func write(_ bytes: [UInt8], in pieces: Int, to sink: any ByteSink) throws {
    try bytes.withUnsafeBytes { (bytes) in
      for start in stride(from: 0, to: bytes.count, by: pieces) {
        try sink.write(UnsafeRawBufferPointer(rebasing: bytes[start..<min(bytes.count, start + pieces)]))
      }
    }
  }

  /// Around the ends of the beginning, of blocks and of all four blocks in memory.
  static let sizes = [0, 1] + [0, 1, 4, 5, 40].flatMap { blocks in [-1, 0, 1].map { 8192 + blocks * 4096 + $0 } }

  @Test("every byte arrives once, whatever the size of the file and of the pieces", arguments: sizes)
  func whole(size: Int) throws {
    let folder = try scratchFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let bytes = Self.bytes(size)
    for pieces in [100, 4096, 5000, 1_000_000] {
      let file = try AtomicOutputFile(folder + "/a", headBytes: Self.headBytes, blockBytes: Self.blockBytes)
      try Self.write(bytes, in: pieces, to: file)
      try file.finish()
      #expect(try [UInt8](Data(contentsOf: URL(filePath: folder + "/a"))) == bytes, "in pieces of \(pieces)")
    }
    #expect(try names(folder) == ["a"])
  }

  @Test("a file system that refuses to be written past the cache gets ordinary writes")
  func refused() throws {
    // No disk takes blocks of 1,000 bytes, and where files are in memory there may be nothing but the cache.
    for parent in [FileManager.default.temporaryDirectory, URL(filePath: "/dev/shm")]
    where FileManager.default.isWritableFile(atPath: parent.path) {
      let folder = try scratchFolder(in: parent)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      for (headBytes, blockBytes) in [(8192, 4096), (8192, 1000), (1000, 1000), (0, 1000)] {
        for size in [8191, 8192, 9192, 9193, 20_000] {
          let bytes = Self.bytes(size)
          let file = try AtomicOutputFile(folder + "/a", headBytes: headBytes, blockBytes: blockBytes)
          try Self.write(bytes, in: 700, to: file)
          try file.finish()
          #expect(try [UInt8](Data(contentsOf: URL(filePath: folder + "/a"))) == bytes)
        }
      }
      #expect(try names(folder) == ["a"])
    }
  }

  @Test("a compressed file has the same bytes whichever way it is written")
  func gzip() throws {
    let folder = try scratchFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let bytes = Self.bytes(300_000)
    let long = try AtomicOutputFile(folder + "/long.gz", headBytes: Self.headBytes, blockBytes: Self.blockBytes)
    for file in [long, try AtomicOutputFile(folder + "/plain.gz")] {
      let sink = try GzipSink(file, path: file.path)
      try Self.write(bytes, in: 1000, to: sink)
      try sink.finish()
    }
    let content = try Data(contentsOf: URL(filePath: folder + "/long.gz"))
    #expect(content.count > 300_000)
    #expect(try content == Data(contentsOf: URL(filePath: folder + "/plain.gz")))
  }

  @Test("what is dropped while it is being written leaves nothing, and its descriptor is written to no more")
  func dropped() throws {
    let folder = try scratchFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try "old".write(toFile: folder + "/a", atomically: false, encoding: .utf8)
    let bytes = Self.bytes(5 * Self.blockBytes)
    for _ in 0..<20 {
      let file = try AtomicOutputFile(folder + "/a", headBytes: 0, blockBytes: Self.blockBytes)
      try Self.write(bytes, in: bytes.count, to: file)
      file.discard()
      // It has the number of the descriptor that has just been closed.
      let next = open(folder + "/next", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      usleep(200)
      close(next)
      #expect(try Data(contentsOf: URL(filePath: folder + "/next")).isEmpty)
    }
    #expect(try names(folder) == ["a", "next"])
    #expect(try String(contentsOfFile: folder + "/a", encoding: .utf8) == "old")
  }

  @Test(
    "a file beyond its limit fails at one of the next writes, or at the end, and leaves nothing", arguments: [9, 200])
  func sizeLimit(blocks: Int) async throws {
    let folder = try scratchFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try "old".write(toFile: folder + "/a", atomically: false, encoding: .utf8)
    await #expect(processExitsWith: .exitCode(7)) { [folder = folder as String, blocks = blocks as Int] in
      TerminationCleanup.install()
      // Within the last of nine blocks, and within a page.
      var limit = rlimit(rlim_cur: 8 * 4096 + 1000, rlim_max: 8 * 4096 + 1000)
      #if canImport(Glibc)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      #else
        setrlimit(RLIMIT_FSIZE, &limit)
      #endif
      let file = try AtomicOutputFile(folder + "/a", headBytes: 8192, blockBytes: 4096)
      do {
        try LongOutputTests.write(LongOutputTests.bytes(blocks * 4096), in: 4096, to: file)
        // No more than the four blocks in memory can have been taken beyond the limit.
        if blocks > 20 { exit(1) }
        try file.settle()
      } catch OutputError.writeFailed(path: _, code: EFBIG) {
        guard try FileManager.default.contentsOfDirectory(atPath: folder) == ["a"] else { exit(2) }
        exit(7)
      }
    }
    #expect(try String(contentsOfFile: folder + "/a", encoding: .utf8) == "old")
  }

  @Test("a signal or an exit in the middle leaves the old file and no temporary", arguments: [SIGTERM, 0])
  func ended(number: Int32) async throws {
    let folder = try scratchFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try "old".write(toFile: folder + "/a", atomically: false, encoding: .utf8)
    await #expect(processExitsWith: number == 0 ? .exitCode(7) : .signal(number)) {
      [folder = folder as String, number = number as Int32] in
      TerminationCleanup.install()
      let file = try AtomicOutputFile(folder + "/a", headBytes: 0, blockBytes: 4096)
      let bytes = LongOutputTests.bytes(4096)
      for _ in 0..<500 { try LongOutputTests.write(bytes, in: 4096, to: file) }
      if number == 0 { exit(7) }
      // To the process, not to this thread: worker threads block signals.
      kill(getpid(), number)
      for _ in 0..<1_000_000 { try LongOutputTests.write(bytes, in: 4096, to: file) }
    }
    #expect(try names(folder) == ["a"])
    #expect(try String(contentsOfFile: folder + "/a", encoding: .utf8) == "old")
  }
}
