import DelimitedText
import Foundation
import TestSupport
import Testing

/// Each runs in a process of its own, which ends as the test says.
@Suite("How a run ends", .tags(.edge))
struct TerminationTests {
  private func scratchFolder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ending-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test("a signal leaves the old file and no temporary", arguments: [SIGTERM, SIGINT, SIGHUP])
  func signal(number: Int32) async throws {
    let folder = try scratchFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try "old".write(toFile: folder + "/a.csv", atomically: false, encoding: .utf8)
    await #expect(processExitsWith: .signal(number)) { [folder = folder as String, number = number as Int32] in
      TerminationCleanup.install()
      let one = try AtomicOutputFile(folder + "/a.csv")
      let other = try AtomicOutputFile(folder + "/b.csv")
      try one.write(String(repeating: "x", count: 100_000))
      try other.write("half")
      guard try FileManager.default.contentsOfDirectory(atPath: folder).count == 3 else { exit(1) }
      // To the process, not to this thread: worker threads block signals.
      kill(getpid(), number)
      sleep(10)
    }
    #expect(try names(folder) == ["a.csv"])
    #expect(try String(contentsOfFile: folder + "/a.csv", encoding: .utf8) == "old")
  }

  @Test("a signal that the parent had blocked still ends the run")
  func blockedSignal() async {
    await #expect(processExitsWith: .signal(SIGTERM)) {
      var all = sigset_t()
      sigfillset(&all)
      pthread_sigmask(SIG_BLOCK, &all, nil)
      TerminationCleanup.install()
      raise(SIGTERM)
      sleep(10)
    }
  }

  @Test("leaving by exit removes the temporary")
  func exits() async throws {
    let folder = try scratchFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    await #expect(processExitsWith: .exitCode(3)) { [folder = folder as String] in
      TerminationCleanup.install()
      let file = try AtomicOutputFile(folder + "/a.csv")
      try file.write("half")
      exit(3)
    }
    #expect(try names(folder) == [])
  }

  @Test("after a kill the next run sweeps up, and the old file was never touched")
  func killed() async throws {
    let folder = try scratchFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try "old".write(toFile: folder + "/a.csv", atomically: false, encoding: .utf8)
    await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
      let file = try AtomicOutputFile(folder + "/a.csv")
      try file.write(String(repeating: "x", count: 100_000))
      raise(SIGKILL)
    }
    #expect(try names(folder).count == 2)
    #expect(try String(contentsOfFile: folder + "/a.csv", encoding: .utf8) == "old")
    let file = try AtomicOutputFile(folder + "/a.csv")
    try file.write("new")
    try file.finish()
    #expect(try names(folder) == ["a.csv"])
    #expect(try String(contentsOfFile: folder + "/a.csv", encoding: .utf8) == "new")
  }

  @Test("a reader of standard output that leaves is told apart from a failure")
  func brokenPipe() async {
    await #expect(processExitsWith: .exitCode(7)) {
      TerminationCleanup.install()
      var ends: [Int32] = [0, 0]
      pipe(&ends)
      dup2(ends[1], STDOUT_FILENO)
      close(ends[0])
      let sink = try OutputLocation.standardOutput.open()
      do {
        try sink.write("text")
        try sink.finish()
      } catch OutputError.readerGone {
        exit(7)
      }
    }
  }

  @Test(
    "standard output on a full disk is a failure",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "this system has no /dev/full"))
  func fullStandardOutput() async {
    await #expect(processExitsWith: .exitCode(7)) {
      dup2(open("/dev/full", O_WRONLY), STDOUT_FILENO)
      let sink = try OutputLocation.standardOutput.open()
      do {
        try sink.write("text")
        try sink.finish()
      } catch OutputError.writeFailed(path: "standard output", code: ENOSPC) {
        exit(7)
      }
    }
  }

  @Test("a file that grows beyond its limit is a failure, and nothing is left")
  func sizeLimit() async throws {
    let folder = try scratchFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    await #expect(processExitsWith: .exitCode(7)) { [folder = folder as String] in
      TerminationCleanup.install()
      var limit = rlimit(rlim_cur: 200_000, rlim_max: 200_000)
      #if canImport(Glibc)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      #else
        setrlimit(RLIMIT_FSIZE, &limit)
      #endif
      let file = try AtomicOutputFile(folder + "/a.csv")
      do {
        try file.write(String(repeating: "x", count: 300_000))
      } catch OutputError.writeFailed(path: _, code: EFBIG) {
        guard try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty else { exit(1) }
        exit(7)
      }
    }
    #expect(try names(folder) == [])
  }

  @Test("a protected folder or file is refused, and stays as it was", arguments: [0o555, 0o777])
  func permission(folderMode: Int) async throws {
    let folder = try scratchFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try "old".write(toFile: folder + "/a.csv", atomically: false, encoding: .utf8)
    chmod(folder + "/a.csv", 0o444)
    chmod(folder, mode_t(folderMode))
    await #expect(processExitsWith: .exitCode(7)) { [folder = folder as String, folderMode = folderMode as Int] in
      // The superuser may write anywhere: become nobody.
      if getuid() == 0 { setuid(65534) }
      for name in folderMode == 0o555 ? ["/a.csv", "/b.csv"] : ["/a.csv"] {
        do {
          _ = try OutputLocation.file(folder + name).open()
          exit(1)
        } catch {
          guard error as? OutputError == .cannotOpen(path: folder + name, code: EACCES) else { exit(2) }
        }
      }
      exit(7)
    }
    chmod(folder, 0o755)
    #expect(try names(folder) == ["a.csv"])
  }
}
