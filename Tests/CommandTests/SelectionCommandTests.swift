import Foundation
import TestSupport
import Testing

@Suite("clv --transactions auto", .tags(.endToEnd))
struct SelectionCommandTests {
  /// A log of a few customers who leave at purchases, the first included, over 50 weeks.
  private static func tool(_ customers: Int = 80) throws -> Tool {
    let tool = try Tool()
    let run = try tool.run(
      "simulate", "--parameters", "r=2,alpha=6,a=1,b=3", "--customers", "\(customers)", "--seed", "9", "--unit",
      "week", "--start", "2024-01-01", "--end", "2024-12-15", "--output", "log.csv")
    #expect(run.exit == 0)
    return tool
  }

  @Test("fits every model that suits the data, takes the lowest BIC and says why; the model file is one of that model")
  func byBIC() throws {
    let tool = try Self.tool()
    let run = try tool.run(
      "fit", "log.csv", "--unit", "week", "--transactions", "auto", "--regularity", "2", "--output", "model.json",
      "--format", "json", "--quiet")
    #expect(run.exit == 0, "\(run.error)")
    let candidates = run.json["candidates"].array
    #expect(
      candidates.map { $0["model"].string! }.sorted() == [
        "bg-cnbd-k", "bg-nbd", "ggompertz-nbd", "mbg-cnbd-k", "mbg-nbd", "nbd", "pareto-nbd", "pareto-nbd-correlated",
      ])
    let fitted = candidates.filter { !$0["bic"].isNull }
    #expect(fitted.map { $0["bic"].number } == fitted.map { $0["bic"].number }.sorted())
    for candidate in fitted {
      let (parameters, likelihood) = (candidate["parameters"].number, candidate["logLikelihood"].number)
      #expect(abs(candidate["aic"].number - (2 * parameters - 2 * likelihood)) < 1e-9)
    }
    #expect(run.json["transactions"]["model"].string == fitted[0]["model"].string)
    #expect(run.json["transactions"]["logLikelihood"].number == fitted[0]["logLikelihood"].number)
    let sentence = run.json["selection"].string!
    #expect(sentence.hasPrefix("\(fitted[0]["model"].string!) is chosen: of 8 models it has the lowest BIC"))
    let file = try JSONValue(contentsOf: tool.folder.url.appending(path: "model.json"))
    #expect(file["selection"].string == sentence && file["candidates"].array.count == 8)
    #expect(try tool.run("predict", "model.json", "log.csv", "--quiet").exit == 0)
  }

  @Test(
    "a summary without the times between purchases leaves the regular models out; the table and the sentence are shown")
  func summary() throws {
    let tool = try Self.tool(40)
    try tool.run("summarize", "log.csv", "--unit", "week", "--output", "summary.csv", "--quiet")
    let run = try tool.run(
      "fit", "summary.csv", "--unit", "week", "--transactions", "auto", "--spend", "none", "--quiet")
    #expect(run.exit == 0)
    #expect(run.output.contains("Candidates") && run.output.contains("lowest BIC"))
    #expect(!run.output.contains("cnbd-k"))
    #expect(run.output.contains("fits as well"))
  }

  @Test("with --calibration-end the highest log score on the holdout decides")
  func byHoldout() throws {
    let tool = try Self.tool(40)
    let run = try tool.run(
      "fit", "log.csv", "--unit", "week", "--transactions", "auto", "--regularity", "2", "--calibration-end",
      "2024-09-01", "--spend", "none", "--format", "json", "--quiet")
    #expect(run.exit == 0, "\(run.error)")
    let scores = run.json["candidates"].array.compactMap { $0["holdoutLogScore"].double }
    #expect(scores.count > 4 && scores == scores.sorted(by: >))
    #expect(run.json["selection"].string!.contains("log score on the holdout"))
    // The chosen model is fitted to the whole log.
    #expect(run.json["audit"]["observationEnd"].string! > "2024-09-01")
    #expect(run.json["audit"]["rowsInHoldout"].number == 0)
  }

  @Test("without --transactions it is bg-nbd, and a note when another model suits the data better, unless quiet")
  func note() throws {
    let tool = try Tool()
    // Half of the customers never come back, though they would buy every week.
    var log = "customer_id,date,amount\n"
    for customer in 0..<60 {
      let purchases = customer % 2 == 0 ? 1 : 6 + customer % 5
      for purchase in 0..<purchases {
        let day = (purchase * (5 + customer % 3) + customer % 7) % 90
        log += "\(customer),2024-0\(1 + day / 30)-\(day % 30 < 9 ? "0" : "")\(1 + min(day % 30, 28)),5\n"
      }
    }
    let file = try tool.file("log.csv", log)
    let run = try tool.run("fit", file, "--spend", "none", "--format", "json")
    #expect(run.exit == 0, "\(run.error)")
    #expect(run.json["transactions"]["model"].string == "bg-nbd")
    #expect(run.json["candidates"].isNull)
    #expect(run.error.contains("clv: note: ") && run.error.contains("--transactions auto"))
    #expect(!(try tool.run("fit", file, "--spend", "none", "--quiet").error.contains("note")))
    #expect(!(try tool.run("fit", file, "--spend", "none", "--transactions", "bg-nbd").error.contains("note")))
  }

  @Test("what makes no sense is a wrong command line")
  func usage() throws {
    let tool = try Self.tool(40)
    for options in [
      ["--calibration-end", "2024-09-01"], ["--correlation"], ["--transactions", "bg-nbd", "--correlation"],
      ["--transactions", "autos"],
    ] {
      #expect(try tool.run(["fit", "log.csv"] + options).exit == 64, "\(options)")
    }
    #expect(try tool.run("fit", "-", "--transactions", "auto", "--calibration-end", "2024-09-01").exit == 64)
    #expect(
      try tool.run("evaluate", "log.csv", "--calibration-end", "2024-09-01", "--transactions", "auto,nbd").exit == 64)
  }

  @Test("--correlation fits Pareto/NBD with correlation and reports it with a standard error")
  func correlation() throws {
    let tool = try Self.tool(60)
    let run = try tool.run(
      "fit", "log.csv", "--unit", "week", "--transactions", "pareto-nbd", "--correlation", "--spend", "none",
      "--output",
      "model.json", "--format", "json", "--quiet")
    #expect(run.exit == 0)
    let fit = run.json["transactions"]
    #expect(fit["model"].string == "pareto-nbd-correlated")
    #expect(fit["parameterOrder"].array.map(\.string) == ["r", "alpha", "s", "beta", "dependence"])
    let correlation = fit["derived"]["correlation"]
    #expect(abs(correlation["value"].number) < 0.4)
    #expect(correlation["standardError"].isNull || correlation["standardError"].number > 0)
    #expect(try tool.run("predict", "model.json", "log.csv", "--quiet").exit == 0)
  }
}
