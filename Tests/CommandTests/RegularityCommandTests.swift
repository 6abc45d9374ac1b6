import Foundation
import TestSupport
import Testing

@Suite("clv with models of regular purchases", .tags(.endToEnd))
struct RegularityCommandTests {
  /// A log of 150 customers over 40 weeks; few, for time.
  private static func tool() throws -> Tool {
    let tool = try Tool()
    let run = try tool.run(
      "simulate", "--parameters", "r=1.5,alpha=5,a=1,b=4,p=6,q=4,gamma=15", "--customers", "150", "--seed", "4",
      "--unit",
      "week", "--start", "2024-01-01", "--end", "2024-10-06", "--output", "log.csv")
    #expect(run.exit == 0)
    return tool
  }

  @Test("--regularity K: fit, predict and evaluate from a log, and the same from a summary with the column it needs")
  func fixed() throws {
    let tool = try Self.tool()
    let fit = try tool.run(
      "fit", "log.csv", "--unit", "week", "--transactions", "mbg-cnbd-k", "--regularity", "2", "--spend", "none",
      "--output", "log.json", "--format", "json", "--quiet")
    #expect(fit.exit == 0)
    #expect(fit.json["transactions"]["model"].string == "mbg-cnbd-k")
    #expect(fit.json["transactions"]["parameters"].keys.sorted() == ["a", "alpha", "b", "k", "r"])
    #expect(fit.json["transactions"]["parameters"]["k"].number == 2)
    #expect(fit.json["transactions"]["parameterOrder"].array.map(\.string) == ["r", "alpha", "a", "b"])
    #expect(fit.json["transactions"]["regularityProfile"].isNull)

    let summarize = ["summarize", "log.csv", "--unit", "week", "--quiet", "--output"]
    #expect(try tool.run(summarize + ["full.csv", "--log-interpurchase-sum"]).exit == 0)
    #expect(try tool.run(summarize + ["plain.csv"]).exit == 0)
    let options = [
      "--unit", "week", "--transactions", "mbg-cnbd-k", "--regularity", "2", "--spend", "none", "--format", "json",
      "--quiet",
    ]
    let fromSummary = try tool.run(["fit", "full.csv"] + options)
    let (one, other) = (fit.json["transactions"], fromSummary.json["transactions"])
    #expect(relativeError(one["logLikelihood"].number, other["logLikelihood"].number) < 1e-12)
    #expect(relativeError(one["parameters"]["alpha"].number, other["parameters"]["alpha"].number) < 1e-8)

    // Without the column: 65, naming it and how to get it.
    let refused = try tool.run(["fit", "plain.csv"] + options)
    #expect(refused.exit == 65)
    #expect(refused.error.contains("log_interpurchase_sum") && refused.error.contains("--log-interpurchase-sum"))

    // Predictions need no times between purchases: log and both summaries give the same.
    var predictions: [Table] = []
    for input in ["log.csv", "full.csv", "plain.csv"] {
      let run = try tool.run("predict", "log.json", input, "--horizon", "26w", "--quiet")
      #expect(run.exit == 0, "\(run.error)")
      predictions.append(Table(run.output))
    }
    for (log, summary) in zip(predictions[0].rows, predictions[1].rows) {
      for column in ["p_alive", "expected_transactions", "p_purchase"] {
        #expect(relativeError(Double(log[column]!)!, Double(summary[column]!)!) < 1e-12)
      }
    }
    #expect(predictions[1].rows == predictions[2].rows)
    #expect(predictions[0].rows.count == 150)

    let evaluation = try tool.run(
      "evaluate", "log.csv", "--unit", "week", "--calibration-end", "2024-06-30", "--transactions",
      "mbg-nbd,mbg-cnbd-k,bg-cnbd-k", "--regularity", "2", "--format", "json", "--quiet")
    #expect(evaluation.exit == 0)
    let models = evaluation.json["models"].array
    #expect(models.map { $0["model"].string } == ["mbg-nbd", "mbg-cnbd-k", "bg-cnbd-k"])
    for model in models {
      for measure in ["logLikelihood", "expectedTransactions", "mae", "rmse", "logScore", "brier"] {
        #expect(model[measure].number.isFinite, "\(measure)")
      }
      #expect(model["actualTransactions"].number == models[0]["actualTransactions"].number)
    }
    // Purchases at random: k = 2 explains them worse.
    #expect(models[1]["logLikelihood"].number < models[0]["logLikelihood"].number)
  }

  @Test("a customer's prediction does not depend on who else is scored")
  func alone() throws {
    let tool = try Self.tool()
    try tool.run(
      "fit", "log.csv", "--unit", "week", "--transactions", "bg-cnbd-k", "--regularity", "3", "--spend", "none",
      "--output", "model.json", "--quiet")
    let header = "customer_id,frequency,recency,age\n"
    let chosen = "a,4,12,20\n"
    func predict(_ rows: String) throws -> [String: String] {
      let file = try tool.file("some.csv", header + rows)
      return Table(try tool.run("predict", "model.json", file, "--horizon", "26w", "--quiet").output).rows[0]
    }
    #expect(try predict(chosen) == predict(chosen + "b,0,0,20\nc,12,19,20\nd,1,1,20\n"))
  }

  @Test("--regularity auto tries k from 1 and keeps the likeliest; a k out of reach is a wrong command line")
  func automatic() throws {
    let tool = try Self.tool()
    let fit = try tool.run(
      "fit", "log.csv", "--unit", "week", "--transactions", "bg-cnbd-k", "--spend", "none", "--output", "model.json",
      "--format", "json", "--quiet")
    let profile = fit.json["transactions"]["regularityProfile"].array.map(\.number)
    #expect(profile.count == 4)
    #expect(fit.json["transactions"]["parameters"]["k"].number == 1)
    #expect(fit.json["transactions"]["logLikelihood"].number == profile.max())
    // A k that was chosen costs a parameter; the same k given does not.
    try tool.run(
      "fit", "log.csv", "--unit", "week", "--transactions", "bg-cnbd-k", "--regularity", "1", "--spend", "none",
      "--output", "given.json", "--quiet")
    let compared = try tool.run("compare", "model.json", "given.json", "--format", "json").json["transactions"]["fits"]
    let criteria = compared.array.map { $0["criteria"]["aic"].number }
    #expect(criteria.count == 2 && abs(criteria[0] - criteria[1] - 2) < 1e-6)
    #expect(try tool.run("predict", "model.json", "log.csv", "--quiet").exit == 0)
    #expect(try tool.run("fit", "log.csv", "--transactions", "bg-cnbd-k", "--regularity", "13").exit == 64)
    #expect(try tool.run("fit", "log.csv", "--transactions", "bg-cnbd-k", "--regularity", "0").exit == 64)
  }

  @Test("what would be passed over is refused: a k for a model without one, separate cohorts without a contract")
  func refused() throws {
    let tool = try Self.tool()
    for arguments in [
      ["fit", "log.csv", "--regularity", "2"], ["fit", "log.csv", "--transactions", "pareto-nbd", "--regularity", "2"],
      ["evaluate", "log.csv", "--calibration-end", "2024-06-30", "--regularity", "2"],
      ["fit", "log.csv", "--contract", "sbg", "--regularity", "2"], ["fit", "log.csv", "--cohorts", "separate"],
      ["evaluate", "log.csv", "--calibration-end", "2024-06-30", "--cohorts", "separate"],
    ] {
      let run = try tool.run(arguments)
      #expect(run.exit == 64 && run.error.contains("is for --"), "\(arguments): \(run.error)")
    }
  }
}
