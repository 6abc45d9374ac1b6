import Foundation
import TestSupport
import Testing

@Suite("clv with contracts and discrete opportunities", .tags(.endToEnd))
struct PeriodCommandTests {
  private let donations = Repository.root.appending(path: "Models/Donations/donations_rf_summary.csv.gz").path
  private let gifts = Repository.root.appending(path: "Models/Donations/donations_1995_cohort.csv.gz").path
  private let subscriptions = Repository.root.appending(path: "Models/Subscriptions/sbg_retention.csv.gz").path
  private let highEnd = "period,active\n0,1000\n1,869\n2,743\n3,653\n4,593\n5,551\n6,517\n7,491\n"

  /// Source: Tests/Reference/fits.json, role "reference MLE".
  private func check(_ fit: JSONValue, _ parameters: [String: Double], _ logLikelihood: Double) {
    for (name, value) in parameters {
      #expect(relativeError(fit["parameters"][name].number, value) < 1e-6, "\(name)")
    }
    #expect(abs(fit["logLikelihood"].number - logLikelihood) < 1e-8)
    #expect(fit["report"]["status"].string == "converged")
  }

  private let donors = [
    "alpha": 1.2035223517426932, "beta": 0.7497163582256092, "gamma": 0.6567182083911408, "delta": 2.7834422321746,
  ]

  @Test("sBG and BdW to a retention table; the result stands under contract", .tags(.reference))
  func contracts() throws {
    let tool = try Tool()
    let table = try tool.file("retention.csv", highEnd)
    let sbg = try tool.run("fit", table, "--contract", "sbg", "--format", "json", "--quiet")
    #expect(sbg.exit == 0)
    check(
      sbg.json["contract"], ["gamma": 0.6680883511085057, "delta": 3.806094964072171], -1611.1581473911565)
    #expect(sbg.json["transactions"].isNull)
    #expect(sbg.json["audit"]["customers"].number == 1000)
    let bdw = try tool.run("fit", table, "--contract", "bdw", "--format", "json", "--quiet")
    check(
      bdw.json["contract"], ["gamma": 0.21425333928937734, "delta": 1.4265748749085012, "c": 1.7235648486998014],
      -1605.314213214193)
  }

  @Test("one row per subscriber gives what the table gives")
  func subscribers() throws {
    let tool = try Tool()
    let table = try tool.file("retention.csv", highEnd)
    let active = [1000, 869, 743, 653, 593, 551, 517, 491]
    var rows = "customer_id,tenure,churned\n"
    var id = 0
    for t in 1...7 {
      for _ in 0..<(active[t - 1] - active[t]) {
        id += 1
        rows += "s\(id),\(t),1\n"
      }
    }
    for _ in 0..<491 {
      id += 1
      rows += "s\(id),7,0\n"
    }
    let list = try tool.file("subscribers.csv", rows)
    func fit(_ path: String) throws -> JSONValue {
      try tool.run("fit", path, "--contract", "sbg", "--format", "json", "--quiet").json["contract"]
    }
    let (one, other) = (try fit(table), try fit(list))
    #expect(one["logLikelihood"].number == other["logLikelihood"].number)
    #expect(one["parameters"]["gamma"].number == other["parameters"]["gamma"].number)
  }

  @Test("cohorts side by side, and whether they differ")
  func cohorts() throws {
    let tool = try Tool()
    let run = try tool.run(
      "fit", subscriptions, "--contract", "sbg", "--cohorts", "separate", "--format", "json", "--output", "m.json")
    #expect(run.exit == 0)
    #expect(run.json["cohorts"].array.map(\.["cohort"].string) == ["regular", "high_end"])
    #expect(run.json["commonFitTest"]["degreesOfFreedom"].number == 2)
    #expect(run.json["commonFitTest"]["p"].number < 1e-20)
    let curve = try tool.run("predict", "m.json", subscriptions, "--periods", "3")
    #expect(curve.exit == 0)
    let rows = Table(curve.output).rows
    #expect(rows.count == 6 && rows[0]["cohort"] == "regular" && rows[3]["cohort"] == "high_end")
    #expect(rows.map { $0["period"] } == ["13", "14", "15", "13", "14", "15"])
    #expect(Double(rows[3]["expected_active"]!)! > Double(rows[4]["expected_active"]!)!)
    #expect(Double(rows[3]["expected_active"]!)! < 394)
  }

  @Test("subscribers are valued by price and margin")
  func value() throws {
    let tool = try Tool()
    let table = try tool.file("retention.csv", highEnd)
    #expect(try tool.run("fit", table, "--contract", "sbg", "--unit", "year", "--output", "m.json").exit == 0)
    let list = try tool.file("s.csv", "customer_id,tenure,churned\nnew,0,0\nold,11,0\ngone,3,1\n")
    let run = try tool.run(
      "predict", "m.json", list, "--horizon", "lifetime", "--discount-rate", "0.1", "--price", "20", "--margin", "0.5")
    #expect(run.exit == 0)
    let rows = Table(run.output).rows
    // DERL of (0.668, 3.806) at 10 %: 5.4149 before the first renewal, 8.1002 before the twelfth.
    #expect(abs(Double(rows[0]["predicted_value"]!)! - 54.149) < 0.05)
    #expect(abs(Double(rows[1]["predicted_value"]!)! - 81.002) < 0.05)
    #expect(Double(rows[2]["predicted_value"]!) == 0 && rows[2]["p_alive"] == "0")
    // gamma is below 1: without discounting there is no end.
    #expect(rows[0]["expected_periods"]?.isEmpty == true)
  }

  @Test("BG/BB to the donations, as a table and as a log", .tags(.reference))
  func opportunities() throws {
    let tool = try Tool()
    let table = try tool.run(
      "fit", donations, "--transactions", "bg-bb", "--format", "json", "--quiet", "--output", "m.json")
    #expect(table.exit == 0)
    check(table.json["transactions"], donors, -33225.58127434701)
    let log = try tool.run(
      "fit", gifts, "--transactions", "bg-bb", "--opportunity", "year", "--observation-end", "2001-12-31", "--format",
      "json", "--quiet")
    #expect(log.exit == 0)
    check(log.json["transactions"], donors, -33225.58127434701)
    #expect(log.json["transactions"]["unit"].string == "year")
    let predictions = try tool.run(
      "predict", "m.json", donations, "--periods", "5", "--discount-rate", "0")
    #expect(predictions.exit == 0)
    let rows = Table(predictions.output).rows
    #expect(rows.count == 22 && rows[0]["customers"] == "3464")
    // Source: Tests/Reference/mpmath_bgbb.json at 1.204, .750, .657, 2.783: P(alive at 7 | 0, 0, 6).
    #expect(abs(Double(rows[0]["p_alive"]!)! - 0.10802) < 2e-4)
  }

  @Test(
    "what is wrong with a table is said with its place", .tags(.edge),
    arguments: [
      ("period,active\n0,100\n2,50\n", "sbg", "line 3"), ("period,active\n0,100\n1,101\n", "sbg", "line 3"),
      ("period,active\n0,100\n1,80\n1,70\n", "sbg", "line 4"), ("period,active\n0,100\n1,many\n", "sbg", "line 3"),
      ("period,active\n1,100\n2,90\n", "sbg", "period 0"), ("period,active\n", "sbg", "no row"),
      ("period,left\n0,100\n", "sbg", "'active'"), ("tenure,churned\n0,1\n", "sbg", "line 2"),
      ("tenure,churned\n3,maybe\n", "sbg", "line 2"), ("tenure,churned\n2.5,1\n", "sbg", "line 2"),
      ("customer_id,tenure,churned\na,1,1\na,2,0\n", "bdw", "line 3"),
      ("customer_id,frequency,recency,opportunities\na,3,2,6\n", "bg-bb", "line 2"),
      ("customer_id,frequency,recency,opportunities\na,1,7,6\n", "bg-bb", "line 2"),
      ("customer_id,frequency,recency,opportunities\na,0,1,6\n", "bg-bb", "line 2"),
      ("frequency,recency,opportunities\n0,0,6\n", "bg-bb", "customers"),
    ])
  func wrongTables(text: String, model: String, said: String) throws {
    let tool = try Tool()
    let file = try tool.file("t.csv", text)
    let run = try tool.run("fit", file, model == "bg-bb" ? "--transactions" : "--contract", model)
    #expect(run.exit == 65)
    #expect(run.error.contains(said), "\(run.error)")
  }

  @Test("what cannot be asked is refused", .tags(.edge))
  func usage() throws {
    let tool = try Tool()
    let table = try tool.file("retention.csv", highEnd)
    #expect(try tool.run("fit", table, "--contract", "weibull").exit == 64)
    #expect(try tool.run("fit", gifts, "--transactions", "bg-bb").exit == 64)
    #expect(try tool.run("fit", gifts, "--opportunity", "year").exit == 64)
    #expect(try tool.run("fit", table, "--contract", "sbg", "--on-bad-row", "skip").exit == 64)
    let still = try tool.file("still.csv", "period,active\n0,100\n1,100\n")
    let refused = try tool.run("fit", still, "--contract", "sbg")
    #expect(refused.exit == 75 && refused.error.contains("nobody left"))
    try tool.run("fit", table, "--contract", "sbg", "--output", "m.json")
    // Nobody said how long a period is.
    #expect(try tool.run("predict", "m.json", table, "--horizon", "2y").exit == 64)
    #expect(try tool.run("predict", "m.json", table, "--periods", "0").exit == 64)
  }
}
