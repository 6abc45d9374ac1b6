import Foundation
import TestSupport
import Testing

@Suite("clv fit --by", .tags(.endToEnd))
struct GroupCommandTests {
  /// Two channels whose customers buy and spend differently, drawn by the tool, and a handful of customers of a third.
  private func log(_ tool: Tool) throws -> String {
    let draws = [
      ("web", "r=0.8,alpha=20,a=0.8,b=2.4,p=6,q=4,gamma=15", 1),
      ("shop", "r=0.3,alpha=40,a=0.9,b=4,p=5,q=5,gamma=40", 2),
      ("phone", "r=0.5,alpha=20,a=0.8,b=2.4,p=6,q=4,gamma=15", 3),
    ]
    var rows = ["customer_id,date,amount,channel"]
    for (channel, parameters, seed) in draws {
      let count = channel == "phone" ? 20 : 900
      let run = try tool.run(
        "simulate", "--parameters", parameters, "--customers", "\(count)", "--start", "2020-01-01", "--end",
        "2021-12-31",
        "--seed", "\(seed)", "--id-prefix", channel)
      #expect(run.exit == 0)
      rows += run.lines.dropFirst().map { $0 + "," + channel }
    }
    return try tool.file("log.csv", rows.joined(separator: "\n") + "\n")
  }

  @Test("each group has the fit that its customers alone would have, and the sum is tested against one fit")
  func fits() throws {
    let tool = try Tool()
    let log = try log(tool)
    let text = try tool.text("log.csv")
    let run = try tool.run("fit", log, "--by", "channel", "--observation-end", "2021-12-31", "--format", "json")
    #expect(run.exit == 0, "\(run.error)")
    let groups = run.json["groups"]["groups"].array
    #expect(groups.map { $0["level"].string } == ["phone", "shop", "web"])
    #expect(groups.map { $0["customers"].number } == [20, 900, 900])
    // 20 customers cannot tell four parameters.
    #expect(groups[0]["transactions"].isNull && groups[0]["spend"].isNull)
    #expect(groups[0]["transactionsObstacle"].string!.contains("takes 40"))
    #expect(run.error.contains("channel phone: purchases as in the fit of all customers"))
    var (sums, pooled) = ([0.0, 0.0], "customer_id,date,amount,channel\n")
    for (index, name) in [(1, "shop"), (2, "web")] {
      let own = text.split(separator: "\n").filter { $0.hasSuffix("," + name) }.joined(separator: "\n") + "\n"
      pooled += own
      let alone = try tool.run(
        "fit", try tool.file("\(name).csv", "customer_id,date,amount,channel\n" + own), "--observation-end",
        "2021-12-31",
        "--format", "json", "--quiet")
      for (part, kind) in ["transactions", "spend"].enumerated() {
        #expect(groups[index][kind]["logLikelihood"].number == alone.json[kind]["logLikelihood"].number)
        #expect(groups[index][kind]["parameters"]["alpha"].isNull == (kind == "spend"))
        sums[part] += alone.json[kind]["logLikelihood"].number
      }
      #expect(
        groups[index]["transactions"]["parameters"]["alpha"].number
          == alone.json["transactions"]["parameters"]["alpha"].number)
    }
    let common = try tool.run(
      "fit", try tool.file("pooled.csv", pooled), "--observation-end", "2021-12-31", "--format", "json", "--quiet"
    ).json
    for (part, kind, degrees) in [(0, "transactions", 4.0), (1, "spend", 3)] {
      let test = run.json["groups"]["\(kind)Test"]
      #expect(test["groups"].number == 2)
      #expect(relativeError(test["logLikelihood"].number, sums[part]) < 1e-14)
      #expect(relativeError(test["commonLogLikelihood"].number, common[kind]["logLikelihood"].number) < 1e-12)
      #expect(test["test"]["degreesOfFreedom"].number == degrees && test["test"]["p"].number < 1e-6)
    }
  }

  @Test("each customer is predicted with their group's parameters; a group that was not seen has the common fit")
  func predictions() throws {
    let tool = try Tool()
    let log = try log(tool)
    let end = ["--observation-end", "2021-12-31", "--quiet"]
    for (threads, file) in [("1", "one.json"), ("3", "model.json")] {
      #expect(try tool.run(["fit", log, "--by", "channel", "--threads", threads, "--output", file] + end).exit == 0)
    }
    #expect(try tool.text("one.json") == tool.text("model.json"))
    for (threads, file) in [("1", "one.csv"), ("3", "all.csv")] {
      #expect(try tool.run(["predict", "model.json", log, "--threads", threads, "--output", file] + end).exit == 0)
    }
    #expect(try tool.text("one.csv") == tool.text("all.csv"))
    let all = Table(try tool.text("all.csv")).rows
    let text = try tool.text("log.csv")
    for name in ["shop", "web"] {
      let own = text.split(separator: "\n").filter { $0.hasSuffix("," + name) }.joined(separator: "\n")
      let alone = try tool.file("\(name).csv", "customer_id,date,amount,channel\n" + own + "\n")
      #expect(try tool.run(["fit", alone, "--output", "\(name).json"] + end).exit == 0)
      let run = try tool.run(["predict", "\(name).json", alone] + end)
      expectSame(Table(run.output).rows, all.filter { $0["customer_id"]!.hasPrefix(name) })
    }
    let named = try tool.run(
      ["predict", "model.json", log, "--columns", "customer_id,group", "--output", "groups.csv"] + end)
    #expect(named.exit == 0, "\(named.error)")
    let groups = Table(try tool.text("groups.csv")).rows
    #expect(groups.count == all.count && groups.allSatisfy { $0["customer_id"]!.hasPrefix($0["group"]!) })
    #expect(Set(groups.map { $0["group"]! }) == ["web", "shop", "phone"])
    // The common fit: for the group that borrows, and for one that is new.
    #expect(try tool.run(["fit", log, "--output", "common.json"] + end).exit == 0)
    let common = Table(try tool.run(["predict", "common.json", log] + end).output).rows
    #expect(try tool.run(["predict", "common.json", log, "--columns", "group"] + end).exit == 64)
    expectSame(
      all.filter { $0["customer_id"]!.hasPrefix("phone") }, common.filter { $0["customer_id"]!.hasPrefix("phone") })
    let renamed = try tool.file("renamed.csv", text.replacingOccurrences(of: ",shop", with: ",market"))
    let stranger = try tool.run(["predict", "model.json", renamed, "--observation-end", "2021-12-31"])
    #expect(stranger.exit == 0 && stranger.error.contains("market") && stranger.error.contains("900 rows"))
    expectSame(
      Table(stranger.output).rows.filter { $0["customer_id"]!.hasPrefix("shop") },
      common.filter { $0["customer_id"]!.hasPrefix("shop") })
    // The column may stand in a table by customer instead.
    let ids = Set(all.map { $0["customer_id"]! }).sorted()
    let table = try tool.file(
      "table.csv", "customer_id,channel\n" + ids.map { "\($0),\($0.prefix { !$0.isNumber })\n" }.joined())
    #expect(
      try tool.run(["predict", "model.json", renamed, "--covariates", table, "--output", "by-table.csv"] + end).exit
        == 0)
    #expect(try tool.text("by-table.csv") == tool.text("all.csv"))
    #expect(
      try tool.run(["fit", renamed, "--by", "channel", "--covariates", table, "--output", "t.json"] + end).exit == 0)
    #expect(try tool.text("t.json") == tool.text("model.json"))
    #expect(try tool.run(["fit", log, "--covariates", table] + end).exit == 64)
    // Without the column there is no saying.
    let without = try tool.run(["predict", "model.json", "one.csv"] + end)
    #expect(without.exit == 65 && without.error.contains("channel"))
  }

  /// Compares row by row, so that a failure shows one row.
  private func expectSame(_ rows: [[String: String]], _ expected: [[String: String]]) {
    #expect(!rows.isEmpty && rows.count == expected.count)
    if let (row, other) = zip(rows, expected).first(where: { $0 != $1 }) { #expect(row == other) }
  }

  @Test("the table has a row for each group, and evaluate takes --by too")
  func tables() throws {
    let tool = try Tool()
    let log = try log(tool)
    let fit = try tool.run("fit", log, "--by", "channel", "--quiet")
    for part in ["Purchases by channel: bg-nbd", "Spend per purchase by channel", "as all", "One fit for all of them"] {
      #expect(fit.output.contains(part), "\(part)")
    }
    func logLikelihood(_ more: String...) throws -> (fit: Double, parameters: Double) {
      let model = try tool.run(
        ["evaluate", log, "--calibration-end", "2021-06-30", "--format", "json", "--quiet"] + more
      ).json["models"][0]
      return (model["logLikelihood"].number, (model["aic"].number + 2 * model["logLikelihood"].number) / 2)
    }
    let (common, grouped) = (try logLikelihood(), try logLikelihood("--by", "channel"))
    #expect(grouped.fit > common.fit + 20)
    // Two fits of their own, and the common one for the group that borrows it.
    #expect(abs(common.parameters - 4) < 1e-6 && abs(grouped.parameters - 12) < 1e-6)
  }

  @Test("a customer in two groups, a pipe and a column that is none are refused")
  func refusals() throws {
    let tool = try Tool()
    let log = try tool.file(
      "log.csv", "customer_id,date,channel\na,2020-01-01,web\na,2020-01-09,shop\nb,2020-01-02,web\nb,2020-02-01,web\n")
    let two = try tool.run("fit", log, "--by", "channel")
    #expect(two.exit == 65 && two.error.contains("line 3") && two.error.contains("line 2"))
    #expect(two.error.contains("--by-rule first"))
    #expect(try tool.run("fit", log, "--by", "channel", "--by-rule", "first", "--quiet").exit == 0)
    #expect(try tool.run("fit", log, "--by", "chanel").exit == 65)
    #expect(try tool.run("fit", "-", "--by", "channel", input: Data(try tool.text("log.csv").utf8)).exit == 64)
  }
}
