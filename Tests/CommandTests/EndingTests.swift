import Foundation
import TestSupport
import Testing

/// Runs that are killed, or whose disk is full: no half-written file, and nothing left by the end of the next run.
@Suite("Runs that end early", .tags(.endToEnd, .edge))
struct EndingTests {
  /// A run that goes on until it is killed.
  private final class Running {
    let process = Process()
    let input = Pipe()

    init(_ tool: Tool, _ arguments: [String]) throws {
      process.executableURL = Tool.executable
      process.arguments = arguments
      process.currentDirectoryURL = tool.folder.url
      process.standardInput = input
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
    }

    /// Waits until something has come about, at most a minute.
    func wait(until condition: () throws -> Bool) throws {
      for _ in 0..<6_000 where process.isRunning {
        if try condition() { return }
        usleep(10_000)
      }
      Issue.record("the run did not come so far")
    }

    func kill(_ number: Int32) {
      Foundation.kill(process.processIdentifier, number)
      for _ in 0..<3_000 where process.isRunning { usleep(10_000) }
      if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
      process.waitUntilExit()
      #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == number)
    }

    #if os(Linux)
      /// Bytes in files that are open and have no name.
      var namelessBytes: Int {
        let folder = "/proc/\(process.processIdentifier)/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.reduce(0) { sum, name in
          let path = "\(folder)/\(name)"
          guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path),
            target.hasSuffix("(deleted)")
          else { return sum }
          var status = stat()
          return stat(path, &status) == 0 ? sum + Int(status.st_size) : sum
        }
      }
    #endif
  }

  private func size(_ tool: Tool, prefix: String) throws -> Int {
    try tool.files.filter { $0.hasPrefix(prefix) && $0.hasSuffix(".clv-tmp") }.reduce(0) { sum, name in
      var status = stat()
      return stat(tool.path(name), &status) == 0 ? sum + Int(status.st_size) : sum
    }
  }

  @Test("a kill while reading and spilling", arguments: [SIGINT, SIGTERM, SIGHUP, SIGKILL])
  func killedReading(signal: Int32) throws {
    let tool = try Tool()
    _ = try tool.file("summary.csv", "old")
    _ = try tool.file("rejects.csv", "old")
    let scratch = tool.path("scratch")
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    let arguments = [
      "summarize", "-", "--output", "summary.csv", "--on-bad-row", "skip", "--rejects", "rejects.csv", "--temp-dir",
      scratch, "--memory-limit", "1K",
    ]
    let run = try Running(tool, arguments)
    // Beyond four rounds of blocks, so that rows have been spilled; the rejects beyond their buffer.
    let filler = String(repeating: "x", count: 500)
    var rows = "customer_id,date\n"
    for row in 0..<45_000 { rows += "\(row)\(filler),\(row % 100 == 0 ? "never" : "2020-01-01")\n" }
    try run.input.fileHandleForWriting.write(contentsOf: Data(rows.utf8))
    try run.wait { try size(tool, prefix: ".rejects.csv.") > 0 }
    #if os(Linux)
      try run.wait { run.namelessBytes > 0 }
    #endif
    run.kill(signal)
    #expect(try tool.text("summary.csv") == "old")
    #expect(try tool.text("rejects.csv") == "old")
    if signal != SIGKILL { #expect(try tool.files == ["rejects.csv", "scratch", "summary.csv"]) }
    #expect(try tool.run(arguments, input: Data("customer_id,date\na,2020-01-01\n".utf8)).exit == 0)
    #expect(try tool.files == ["rejects.csv", "scratch", "summary.csv"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch) == [])
  }

  @Test("a kill while writing", arguments: [SIGINT, SIGTERM, SIGHUP, SIGKILL])
  func killedWriting(signal: Int32) throws {
    let tool = try Tool()
    _ = try tool.file("log.csv", "old")
    func arguments(customers: String) -> [String] {
      [
        "simulate", "--parameters", "r=1,alpha=9,a=1,b=1", "--customers", customers, "--start", "2020-01-01", "--end",
        "2020-03-01", "--output", "log.csv",
      ]
    }
    let run = try Running(tool, arguments(customers: "1000000000"))
    try run.wait { try size(tool, prefix: ".log.csv.") > 0 }
    run.kill(signal)
    #expect(try tool.text("log.csv") == "old")
    if signal != SIGKILL { #expect(try tool.files == ["log.csv"]) }
    #expect(try tool.run(arguments(customers: "3")).exit == 0)
    #expect(try tool.files == ["log.csv"])
  }

  @Test(
    "a disk that fills up ends with 74, whatever it was that did not fit",
    arguments: [
      "summarize log.csv --output new.csv", "summarize log.csv --output new.csv.gz", "summarize log.csv > new.txt",
      "fit log.csv --output new.json", "predict model.json log.csv --output new.csv",
      "evaluate log.csv --calibration-end 2021-06-30 --output new.json",
      "summarize bad.csv --on-bad-row skip --rejects new.csv", "summarize log.csv --memory-limit 1K --temp-dir scratch",
      "simulate --model model.json --customers 900 --start 2020-01-01 --end 2020-12-31 --output new.csv",
    ])
  func fullDisk(arguments: String) throws {
    let tool = try Tool()
    #expect(
      try tool.run(
        "simulate", "--parameters", "r=1,alpha=60,a=1,b=3,p=6,q=4,gamma=15", "--customers", "900", "--start",
        "2020-01-01", "--end", "2021-12-31", "--output", "log.csv"
      ).exit == 0)
    _ = try tool.file("bad.csv", tool.text("log.csv").replacing(",202", with: ",x02") + "z,2020-01-01,5\n")
    #expect(try tool.run("fit", "log.csv", "--output", "model.json").exit == 0)
    try FileManager.default.createDirectory(atPath: tool.path("scratch"), withIntermediateDirectories: true)
    // A file may hold 1 kB: the write beyond fails as on a full disk.
    #expect(try tool.shell("ulimit -f 1; $clv \(arguments) --quiet 2>/dev/null") == 74)
    #expect(try tool.files.filter { $0 != "new.txt" } == ["bad.csv", "log.csv", "model.json", "scratch"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: tool.path("scratch")) == [])
  }
}
