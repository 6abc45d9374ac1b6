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

  @Test("the rejects have the same bytes on any number of threads and within any limit")
  func sameRejects() throws {
    let tool = try Tool()
    var rows = "customer_id;date;amount\n"
    for row in 0..<4_000 {
      // One row in seven cannot be used: a date, an amount, a quote, a field too many.
      let odd = ["2020-13-01;5", "2020-01-01;five", "2020-01-01;\"5\"x", "2020-01-01;5;6"]
      let date = "2020-\(10 + row % 3)-\(10 + row % 19)"
      rows += "\"c\(row % 700)\nÄ\";" + (row % 7 == 3 ? odd[row / 7 % 4] : "\(date);\(row % 90)") + "\n"
    }
    _ = try tool.file("log.csv", rows)
    let skip = ["summarize", "log.csv", "--on-bad-row", "skip", "--quiet"]
    func output(_ name: String, _ options: [String]) throws -> [String] {
      let run = try tool.run(skip + ["--rejects", "\(name).rejects", "--output", "\(name).csv"] + options)
      #expect(run.exit == 0, "\(run.error)")
      return [try tool.text("\(name).rejects"), try tool.text("\(name).csv")]
    }
    let plain = try output("plain", [])
    // Two lines a record, header included.
    #expect(plain[0].split(separator: "\n").count == 1 + 2 * 571)
    for options in [["--threads", "1"], ["--threads", "3", "--memory-limit", "1K"], ["--memory-limit", "1200000"]] {
      #expect(try output("other", options) == plain, "\(options)")
    }
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
