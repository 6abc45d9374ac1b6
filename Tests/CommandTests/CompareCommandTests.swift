import Foundation
import TestSupport
import Testing

@Suite("clv compare", .tags(.endToEnd))
struct CompareCommandTests {
  private let sample = Repository.cdnow("cdnow_sample.csv.gz").path

  private func fit(_ tool: Tool, _ model: String, _ output: String, _ more: String...) throws {
    let run = try tool.run(
      [
        "fit", sample, "--unit", "week", "--observation-end", "1997-09-30", "--transactions", model, "--output", output,
        "--quiet",
      ] + more)
    #expect(run.exit == 0, "\(run.error)")
  }

  @Test("NBD at the edge of Pareto/NBD on CDNOW: the statistic of the published likelihoods", .tags(.reference))
  func boundary() throws {
    let tool = try Tool()
    try fit(tool, "nbd", "nbd.json", "--spend", "none")
    try fit(tool, "pareto-nbd", "pareto.json")
    try fit(tool, "bg-nbd", "bg.json")
    let run = try tool.run("compare", "nbd.json", "pareto.json", "bg.json", "--format", "json")
    #expect(run.exit == 0, "\(run.error)")
    let comparison = run.json["transactions"]
    #expect(run.json["spend"].isNull, "the same spending model twice is no comparison")
    #expect(comparison["customers"].number == 2357)
    let tests = comparison["tests"].array
    #expect(tests.map { $0["restricted"].string } == ["nbd.json", "nbd.json"])
    #expect(tests.map { $0["full"].string } == ["pareto.json", "bg.json"])
    // Source: Fader, Hardie & Lee (2005), table 2, to the digit they print.
    let fits = comparison["fits"].array
    #expect(abs(fits[1]["logLikelihood"].number - -9595.0) < 0.05)
    #expect(abs(fits[2]["logLikelihood"].number - -9582.4) < 0.05)
    for (test, full) in zip(tests, [1, 2]) {
      let gain = 2 * (fits[full]["logLikelihood"].number - fits[0]["logLikelihood"].number)
      #expect(abs(test["test"]["statistic"].number - gain) < 1e-9)
      #expect(test["test"]["degreesOfFreedom"].number == 2 && test["test"]["p"].number < 1e-50)
    }
    #expect(abs(fits.reduce(0) { $0 + $1["aicWeight"].number } - 1) < 1e-12)
    #expect(fits[2]["bicDifference"].number == 0 && fits[2]["aicWeight"].number > 0.99)
  }

  @Test("the table names the test, or says that there is none")
  func table() throws {
    let tool = try Tool()
    try fit(tool, "nbd", "nbd.json")
    try fit(tool, "mbg-nbd", "mbg.json")
    try fit(tool, "bg-nbd", "bg.json")
    let nested = try tool.run("compare", "mbg.json", "nbd.json")
    #expect(nested.output.contains("nbd.json as a special case of mbg.json"))
    #expect(nested.output.contains("half chi-squared(1), half chi-squared(2)"))
    #expect(try tool.run("compare", "mbg.json", "bg.json").output.contains("None of these models is a special case"))
  }

  @Test("groups and covariates: what has them contains what has not; a penalty leaves AIC and BIC")
  func groupsAndCovariates() throws {
    let tool = try Tool()
    var rows = ["customer_id,date,channel"]
    for (channel, parameters) in [("web", "r=0.8,alpha=20,a=0.8,b=2.4"), ("shop", "r=0.3,alpha=40,a=0.9,b=4")] {
      let run = try tool.run(
        "simulate", "--parameters", parameters, "--customers", "500", "--start", "2020-01-01", "--end", "2021-12-31",
        "--id-prefix", channel)
      rows += run.lines.dropFirst().map { $0 + "," + channel }
    }
    let log = try tool.file("log.csv", rows.joined(separator: "\n") + "\n")
    for (file, options) in [
      ("plain.json", []), ("grouped.json", ["--by", "channel"]), ("rate.json", ["--purchase-covariates", "channel"]),
      ("both.json", ["--purchase-covariates", "channel", "--dropout-covariates", "channel"]),
      ("penalised.json", ["--purchase-covariates", "channel", "--purchase-penalty", "10"]),
      ("nbd.json", ["--transactions", "nbd"]),
    ] {
      let run = try tool.run(["fit", log, "--output", file, "--quiet"] + options)
      #expect(run.exit == 0, "\(run.error)")
    }
    let comparison = try tool.run(
      "compare", "plain.json", "grouped.json", "rate.json", "both.json", "penalised.json", "nbd.json", "--format",
      "json"
    ).json["transactions"]
    #expect(comparison["fits"].array.map { $0["parameters"].number } == [4, 8, 5, 6, 5, 2])
    let penalised = comparison["fits"][4]["degreesOfFreedom"].number
    #expect(penalised > 4 && penalised < 5)
    let tests = comparison["tests"].array.map { test in
      "\(test["restricted"].string!) < \(test["full"].string!) \(Int(test["test"]["degreesOfFreedom"].number))"
    }
    #expect(
      Set(tests) == [
        "plain.json < grouped.json 4", "plain.json < rate.json 1", "plain.json < both.json 2",
        "rate.json < both.json 1",
        "nbd.json < plain.json 2", "nbd.json < grouped.json 6", "nbd.json < rate.json 3", "nbd.json < both.json 4",
      ])
    #expect(comparison["tests"].array.allSatisfy { $0["isLowerWithMoreParameters"].object as? Bool == false })
  }

  @Test("contracts: sBG is BdW with c = 1, an inner point")
  func contracts() throws {
    let tool = try Tool()
    let table = try tool.file(
      "retention.csv", "period,active\n0,1000\n1,869\n2,743\n3,653\n4,593\n5,551\n6,517\n7,491\n")
    for model in ["sbg", "bdw"] {
      #expect(try tool.run("fit", table, "--contract", model, "--output", "\(model).json", "--quiet").exit == 0)
    }
    let comparison = try tool.run("compare", "sbg.json", "bdw.json", "--format", "json").json["contract"]
    let test = comparison["tests"][0]["test"]
    #expect(test["degreesOfFreedom"].number == 1 && test["isOnBoundary"].object as? Bool == false)
    let gain = comparison["fits"][1]["logLikelihood"].number - comparison["fits"][0]["logLikelihood"].number
    #expect(relativeError(test["statistic"].number, 2 * gain) < 1e-9)
    #expect(relativeError(test["p"].number, erfc(gain.squareRoot())) < 1e-10)
  }

  @Test("fits to different data, kinds or units are refused with 65; one file, or one twice, with 64")
  func refusals() throws {
    let tool = try Tool()
    try fit(tool, "nbd", "nbd.json")
    #expect(try tool.run("fit", sample, "--unit", "week", "--output", "later.json", "--quiet").exit == 0)
    let differing = try tool.run("compare", "nbd.json", "later.json")
    #expect(differing.exit == 65 && differing.output.isEmpty)
    #expect(differing.error.contains("fingerprint") && differing.error.contains("different transactions"))
    #expect(try tool.run("fit", sample, "--output", "days.json", "--quiet").exit == 0)
    #expect(try tool.run("compare", "later.json", "days.json").error.contains("different time units"))
    let table = try tool.file("retention.csv", "period,active\n0,1000\n1,869\n2,743\n3,653\n")
    #expect(try tool.run("fit", table, "--contract", "sbg", "--output", "sbg.json", "--quiet").exit == 0)
    #expect(try tool.run("compare", "nbd.json", "sbg.json").exit == 65)
    #expect(try tool.run("compare", "nbd.json").exit == 64)
    #expect(try tool.run("compare", "nbd.json", "nbd.json").exit == 64)
    #expect(try tool.run("compare", "nbd.json", "none.json").exit == 66)
  }
}
