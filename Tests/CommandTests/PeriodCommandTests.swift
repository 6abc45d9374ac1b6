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
    // How long an opportunity of a table is, nobody has said; --unit does.
    #expect(try tool.run("predict", "m.json", donations).exit == 64)
    #expect(
      try tool.run("predict", "m.json", donations, "--unit", "year", "--horizon", "5y", "--discount-rate", "0").output
        == predictions.output)
    try tool.run("fit", donations, "--transactions", "bg-bb", "--unit", "year", "--output", "y.json")
    #expect(try tool.run("predict", "y.json", donations, "--unit", "month").exit == 64)
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
      ("period,active\n0,1e300\n1,1e299\n", "sbg", "line 2"),
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
    let still = try tool.file("still.csv", "period,active\n0,100\n1,100\n")
    let refused = try tool.run("fit", still, "--contract", "sbg")
    #expect(refused.exit == 75 && refused.error.contains("nobody left"))
    try tool.run("fit", table, "--contract", "sbg", "--output", "m.json")
    // Nobody said how long a period is.
    #expect(try tool.run("predict", "m.json", table, "--horizon", "2y").exit == 64)
    #expect(try tool.run("predict", "m.json", table, "--periods", "0").exit == 64)
  }

  @Test("rows of small tables are skipped and written to the rejects")
  func skips() throws {
    let tool = try Tool()
    let table = try tool.file("retention.csv", highEnd + "8,many\n")
    let run = try tool.run(
      "fit", table, "--contract", "sbg", "--format", "json", "--on-bad-row", "skip", "--rejects", "rejects.csv")
    #expect(run.exit == 0 && run.json["audit"]["rowsRejected"].number == 1)
    check(run.json["contract"], ["gamma": 0.6680883511085057, "delta": 3.806094964072171], -1611.1581473911565)
    #expect(try tool.text("rejects.csv").contains("8,many"))
    #expect(run.error.contains("rejected"))
    let refused = try tool.run(
      "fit", table, "--contract", "sbg", "--on-bad-row", "skip", "--rejects", "no/such/folder/r.csv")
    #expect(refused.exit == 73)
  }

  @Test("retention curves are evaluated on the periods that follow")
  func evaluateContracts() throws {
    let tool = try Tool()
    let run = try tool.run(
      "evaluate", subscriptions, "--contract", "sbg,bdw", "--calibration-periods", "7", "--cohorts", "separate",
      "--format", "json", "--quiet", "--output", "e.json")
    #expect(run.exit == 0)
    #expect(run.json["models"].array.map(\.["model"].string) == ["sbg", "bdw"])
    // Both segments on their own: the sum of the reference fits.
    #expect(abs(run.json["models"][0]["logLikelihood"].number + 1611.1581473911565 + 1680.2651884633) < 1e-6)
    #expect(run.json["models"][0]["goodnessOfFit"]["degreesOfFreedom"].number == 10)
    #expect(run.json["models"][1]["cohorts"][1]["periods"].array.count == 5)
    #expect(run.json["baselines"].array.count == 5)
    #expect(run.json["calibration"]["renewals"].number == 7 && run.json["holdout"]["periods"].number == 5)
    #expect(try tool.text("e.json").contains("goodnessOfFit"))
    let same = try tool.run(
      "evaluate", subscriptions, "--contract", "sbg", "--holdout-periods", "5", "--cohorts", "separate", "--quiet")
    #expect(same.exit == 0 && same.output.contains("constant-churn"))
    #expect(try tool.run("evaluate", subscriptions, "--contract", "sbg").exit == 64)
    #expect(try tool.run("evaluate", subscriptions, "--contract", "sbg", "--calibration-end", "2001-01-01").exit == 64)
    #expect(try tool.run("evaluate", subscriptions, "--contract", "sbg", "--calibration-periods", "12").exit == 65)
    #expect(try tool.run("evaluate", subscriptions, "--contract", "sbg", "--holdout-periods", "12").exit == 65)
  }

  @Test("donations are evaluated at the opportunities that follow")
  func evaluateOpportunities() throws {
    let tool = try Tool()
    let run = try tool.run(
      "evaluate", gifts, "--transactions", "bg-bb", "--opportunity", "year", "--calibration-end", "2001-12-31",
      "--format", "json", "--quiet")
    #expect(run.exit == 0)
    let model = run.json["models"][0]
    #expect(model["model"].string == "bg-bb" && model["actualTransactions"].number == 13260)
    #expect(abs(model["expectedTransactions"].number / 13260 - 0.972) < 0.001)
    #expect(model["goodnessOfFit"]["cells"].array.count == 7 && !model["logScore"].isNull)
    #expect(run.json["baselines"].array.count == 4)
    func exit(_ arguments: String...) throws -> Int32 {
      try tool.run(["evaluate", gifts, "--quiet"] + arguments).exit
    }
    #expect(try exit("--transactions", "bg-bb", "--calibration-end", "2001-12-31") == 64)
    #expect(
      try exit("--transactions", "bg-bb", "--opportunity", "year", "--calibration-end", "2001-06-30") == 64)
    #expect(
      try exit("--transactions", "bg-bb,bg-nbd", "--opportunity", "year", "--calibration-end", "2001-12-31") == 64)
    #expect(try exit("--opportunity", "year", "--calibration-end", "2001-12-31") == 64)
    #expect(try exit() == 64)
    let table = try tool.run(
      "evaluate", donations, "--transactions", "bg-bb", "--opportunity", "year", "--calibration-end", "2001-12-31")
    #expect(table.exit == 65)
  }

  @Test("subscribers and opportunities are drawn, the same on any number of threads, and fitted again")
  func simulate() throws {
    let tool = try Tool()
    let sbg = [
      "simulate", "--contract", "sbg", "--parameters", "gamma=0.668,delta=3.806", "--periods", "7", "--seed", "3",
    ]
    let one = try tool.run(sbg + ["--customers", "5000", "--threads", "1", "--output", "s.csv"])
    #expect(one.exit == 0)
    #expect(try tool.run(sbg + ["--customers", "5000", "--threads", "3"]).output == tool.text("s.csv"))
    let fit = try tool.run("fit", "s.csv", "--contract", "sbg", "--format", "json", "--quiet").json["contract"]
    let error = fit["standardErrors"]["gamma"].number
    #expect(abs(fit["parameters"]["gamma"].number - 0.668) < 4 * error)

    let parameters = "alpha=1.2,beta=0.75,gamma=0.66,delta=2.78"
    let bgbb = ["simulate", "--transactions", "bg-bb", "--parameters", parameters, "--customers", "5000"]
    #expect(try tool.run(bgbb + ["--periods", "6", "--output", "o.csv"]).exit == 0)
    #expect(
      try tool.run(
        bgbb + ["--opportunity", "year", "--start", "1995-01-01", "--end", "2001-12-31", "--output", "l.csv"]
      ).exit == 0)
    // One draw, written as a table and as a log.
    let table = try tool.run(
      "fit", "o.csv", "--transactions", "bg-bb", "--format", "json", "--quiet", "--output", "m.json")
    let log = try tool.run(
      "fit", "l.csv", "--transactions", "bg-bb", "--opportunity", "year", "--observation-end", "2001-12-31", "--format",
      "json", "--quiet")
    #expect(
      table.json["transactions"]["logLikelihood"].number == log.json["transactions"]["logLikelihood"].number)
    let again = try tool.run("simulate", "--model", "m.json", "--customers", "2", "--periods", "3")
    #expect(again.exit == 0 && again.output.hasPrefix("customer_id,frequency,recency,opportunities\n1,"))
    #expect(try tool.run(sbg + ["--customers", "5", "--start", "2020-01-01"]).exit == 64)
    #expect(try tool.run(bgbb).exit == 64)
    #expect(try tool.run("simulate", "--parameters", "r=1,alpha=2,a=1,b=2", "--customers", "5").exit == 64)
  }

  @Test("bg-bb with amounts: spend per opportunity taken, and value")
  func spend() throws {
    let tool = try Tool()
    let log = Repository.cdnow("cdnow_sample.csv.gz").path
    let fit = try tool.run(
      "fit", log, "--transactions", "bg-bb", "--opportunity", "month", "--observation-end", "1997-09-30", "--format",
      "json", "--quiet", "--output", "m.json")
    #expect(fit.exit == 0 && fit.json["spend"]["model"].string == "gamma-gamma")
    let run = try tool.run(
      "predict", "m.json", log, "--observation-end", "1997-09-30", "--periods", "9", "--margin", "0.5", "--quiet")
    #expect(run.exit == 0)
    let rows = Table(run.output).rows
    #expect(rows.count == 2357)
    for row in rows.prefix(50) {
      let value = 0.5 * Double(row["expected_spend"]!)! * Double(row["discounted_transactions"]!)!
      #expect(relativeError(Double(row["predicted_value"]!)!, value) < 1e-12)
      #expect(row["age"] == row["opportunities"] && row["expected_next_purchase"]!.hasSuffix("-01"))
    }
    let none = try tool.run(
      "fit", log, "--transactions", "bg-bb", "--opportunity", "month", "--spend", "none", "--format", "json", "--quiet")
    #expect(none.json["spend"].isNull)
    let totals = try tool.run(
      "predict", "m.json", log, "--observation-end", "1997-09-30", "--horizon", "9m", "--format", "json", "--output",
      "p.csv", "--quiet")
    #expect(totals.json["totals"]["customers"].number == 2357 && totals.json["opportunities"].number == 9)
  }
}
