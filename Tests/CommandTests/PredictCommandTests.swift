import Foundation
import TestSupport
import Testing

@Suite("clv predict", .tags(.endToEnd))
struct PredictCommandTests {
  private let sample = Repository.cdnow("cdnow_sample.csv.gz").path

  private func fitted(_ tool: Tool, unit: String = "week") throws {
    let run = try tool.run(
      "fit", sample, "--unit", unit, "--observation-end", "1997-09-30", "--output", "model.json", "--quiet")
    #expect(run.exit == 0)
  }

  @Test("writes the columns of the contract, one row per customer in input order, and no NaN")
  func columns() throws {
    let tool = try Tool()
    try fitted(tool)
    let run = try tool.run("predict", "model.json", sample, "--observation-end", "1997-09-30")
    #expect(run.exit == 0)
    let table = Table(run.output)
    #expect(
      table.columns.starts(with: [
        "customer_id", "frequency", "recency", "age", "monetary_value", "last_purchase", "days_since_last_purchase",
        "p_alive", "expected_transactions", "p_purchase", "expected_spend", "predicted_value", "historic_value",
        "total_value", "expected_next_purchase",
      ]))
    #expect(table.rows.count == 2357)
    #expect(table.rows[0]["customer_id"] == "1")
    #expect(!run.output.lowercased().contains("nan") && !run.output.contains("inf"))
    #expect(run.error.contains("observation end 1997-09-30"))
    for row in table.rows {
      let alive = Double(row["p_alive"]!)!
      #expect(alive >= 0 && alive <= 1)
      #expect(row["frequency"] != "0" || row["p_alive"] == "1")
      let parts = ["predicted_value", "historic_value", "total_value"].map { Double(row[$0]!)! }
      #expect(relativeError(parts[0] + parts[1], parts[2]) < 1e-12)
    }
  }

  @Test("--columns chooses and orders; unknown, repeated and missing names are refused with the known ones")
  func chosenColumns() throws {
    let tool = try Tool()
    try fitted(tool)
    let run = try tool.run("predict", "model.json", sample, "--columns", "total_value,customer_id", "--quiet")
    #expect(run.exit == 0)
    #expect(run.lines[0] == "total_value,customer_id" && run.lines.count == 2358)
    for wrong in ["p_alive,profit", "p_alive,p_alive", ""] {
      let refused = try tool.run("predict", "model.json", sample, "--columns", wrong)
      #expect(refused.exit == 64 && refused.output.isEmpty, "\(wrong)")
    }
    #expect(try tool.run("predict", "model.json", sample, "--columns", "profit").error.contains("total_value"))
    let patterns = try tool.file("patterns.csv", "frequency,recency,age,customers\n0,0,9,5\n2,3,9,1\n")
    let without = try tool.run("predict", "model.json", patterns, "--columns", "p_alive,customers", "--quiet")
    #expect(without.lines[..<2] == ["p_alive,customers", "1,5"])
    #expect(try tool.run("predict", "model.json", patterns, "--columns", "customer_id").exit == 64)
  }

  @Test("the JSON document tells the phases and the totals")
  func document() throws {
    let tool = try Tool()
    try fitted(tool)
    let run = try tool.run(
      "predict", "model.json", sample, "--output", "predictions.csv", "--format", "json", "--quiet")
    #expect(run.json["phases"].array.map { $0["name"].string } == ["read", "score", "write"])
    let column = Table(try tool.text("predictions.csv")).rows.compactMap { Double($0["total_value"]!) }
    #expect(relativeError(run.json["totals"]["totalValue"].number, column.reduce(0, +)) < 1e-12)
  }

  @Test("predictions from a summary equal those from the log, byte for byte")
  func fromSummary() throws {
    let tool = try Tool()
    try fitted(tool)
    try tool.run(
      "summarize", sample, "--unit", "week", "--observation-end", "1997-09-30", "--output", "summary.csv", "--quiet")
    let log = try tool.run("predict", "model.json", sample, "--observation-end", "1997-09-30", "--quiet")
    let summary = try tool.run("predict", "model.json", "summary.csv", "--observation-end", "1997-09-30", "--quiet")
    #expect(log.output == summary.output)
    #expect(log.exit == 0 && summary.exit == 0)
  }

  @Test("the same bytes on any number of threads and in a file")
  func threads() throws {
    let tool = try Tool()
    try fitted(tool)
    let one = try tool.run("predict", "model.json", sample, "--threads", "1", "--quiet").output
    let five = try tool.run("predict", "model.json", sample, "--threads", "5", "--quiet").output
    try tool.run("predict", "model.json", sample, "--output", "predictions.csv", "--quiet")
    #expect(one == five)
    #expect(try tool.text("predictions.csv") == one)
  }

  @Test("margin multiplies predicted and historic value")
  func margin() throws {
    let tool = try Tool()
    try fitted(tool)
    let whole = Table(try tool.run("predict", "model.json", sample, "--quiet").output)
    let half = Table(try tool.run("predict", "model.json", sample, "--margin", "0.5", "--quiet").output)
    for (full, part) in zip(whole.rows, half.rows).prefix(50) {
      for column in ["predicted_value", "historic_value", "total_value"] {
        #expect(relativeError(Double(part[column]!)!, 0.5 * Double(full[column]!)!) < 1e-12)
      }
      #expect(full["expected_spend"] == part["expected_spend"])
    }
  }

  @Test("another unit than the model's is refused")
  func unit() throws {
    let tool = try Tool()
    try fitted(tool)
    let run = try tool.run("predict", "model.json", sample, "--unit", "day")
    #expect(run.exit == 64)
    #expect(run.error.contains("week"))
  }

  @Test("a lifetime without discount is refused where it has no end, and finite with one")
  func lifetime() throws {
    let tool = try Tool()
    try fitted(tool)
    // a = 0.79 < 1: the expected number of future purchases is infinite.
    let endless = try tool.run("predict", "model.json", sample, "--horizon", "lifetime", "--discount-rate", "0")
    #expect(endless.exit == 64)
    let run = try tool.run("predict", "model.json", sample, "--horizon", "lifetime", "--quiet")
    #expect(run.exit == 0)
    let table = Table(run.output)
    #expect(table.rows.allSatisfy { $0["expected_transactions"] == "" })
    #expect(table.rows.allSatisfy { Double($0["predicted_value"]!)! >= 0 })
  }

  @Test(
    "horizons and rates out of range end with 64",
    arguments: [
      ["--horizon", "0d"], ["--horizon", "-5d"], ["--horizon", "1001y"], ["--horizon", "30"], ["--horizon", "3q"],
      ["--discount-rate", "-1"], ["--discount-rate", "nan"], ["--threads", "0"], ["--margin", "inf"],
    ])
  func outOfRange(options: [String]) throws {
    let tool = try Tool()
    try fitted(tool)
    let run = try tool.run(["predict", "model.json", sample] + options.joinedOptions)
    #expect(run.exit == 64, "\(options)")
    #expect(run.output.isEmpty)
  }

  @Test("model files that cannot be used are refused with the reason")
  func badModels() throws {
    let tool = try Tool()
    try fitted(tool)
    let good = try tool.text("model.json")
    let cases: [(String, String)] = [
      (String(good.prefix(good.count / 2)), "cut short"),
      (good.replacingOccurrences(of: "\"schemaVersion\" : 1", with: "\"schemaVersion\" : 99"), "schema version 99"),
      (good.replacingOccurrences(of: "\"model\" : \"bg-nbd\"", with: "\"model\" : \"xyz\""), "xyz"),
      (good.replacingOccurrences(of: "\"unit\" : \"week\"", with: "\"unit\" : \"fortnight\""), "unit"),
      ("[]", "model file"), ("", "model file"),
    ]
    for (index, (text, reason)) in cases.enumerated() {
      #expect(text != good)
      let file = try tool.file("bad\(index).json", text)
      let run = try tool.run("predict", file, sample)
      #expect(run.exit == 65, "\(reason)")
      #expect(run.error.contains(reason), "\(run.error)")
    }
    let negative = try tool.file("negative.json", good.replacing(/"r" : 0\.2[0-9]+/, with: "\"r\" : -0.2"))
    #expect(try tool.run("predict", negative, sample).exit == 65)
    #expect(try tool.run("predict", "missing.json", sample).exit == 66)
  }

  @Test("a negative discount rate above -1 is taken, with a blank or an equals sign before it")
  func negativeRate() throws {
    let tool = try Tool()
    let model = Repository.cdnow("cdnow_sample.model.json").path
    let log = try tool.file("log.csv", "customer_id,date,amount\na,1997-01-01,5\na,1997-02-05,6\n")
    let apart = try tool.run("predict", model, log, "--quiet", "--discount-rate", "-0.5")
    #expect(apart.exit == 0)
    #expect(apart.output == (try tool.run("predict", model, log, "--quiet", "--discount-rate=-0.5")).output)
    for wrong in [["--discount-rate", "-1"], ["--horizon", "-5d"], ["--horizon", "0d"], ["--horizon", "1001y"]] {
      let run = try tool.run(["predict", model, log] + wrong)
      #expect(run.exit == 64)
      #expect(run.error.contains("expected"), "\(run.error)")
    }
  }

  @Test("an input without amounts leaves spend and value empty, and says that this is why")
  func noAmounts() throws {
    let tool = try Tool()
    let log = try tool.file("log.csv", "customer_id,date\na,1997-01-01\na,1997-02-05\n")
    let run = try tool.run("predict", Repository.cdnow("cdnow_sample.model.json").path, log)
    #expect(run.exit == 0)
    #expect(run.error.contains("the input has no amounts"))
    let row = Table(run.output).rows[0]
    for column in ["expected_spend", "predicted_value", "historic_value", "total_value"] { #expect(row[column] == "") }
  }

  @Test("what is wrong with a model file is said in JSON's words, not in Swift's")
  func modelFileWording() throws {
    let tool = try Tool()
    let log = try tool.file("log.csv", "customer_id,date\na,1997-01-01\n")
    for text in [
      "[]", "{\"schemaVersion\": \"1\"}", "{\"schemaVersion\": 1, \"transactions\": []}", "\u{FEFF}", "nonsense",
    ] {
      let run = try tool.run("predict", try tool.file("model.json", text), log)
      #expect(run.exit == 65)
      for name in ["Dictionary", "Double", "Int ", "Any", "CodingKey", "Error("] {
        #expect(!run.error.contains(name), "\(run.error)")
      }
    }
    let missing = try tool.run("predict", "missing.json", log)
    #expect(missing.exit == 66)
    #expect(missing.error.contains("No such file"), "\(missing.error)")
  }
}

extension [String] {
  /// `--option=value`, so that a value may start with a dash.
  fileprivate var joinedOptions: [String] {
    stride(from: 0, to: count, by: 2).map { "\(self[$0])=\(self[$0 + 1])" }
  }
}
