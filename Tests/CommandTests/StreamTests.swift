import Foundation
import TestSupport
import Testing

/// What becomes of a run whose streams or output places are unusual.
@Suite("Streams and places", .tags(.endToEnd, .edge))
struct StreamTests {
  private let log =
    "customer_id,date,amount\na,2020-01-01,5\na,2020-01-05,6\nb,2020-01-02,5\nb,2020-01-09,8\nc,2020-01-03,4\n"

  @Test(
    "a full disk behind standard output ends every command with 74, and no file appears",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
    arguments: [
      "summarize log.csv", "summarize log.csv --output summary.csv", "fit log.csv --spend none",
      "fit log.csv --spend none --format json", "fit log.csv --spend none --output model.json",
      "evaluate log.csv --calibration-end 2020-01-06 --spend none --output evaluation.json", "predict old.json log.csv",
      "predict old.json log.csv --output predictions.csv",
      "simulate --parameters r=1,alpha=1,a=1,b=1 --customers 9 --start 2020-01-01 --end 2020-02-01 --output new.csv",
      "evaluate log.csv --calibration-end 2020-01-06 --spend none",
    ])
  func fullOutput(arguments: String) throws {
    let tool = try Tool()
    let log = try tool.file("log.csv", log)
    #expect(try tool.run("fit", log, "--spend", "none", "--output", "old.json").exit == 0)
    #expect(try tool.shell("$clv \(arguments) --quiet > /dev/full 2>/dev/null") == 74)
    #expect(try tool.files == ["log.csv", "old.json"])
  }

  @Test(
    "a standard error that is full or closed loses messages, not the run or its exit code",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullError() throws {
    let tool = try Tool()
    _ = try tool.file("log.csv", log)
    #expect(try tool.shell("$clv summarize log.csv >/dev/null 2>/dev/full") == 0)
    #expect(try tool.shell("$clv summarize log.csv >/dev/null 2>&-") == 0)
    #expect(try tool.shell("$clv summarize missing.csv 2>/dev/full") == 66)
  }

  @Test("a named pipe as output is opened once: its reader sees the whole file")
  func namedPipe() throws {
    let tool = try Tool()
    _ = try tool.file("log.csv", log)
    let command = "mkfifo pipe; cat pipe > got.csv & $clv summarize log.csv --quiet --output pipe >/dev/null & wait"
    #expect(try tool.shell(command) == 0)
    #expect(Table(try tool.text("got.csv")).rows.count == 3)
  }

  @Test("--output - puts the model file or the evaluation on standard output, and nothing else")
  func outputToStandardOutput() throws {
    let tool = try Tool()
    let log = try tool.file("log.csv", log)
    for format in ["text", "json"] {
      let fit = try tool.run("fit", log, "--spend", "none", "--output", "-", "--format", format)
      #expect(fit.exit == 0)
      #expect(fit.json["schemaVersion"].number == 1)
      let options = ["--calibration-end", "2020-01-06", "--spend", "none", "--output", "-", "--format", format]
      let evaluation = try tool.run(["evaluate", log] + options)
      #expect(evaluation.exit == 0, "\(evaluation.error)")
      #expect(evaluation.json["holdout"]["transactions"].number == 1)
    }
  }

  @Test("the rejects never take the place of the model file")
  func rejectsOverModel() throws {
    let tool = try Tool()
    let log = try tool.file("log.csv", log)
    #expect(try tool.run("fit", log, "--spend", "none", "--output", "model.json").exit == 0)
    let before = try tool.text("model.json")
    let run = try tool.run("predict", "model.json", log, "--on-bad-row", "skip", "--rejects", "model.json")
    #expect(run.exit == 64)
    #expect(run.error.contains("model.json"))
    #expect(try tool.text("model.json") == before)
  }

  @Test(
    "an empty path is a wrong command line", arguments: [["--output", ""], ["--on-bad-row", "skip", "--rejects", ""]])
  func emptyPath(arguments: [String]) throws {
    let tool = try Tool()
    let log = try tool.file("log.csv", log)
    #expect(try tool.run(["summarize", log] + arguments).exit == 64)
  }

  @Test("--quiet leaves standard error empty; without it, predict names both observation ends")
  func quiet() throws {
    let tool = try Tool()
    let log = try tool.file("log.csv", log)
    #expect(
      try tool.run("fit", log, "--spend", "none", "--observation-end", "2020-01-08", "--output", "model.json").exit == 0
    )
    let loud = try tool.run("predict", "model.json", log)
    #expect(loud.error.contains("2020-01-08") && loud.error.contains("2020-01-09"))
    let quiet = try tool.run("predict", "model.json", log, "--quiet", "--output", "predictions.csv")
    #expect(quiet.error.isEmpty)
    #expect(quiet.output.contains("2020-01-08") && quiet.output.contains("2020-01-09"))
  }

  #if os(Linux)
    @Test("no thread of the BLAS library stays behind to spin while the tool works")
    func libraryThreads() throws {
      // The tool ends them before it ignores SIGPIPE (bit 12 of the mask), and then waits for its input.
      let command = """
        mkfifo pipe; $clv summarize - < pipe > /dev/null 2>&1 & exec 3> pipe
        for turn in $(seq 1000); do
          status=$(cat /proc/$!/status); ignored=0x$(sed -n 's/^SigIgn:[[:space:]]*//p' <<< "$status")
          if (( ignored & 0x1000 )); then break; fi
          sleep 0.01
        done
        kill $!; grep -q '^Threads:[[:space:]]*1$' <<< "$status"
        """
      #expect(try Tool().shell(command) == 0)
    }
  #endif
}
