import Foundation
import TestSupport
import Testing

@Suite("--memory-limit and --temp-dir", .tags(.endToEnd))
struct MemoryLimitTests {
  private let log = Repository.cdnow("cdnow_sample.csv.gz")

  @Test("every command that reads a log gives the same bytes within a tiny limit, and leaves no temporary file")
  func sameBytes() throws {
    let tool = try Tool()
    let scratch = tool.path("scratch")
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    let limit = ["--memory-limit", "1K", "--temp-dir", scratch, "--quiet"]
    func expectSame(_ arguments: [String], input: Data? = nil) throws {
      #expect(try tool.run(arguments + ["--output", "free", "--quiet"], input: input).exit == 0)
      let within = try tool.run(arguments + ["--output", "within"] + limit, input: input)
      #expect(within.exit == 0, "\(within.error)")
      #expect(try tool.text("free") == tool.text("within"), "\(arguments)")
    }
    try expectSame(["fit", log.path, "--unit", "week"])
    try expectSame(["summarize", "-", "--unit", "week"], input: Data(contentsOf: log))
    try expectSame(["evaluate", log.path, "--unit", "week", "--calibration-end", "1997-09-30"])
    #expect(try tool.run("fit", log.path, "--unit", "week", "--output", "model.json").exit == 0)
    try expectSame(["predict", "model.json", log.path])
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch) == [])
  }

  @Test("a folder that is missing ends with 73 and leaves nothing", .tags(.edge))
  func missingFolder() throws {
    let tool = try Tool()
    let run = try tool.run("summarize", log.path, "--temp-dir", "none", "--output", "summary.csv")
    #expect(run.exit == 73 && run.error.contains("none"))
    #expect(try tool.files == [])
  }

  @Test("sizes with and without a letter are read; others end with 64", .tags(.edge))
  func sizes() throws {
    let tool = try Tool()
    for size in ["100000", "512M", "1.5G", "2GiB", "64kb"] {
      #expect(try tool.run("summarize", log.path, "--memory-limit", size).exit == 0, "\(size)")
    }
    for size in ["0", "-1", "much", "5X", "", "1e3"] {
      #expect(try tool.run("summarize", log.path, "--memory-limit=\(size)").exit == 64, "\(size)")
    }
  }
}
