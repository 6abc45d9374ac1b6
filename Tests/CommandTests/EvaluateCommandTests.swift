import Foundation
import TestSupport
import Testing

@Suite("clv evaluate", .tags(.endToEnd))
struct EvaluateCommandTests {
  private let sample = Repository.cdnow("cdnow_sample.csv.gz").path

  @Test("CDNOW: 1,882 purchases in the holdout, the model beside the baselines", .tags(.reference))
  func cdnow() throws {
    let tool = try Tool()
    let run = try tool.run(
      "evaluate", sample, "--unit", "week", "--calibration-end", "1997-09-30", "--format", "json", "--quiet",
      "--output", "evaluation.json")
    #expect(run.exit == 0)
    let model = run.json["models"][0]
    #expect(model["model"].string == "bg-nbd")
    // Source: data set of Fader & Hardie; 1,882 customer-days from 1997-10-01 to 1998-06-30.
    #expect(model["actualTransactions"].number == 1882)
    #expect(run.json["holdout"]["start"].string == "1997-10-01")
    #expect(run.json["holdout"]["end"].string == "1998-06-30")
    #expect(run.json["holdout"]["days"].number == 273)
    #expect(run.json["calibration"]["customers"].number == 2357)
    #expect(abs(model["logLikelihood"].number - -9582.42920667393) < 1e-8)
    // AIC and BIC published for exact dates: 19172.858 and 19195.919.
    #expect(abs(model["aic"].number - 19172.858) < 5e-4)
    #expect(abs(model["bic"].number - 19195.919) < 5e-4)
    for measure in [
      "expectedTransactions", "mae", "rmse", "bias", "spearman", "gini", "topDecileShare", "logScore", "brier",
    ] {
      #expect(model[measure].double != nil, "\(measure)")
    }
    #expect(model["value"]["expectedSpend"].double != nil)
    #expect(model["byFrequency"].array.count == 8)
    #expect(model["reliability"].array.count == 10)
    #expect(run.json["baselines"].array.count >= 3)
    // The model knows who has left: its errors and its chance of a purchase beat every rule without a model.
    for baseline in run.json["baselines"].array {
      #expect(model["rmse"].number < baseline["rmse"].number && model["brier"].number < baseline["brier"].number)
    }
    #expect(try tool.text("evaluation.json").contains("\"baselines\""))
  }

  @Test("Spend of all customers beyond the largest double is null", .tags(.edge))
  func enormousSpend() throws {
    let tool = try Tool()
    var rows = ["customer_id,date,amount"]
    for customer in 1...30 {
      let days = customer % 3 == 0 ? ["01", "02", "05", "09"] : customer % 3 == 1 ? ["01", "04"] : ["02"]
      rows += days.map { "c\(customer),2020-01-\($0),1\(customer)" }
      rows.append("c\(customer),2020-01-2\(customer % 5),\(customer <= 2 ? "1.7e308" : "12")")
    }
    let log = try tool.file("log.csv", rows.joined(separator: "\n") + "\n")
    let arguments = ["evaluate", log, "--calibration-end", "2020-01-12"]
    let run = try tool.run(arguments + ["--format", "json", "--quiet"])
    #expect(run.exit == 0, "\(run.error)")
    #expect(run.json["holdout"]["spend"].isNull)
    let value = run.json["baselines"][0]["value"]
    #expect(value["actualSpend"].isNull && value["topDecileShare"].isNull && value["expectedSpend"].double != nil)
    let text = try tool.run(arguments)
    #expect(text.exit == 0 && !text.output.contains("inf") && !text.output.contains("nan"))
  }

  @Test("prints a table for people")
  func text() throws {
    let run = try Tool().run("evaluate", sample, "--unit", "week", "--calibration-end", "1997-09-30")
    #expect(run.exit == 0)
    for words in ["1,882", "bg-nbd", "same-rate", "same-for-everyone", "churn-formula", "7+"] {
      #expect(run.output.contains(words), "\(words)")
    }
  }

  @Test("customers born after the split are left out and counted")
  func bornLater() throws {
    let run = try Tool().run(
      "evaluate", sample, "--calibration-end", "1997-02-15", "--format", "json", "--quiet")
    #expect(run.exit == 0)
    let later = run.json["holdout"]["customersBornLater"].number
    #expect(later > 0)
    #expect(run.json["calibration"]["customers"].number + later == 2357)
  }

  @Test(
    "dates that leave calibration or holdout empty end with 65",
    arguments: [["1990-01-01"], ["1999-01-01"], ["1998-06-30"], ["1997-09-30", "--holdout-end", "1997-09-30"]])
  func emptyWindows(dates: [String]) throws {
    let run = try Tool().run(["evaluate", sample, "--calibration-end"] + dates)
    #expect(run.exit == 65, "\(run.error)")
  }

  @Test("a customer summary has no holdout")
  func summary() throws {
    let tool = try Tool()
    let summary = try tool.file("s.csv", "customer_id,frequency,recency,age\na,1,2,5\nb,0,0,7\nc,2,3,9\n")
    #expect(try tool.run("evaluate", summary, "--calibration-end", "2020-01-01").exit == 65)
  }

  @Test("rows after --observation-end do not count; the earlier of it and --holdout-end ends the holdout")
  func observationEnd() throws {
    let log = Repository.cdnow("cdnow_sample.csv.gz").path
    let options = [
      "evaluate", log, "--calibration-end", "1997-09-30", "--spend", "none", "--format", "json", "--quiet",
    ]
    let byHoldout = try Tool().run(options + ["--holdout-end", "1997-12-31"]).json["holdout"]
    let byObservation = try Tool().run(options + ["--observation-end", "1997-12-31"]).json["holdout"]
    let both = try Tool().run(options + ["--observation-end", "1997-12-31", "--holdout-end", "1998-03-31"]).json[
      "holdout"]
    for holdout in [byObservation, both] {
      #expect(holdout["end"].string == "1997-12-31")
      #expect(holdout["transactions"].number == byHoldout["transactions"].number)
      #expect(holdout["days"].number == 92)
    }
  }

  @Test("a model named twice is a wrong command line")
  func modelTwice() throws {
    let log = Repository.cdnow("cdnow_sample.csv.gz").path
    #expect(
      try Tool().run("evaluate", log, "--calibration-end", "1997-09-30", "--transactions", "bg-nbd,bg-nbd").exit == 64)
  }
}
