import Foundation
import TestSupport
import Testing

@Suite("clv --contract with covariates", .tags(.endToEnd))
struct ContractCovariateCommandTests {
  /// Survivors of 1,000 subscribers, Fader & Hardie (2007): seven renewals of the segments "regular" and "high end".
  private let segments = [
    "regular": [1000, 631, 468, 382, 326, 289, 262, 241], "high": [1000, 869, 743, 653, 593, 551, 517, 491],
  ]

  /// One row per subscriber, and a table of them in another order.
  private func subscribers(_ tool: Tool) throws -> (list: String, table: String) {
    var rows = ["customer_id,tenure,churned,segment"]
    var table = ["segment,customer_id,age"]
    for name in ["regular", "high"] {
      let active = segments[name]!
      let tenures = (1...7).flatMap { t in Array(repeating: t, count: active[t - 1] - active[t]) }
      for (index, tenure) in (tenures + Array(repeating: 0, count: active[7])).enumerated() {
        rows.append("\(name)\(index),\(tenure == 0 ? 7 : tenure),\(tenure == 0 ? 0 : 1),\(name)")
        table.insert("\(name),\(name)\(index),\(20 + index * 7 % 40)", at: 1)
      }
    }
    return (
      try tool.file("list.csv", rows.joined(separator: "\n") + "\n"),
      try tool.file("table.csv", table.joined(separator: "\n") + "\n")
    )
  }

  /// The same as a retention table with the segment in a column.
  private func retention(_ tool: Tool) throws -> String {
    var rows = ["cohort,period,active,segment"]
    for name in ["regular", "high"] {
      rows += segments[name]!.enumerated().map { "c-\(name),\($0.offset),\($0.element),\(name)" }
    }
    return try tool.file("retention.csv", rows.joined(separator: "\n") + "\n")
  }

  @Test("subscribers, a table beside them and a retention table say the same of a segment", arguments: ["sbg", "bdw"])
  func fits(contract: String) throws {
    let tool = try Tool()
    let (list, table) = try subscribers(tool)
    let cohorts = try retention(tool)
    let covariates = ["--contract", contract, "--dropout-covariates", "segment", "--reference", "segment=regular"]
    func fit(_ arguments: String...) throws -> JSONValue {
      let run = try tool.run(["fit"] + arguments + covariates + ["--format", "json", "--quiet"])
      #expect(run.exit == 0, "\(run.error)")
      return run.json["contract"]
    }
    let own = try fit(list, "--output", tool.path("m.json"))
    let coefficient = own["covariates"]["dropout"].array[0]
    #expect(coefficient["level"].string == "high" && coefficient["reference"].string == "regular")
    // The high end stays: the odds of leaving at once are far lower.
    #expect(coefficient["coefficient"].number < -3 * coefficient["standardError"].number)
    for other in [try fit(list, "--covariates", table), try fit(cohorts)] {
      #expect(relativeError(other["logLikelihood"].number, own["logLikelihood"].number) < 1e-12)
      #expect(
        relativeError(
          other["covariates"]["dropout"].array[0]["coefficient"].number, coefficient["coefficient"].number) < 1e-6)
    }
    let text = try tool.run(["fit", list, "--threads", "1"] + covariates)
    #expect(text.output.contains("dropout covariate") && text.output.contains("segment=high"))
    #expect(text.output.contains("The parameters are those of customers with segment=regular."))

    // The test against the fit without covariates.
    #expect(try tool.run("fit", list, "--contract", contract, "--output", "plain.json", "--quiet").exit == 0)
    let compared = try tool.run("compare", "plain.json", tool.path("m.json"), "--format", "json")
    #expect(compared.exit == 0 && compared.output.contains("\"degreesOfFreedom\" : 1"), "\(compared.error)")
  }

  @Test("each subscriber, and each cohort, is predicted with parameters of their own")
  func predicts() throws {
    let tool = try Tool()
    let (list, table) = try subscribers(tool)
    let cohorts = try retention(tool)
    let covariates = ["--contract", "sbg", "--dropout-covariates", "segment"]
    #expect(try tool.run(["fit", list, "--output", "m.json", "--quiet"] + covariates).exit == 0)
    let file = try JSONValue(contentsOf: tool.folder.url.appending(path: "m.json"))["contract"]
    let reference = file["covariates"]["dropout"].array[0]["reference"].string!
    let (gamma, delta) = (file["parameters"]["gamma"].number, file["parameters"]["delta"].number)
    let shift = file["covariates"]["dropout"].array[0]["coefficient"].number / 2
    // S(8) / S(7) = (delta + 7) / (gamma + delta + 7), Fader & Hardie (2007).
    func retained(_ segment: String) -> Double {
      let factor = segment == reference ? 1 : exp(shift)
      return (delta / factor + 7) / (gamma * factor + delta / factor + 7)
    }
    let run = try tool.run("predict", "m.json", list, "--periods", "1", "--quiet", "--threads", "1")
    #expect(run.exit == 0, "\(run.error)")
    let rows = Table(run.output).rows
    #expect(rows.count == 2000)
    for name in ["regular", "high"] {
      let row = rows.first { $0["customer_id"]!.hasPrefix(name) && $0["churned"] == "0" }!
      #expect(relativeError(Double(row["p_retained"]!)!, retained(name)) < 1e-12)
      let gone = rows.first { $0["customer_id"]!.hasPrefix(name) && $0["churned"] == "1" }!
      #expect(gone["p_alive"] == "0" && gone["expected_periods"] == "0")
    }
    let other = try tool.run(
      "predict", "m.json", list, "--covariates", table, "--periods", "1", "--quiet", "--threads", "3")
    #expect(other.output == run.output)

    let curves = try tool.run("predict", "m.json", cohorts, "--periods", "2", "--quiet")
    #expect(curves.exit == 0, "\(curves.error)")
    let curve = Table(curves.output).rows
    #expect(curve.map { $0["cohort"] } == ["c-regular", "c-regular", "c-high", "c-high"])
    for (row, name, last) in [(0, "regular", 241.0), (2, "high", 491)] {
      let expected = Double(curve[row]["expected_active"]!)!
      #expect(relativeError(expected, last * retained(name)) < 1e-12)
      let (low, high) = (
        Double(curve[row]["expected_active_low"]!)!, Double(curve[row]["expected_active_high"]!)!
      )
      // The binomial spread alone, 1.96 sqrt(n p (1 - p)), is part of the interval.
      let spread = 1.96 * (last * retained(name) * (1 - retained(name))).squareRoot()
      #expect(high - low > 1.8 * spread && high - low < 4 * spread)
    }
    let text = try tool.run("predict", "m.json", list, "--periods", "1", "--output", "p.csv", "--quiet")
    #expect(text.output.contains("a new subscriber (segment=\(reference))"))
  }

  @Test("what contracts cannot have is refused; nobody's rows are said")
  func refuses() throws {
    let tool = try Tool()
    let (list, table) = try subscribers(tool)
    let cohorts = try retention(tool)
    func refused(_ arguments: [String], exit: Int32, _ words: String...) throws {
      let run = try tool.run(arguments)
      #expect(run.exit == exit && words.allSatisfy(run.error.contains), "\(arguments): \(run.exit) \(run.error)")
    }
    let fit = ["fit", list, "--contract", "sbg"]
    try refused(fit + ["--purchase-covariates", "segment"], exit: 64, "no purchase process")
    try refused(fit + ["--spend-covariates", "segment"], exit: 64, "no spend process")
    try refused(
      ["fit", cohorts, "--contract", "sbg", "--cohorts", "separate", "--dropout-covariates", "segment"], exit: 64,
      "separate")
    try refused(
      [
        "evaluate", cohorts, "--contract", "sbg", "--holdout-periods", "2", "--dropout-covariates", "segment",
      ], exit: 64, "covariates")
    let one = try tool.file("one.csv", "period,active,segment\n0,100,a\n1,80,a\n2,70,a\n")
    try refused(["fit", one, "--contract", "sbg", "--dropout-covariates", "segment"], exit: 65, "`cohort`")
    #expect(try tool.run(fit + ["--output", "plain.json", "--quiet"]).exit == 0)
    try refused(
      ["predict", "plain.json", list, "--covariates", table, "--periods", "1"], exit: 64, "without covariates")
    let more = try tool.file("more.csv", try tool.text("table.csv") + "high,nobody,30\nhigh,noone,30\n")
    let run = try tool.run(fit + ["--covariates", more, "--dropout-covariates", "segment"])
    #expect(run.exit == 0 && run.error.contains("2 rows belong to nobody"), "\(run.error)")
    #expect(try tool.run(fit + ["--dropout-covariates", "segment", "--output", "m.json", "--quiet"]).exit == 0)
    let bare = try tool.file("bare.csv", "customer_id,tenure,churned\na,2,0\n")
    try refused(["predict", "m.json", bare, "--periods", "1"], exit: 65, "segment")
  }
}
