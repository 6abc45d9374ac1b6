import Foundation
import TestSupport
import Testing

@Suite("Odd input", .tags(.endToEnd, .edge))
struct OddInputTests {
  private let header = "customer_id,date,amount\n"

  @Test("a bad row stops the run: file, line, column, text, what was expected; nothing is written")
  func badRow() throws {
    let tool = try Tool()
    let log = try tool.file("log.csv", header + "a,2020-01-01,5\nb,2020-02-30,7\n")
    let run = try tool.run("summarize", log, "--output", "summary.csv")
    #expect(run.exit == 65)
    for part in ["log.csv", "line 3", "date", "2020-02-30"] { #expect(run.error.contains(part), "\(run.error)") }
    #expect(try tool.files == ["log.csv"])
  }

  @Test("bad rows are set aside verbatim with their reason, and the audit adds up")
  func rejects() throws {
    let tool = try Tool()
    let bad = [
      "b,2020-02-30,7", "c,2020-01-01,NaN", ",2020-01-01,1", "d,2020-01-01", "e,2020-01-01,\"1,5\"",
      "f,2020-01-01,0x1F",
    ]
    let log = try tool.file("log.csv", header + "a,2020-01-01,5\n" + bad.joined(separator: "\n") + "\na,2020-01-03,6\n")
    let run = try tool.run(
      "summarize", log, "--on-bad-row", "skip", "--rejects", "rejects.csv", "--output", "summary.csv", "--format",
      "json")
    #expect(run.exit == 0)
    let audit = run.json["audit"]
    #expect(audit["rowsRead"].number == 8)
    #expect(audit["rowsRejected"].number == 6)
    #expect(audit["rowsUsed"].number == 2)
    let rejects = try tool.text("rejects.csv")
    for row in bad { #expect(rejects.contains(row), "\(row)") }
    #expect(Table(try tool.text("summary.csv")).rows.count == 1)
  }

  @Test("a rejects file that cannot be written fails at the start with 73")
  func rejectsUnwritable() throws {
    let tool = try Tool()
    let log = try tool.file("log.csv", header + "a,2020-01-01,5\n")
    let run = try tool.run("summarize", log, "--on-bad-row", "skip", "--rejects", "no/such/folder/rejects.csv")
    #expect(run.exit == 73)
    #expect(run.output.isEmpty)
  }

  @Test(
    "inputs without data end with 65",
    arguments: ["customer_id,date,amount\n", "", "id,when\n1,2\n", "customer_id,date,date\na,2020-01-01,2020-01-01\n"])
  func noData(text: String) throws {
    let tool = try Tool()
    #expect(try tool.run("summarize", try tool.file("log.csv", text)).exit == 65)
  }

  @Test("a missing input ends with 66; a folder or the input as output with 64; no folder to write in with 73")
  func places() throws {
    let tool = try Tool()
    let log = try tool.file("log.csv", header + "a,2020-01-01,5\na,2020-01-05,5\nb,2020-01-02,5\n")
    #expect(try tool.run("summarize", "missing.csv").exit == 66)
    #expect(try tool.run("summarize", log, "--output", log).exit == 64)
    #expect(try tool.run("summarize", log, "--output", tool.folder.url.path).exit == 64)
    #expect(try tool.run("summarize", log, "--output", "no/such/folder/out.csv").exit == 73)
    #expect(try tool.text("log.csv").hasPrefix(header))
  }

  @Test(
    "a wrong command line ends with 64",
    arguments: [["fit"], ["summarize", "x", "--unit", "fortnight"], ["frobnicate"]])
  func usage(arguments: [String]) throws { #expect(try Tool().run(arguments).exit == 64) }

  @Test("help and version end with 0")
  func help() throws {
    for arguments in [["--help"], ["fit", "--help"], ["--version"], []] {
      #expect(try Tool().run(arguments).exit == 0, "\(arguments)")
    }
  }

  @Test("ids pass through byte for byte; --spreadsheet-safe neutralises a formula")
  func ids() throws {
    let tool = try Tool()
    let log = try tool.file(
      "log.csv", header + "=1+2,2020-01-01,5\n007,2020-01-01,5\n\"a,\"\"b\"\"\",2020-01-01,5\nÅsa,2020-01-02,5\n")
    let plain = try tool.run("summarize", log, "--quiet").lines
    #expect(plain[1].hasPrefix("=1+2,") && plain[2].hasPrefix("007,"))
    #expect(plain[3].hasPrefix("\"a,\"\"b\"\"\",") && plain[4].hasPrefix("Åsa,"))
    let safe = try tool.run("summarize", log, "--quiet", "--spreadsheet-safe").lines
    #expect(safe[1].hasPrefix("'=1+2,") && safe[2].hasPrefix("007,"))
  }

  @Test("standard input, gz and a file give the same summary")
  func sources() throws {
    let tool = try Tool()
    let packed = Repository.cdnow("cdnow_sample.csv.gz")
    let fromFile = try tool.run("summarize", packed.path, "--quiet")
    let fromInput = try tool.run(["summarize", "-", "--quiet"], input: Data(contentsOf: packed))
    #expect(fromFile.exit == 0 && fromFile.output == fromInput.output)
    let damaged = try tool.run(["summarize", "-"], input: Data(contentsOf: packed).prefix(20_000))
    #expect(damaged.exit == 65)
  }

  @Test("online retail: 135,080 rows without an id are set aside, and the audit adds up", .tags(.reference))
  func onlineRetail() throws {
    guard let log = Repository.sharedData("online_retail_2010_2011.csv.gz") else {
      print("skipped: online_retail_2010_2011.csv.gz is not on this machine")
      return
    }
    let tool = try Tool()
    let run = try tool.run(
      "summarize", log.path, "--on-bad-row", "skip", "--rejects", "rejects.csv", "--output", "summary.csv", "--format",
      "json")
    #expect(run.exit == 0)
    let audit = run.json["audit"]
    #expect(audit["rowsRead"].number == 541_909)
    #expect(audit["rowsRejected"].number == 135_080)
    #expect(audit["rowsUsed"].number + audit["rowsRejected"].number <= 541_909)
    let fit = try tool.run("fit", "summary.csv", "--format", "json", "--quiet")
    #expect(fit.exit == 0)
    #expect(fit.json["transactions"]["logLikelihood"].double != nil)
  }

  @Test("a column of amounts asked for by name must be there; a log without the default one has no amounts")
  func namedAmounts() throws {
    let tool = try Tool()
    let log = try tool.file("log.csv", "customer_id,date,value\na,2020-01-01,5\na,2020-01-04,6\n")
    let run = try tool.run("summarize", log, "--amount-column", "valeu")
    #expect(run.exit == 65)
    #expect(run.error.contains("valeu"))
    #expect(try tool.run("summarize", log, "--amount-column", "value").lines[1].hasPrefix("a,1,3,3,6,1,11,"))
    #expect(try tool.run("summarize", log).lines[1] == "a,1,3,3,2020-01-01,2020-01-04")
  }

  @Test("a missing column is named alone")
  func missingColumn() throws {
    let tool = try Tool()
    let run = try tool.run("summarize", try tool.file("log.csv", "customer_id,when\na,2020-01-01\n"))
    #expect(run.exit == 65)
    #expect(run.error.contains("no column 'date';"), "\(run.error)")
  }

  @Test("a summary cannot be cut at another observation end, but one without dates takes the end that is given")
  func summaryEnd() throws {
    let tool = try Tool()
    let header = "customer_id,frequency,recency,age"
    let dated = try tool.file("dated.csv", "\(header),first_purchase\na,1,3,9,2020-01-01\nb,2,3,5,2020-01-05\n")
    let other = try tool.run("summarize", dated, "--observation-end", "2020-01-12")
    #expect(other.exit == 64)
    #expect(other.error.contains("2020-01-10"))
    #expect(try tool.run("summarize", dated, "--observation-end", "2020-01-10").exit == 0)
    let bare = try tool.file("bare.csv", "\(header)\na,1,3,9\nb,2,3,5\nc,0,0,8\n")
    #expect(try tool.run("fit", bare, "--output", "model.json").exit == 0)
    let predicted = try tool.run("predict", "model.json", bare, "--observation-end", "2020-01-10", "--quiet").output
    #expect(Table(predicted).rows.allSatisfy { $0["expected_next_purchase"]! > "2020-01-10" })
  }

  @Test("a pattern table: counts in place of ids, and null for the dates that nobody knows")
  func patterns() throws {
    let tool = try Tool()
    let table = try tool.file("patterns.csv", "frequency,recency,age,customers\n1,2,5,10\n0,0,5,100\n3,4,5,7\n")
    let fit = try tool.run("fit", table, "--output", "model.json", "--format", "json")
    #expect(fit.exit == 0)
    #expect(fit.json["transactions"]["customers"].number == 117)
    #expect(fit.output.contains("\"spend\" : null"))
    #expect(fit.output.contains("\"observationEnd\" : null"))
    let run = try tool.run("predict", "model.json", table, "--output", "predictions.csv", "--format", "json")
    #expect(run.json["totals"]["customers"].number == 117)
    #expect(run.output.contains("\"predictedValue\" : null"))
    let predicted = Table(try tool.text("predictions.csv"))
    #expect(!predicted.columns.contains("customer_id"))
    #expect(predicted.rows.map { $0["customers"] } == ["10", "100", "7"])
  }
}
