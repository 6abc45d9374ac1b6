import Foundation
import TestSupport
import Testing

@Suite("clv fit", .tags(.endToEnd))
struct FitCommandTests {
  private let sample = Repository.cdnow("cdnow_sample.csv.gz").path
  private let master = Repository.cdnow("cdnow_master.csv.gz").path

  @Test("fits the published numbers to the CDNOW sample in weeks", .tags(.reference))
  func sampleInWeeks() throws {
    let tool = try Tool()
    let run = try tool.run(
      "fit", sample, "--unit", "week", "--observation-end", "1997-09-30", "--format", "json", "--quiet")
    #expect(run.exit == 0)
    let transactions = run.json["transactions"]
    // Source: Fader, Hardie & Lee (2005) to the digits they print; Tests/Reference/fits.json, role "reference MLE".
    let expected = [
      "r": 0.2425945224299252, "alpha": 4.413602019009373, "a": 0.7929220172318799, "b": 2.4259067768506335,
    ]
    for (name, value) in expected {
      #expect(relativeError(transactions["parameters"][name].number, value) < 1e-6, "\(name)")
    }
    let errors = ["r": 0.0125573781, "alpha": 0.3782240599, "a": 0.1857338214, "b": 0.7054142598]
    for (name, value) in errors {
      #expect(abs(transactions["standardErrors"][name].number - value) < 1e-9, "\(name)")
    }
    #expect(abs(transactions["logLikelihood"].number - -9582.42920667393) < 1e-8)
    #expect(transactions["report"]["status"].string == "converged")
    #expect(transactions["customers"].number == 2357)
    #expect(transactions["unit"].string == "week")
    #expect(transactions["parameterOrder"].array.map(\.string) == ["r", "alpha", "a", "b"])
    #expect(transactions["covariance"].array.count == 4)

    let spend = run.json["spend"]
    for (name, value) in ["p": 6.249572271246753, "q": 3.7442246671122597, "gamma": 15.443520962704916] {
      #expect(relativeError(spend["parameters"][name].number, value) < 1e-6, "\(name)")
    }
    #expect(abs(spend["logLikelihood"].number - -4055.9176948018767) < 1e-8)
    #expect(spend["customers"].number == 946)

    let audit = run.json["audit"]
    #expect(audit["rowsRead"].number == 6919)
    #expect(audit["customers"].number == 2357)
    #expect(audit["observationEnd"].string == "1997-09-30")
    #expect(!run.json["phases"].array.isEmpty)
  }

  @Test("days instead of weeks: the same r, a, b; alpha times 7; the log-likelihood shifted by -sum(x) ln 7")
  func unitChange() throws {
    let tool = try Tool()
    func fit(_ unit: String) throws -> JSONValue {
      try tool.run("fit", sample, "--unit", unit, "--observation-end", "1997-09-30", "--format", "json", "--quiet")
        .json["transactions"]
    }
    let weeks = try fit("week")
    let days = try fit("day")
    for name in ["r", "a", "b"] {
      #expect(relativeError(days["parameters"][name].number, weeks["parameters"][name].number) < 1e-8)
    }
    #expect(relativeError(days["parameters"]["alpha"].number, 7 * weeks["parameters"]["alpha"].number) < 1e-8)
    #expect(abs(days["logLikelihood"].number - weeks["logLikelihood"].number + 2457 * log(7.0)) < 1e-7)
  }

  @Test("fits the master file of 23,570 customers", .tags(.reference))
  func masterInWeeks() throws {
    let run = try Tool().run(
      "fit", master, "--unit", "week", "--observation-end", "1997-09-30", "--format", "json", "--quiet")
    let transactions = run.json["transactions"]
    // Source: Tests/Reference/fits.json, role "reference MLE", cdnow_master_weeks.
    let expected = [
      "r": 0.25162395885189925, "alpha": 4.788942961856185, "a": 0.7234335767577053, "b": 2.161088358943398,
    ]
    for (name, value) in expected {
      #expect(relativeError(transactions["parameters"][name].number, value) < 1e-6, "\(name)")
    }
    #expect(abs(transactions["logLikelihood"].number - -95368.44393316076) < 1e-8)
    for (name, value) in ["p": 6.2753590677993145, "q": 3.624450022819463, "gamma": 14.983687031184987] {
      #expect(relativeError(run.json["spend"]["parameters"][name].number, value) < 1e-6, "\(name)")
    }
    #expect(abs(run.json["spend"]["logLikelihood"].number - -40763.47626139075) < 1e-8)
  }

  @Test("a summary gives the same fit as the log it was made of")
  func fromSummary() throws {
    let tool = try Tool()
    try tool.run(
      "summarize", sample, "--unit", "week", "--observation-end", "1997-09-30", "--output", "summary.csv", "--quiet")
    let fromLog = try tool.run(
      "fit", sample, "--unit", "week", "--observation-end", "1997-09-30", "--format", "json", "--quiet")
    let fromSummary = try tool.run("fit", "summary.csv", "--unit", "week", "--format", "json", "--quiet")
    for part in ["transactions", "spend"] {
      #expect(fromLog.json[part]["logLikelihood"].number == fromSummary.json[part]["logLikelihood"].number)
      for name in fromLog.json[part]["parameters"].keys {
        #expect(fromLog.json[part]["parameters"][name].number == fromSummary.json[part]["parameters"][name].number)
      }
    }
  }

  @Test("the model file has the same bytes from run to run and on any number of threads")
  func reproducible() throws {
    let tool = try Tool()
    var files: [Data] = []
    for (name, threads) in [("a.json", "1"), ("b.json", "2"), ("c.json", "5")] {
      try tool.run("fit", sample, "--threads", threads, "--output", name, "--quiet")
      files.append(try Data(contentsOf: tool.folder.url.appending(path: name)))
    }
    #expect(!files[0].isEmpty && files[0] == files[1] && files[1] == files[2])
  }

  @Test("a log without amounts fits no spending model and says so")
  func withoutAmounts() throws {
    let tool = try Tool()
    let log = try tool.file(
      "log.csv",
      "customer_id,date\na,2020-01-01\na,2020-01-09\nb,2020-01-02\nb,2020-02-01\nb,2020-02-20\nc,2020-01-03\n")
    let run = try tool.run("fit", log, "--format", "json")
    #expect(run.exit == 0)
    #expect(run.json["spend"].isNull)
    #expect(run.error.contains("--spend none"))
  }

  @Test(
    "data to which no model can be fitted end with 75 and a sentence",
    arguments: ["a,2020-01-01,5\nb,2020-01-05,5\nc,2020-02-01,5\n", "a,2020-01-01,5\na,2020-01-05,5\n"])
  func notFittable(rows: String) throws {
    let tool = try Tool()
    let log = try tool.file("log.csv", "customer_id,date,amount\n" + rows)
    let run = try tool.run("fit", log, "--output", "model.json")
    #expect(run.exit == 75)
    #expect(run.output.isEmpty)
    #expect(run.error.contains("cannot be fitted"))
    #expect(try tool.files == ["log.csv"])
    #expect(try tool.run("summarize", log, "--output", "summary.csv").exit == 0)
  }

  @Test("spend that cannot be fitted ends with 75 and names the way out; threads beyond any machine's are taken")
  func spendNotFittable() throws {
    let tool = try Tool()
    let log = try tool.file("log.csv", "customer_id,date,amount\na,2020-01-01,5\na,2020-01-03,5\nb,2020-01-04,5\n")
    let run = try tool.run("fit", log)
    #expect(run.exit == 75)
    #expect(run.error.contains("--spend none"))
    #expect(try tool.run("fit", log, "--spend", "none", "--threads", "1000000").exit == 0)
    #expect(try tool.run("fit", log, "--threads", "0").exit == 64)
  }

  @Test("--predictions writes what predict writes with the same options, and says where")
  func predictions() throws {
    let tool = try Tool()
    let sample = Repository.cdnow("cdnow_sample.csv.gz").path
    let options = ["--horizon", "12w", "--discount-rate", "0.05", "--margin", "0.3"]
    let fit = try tool.run(
      ["fit", sample, "--unit", "week", "--output", "model.json", "--predictions", "at-once.csv"] + options)
    #expect(fit.exit == 0 && fit.output.contains("Predictions: at-once.csv"))
    let predict = try tool.run(["predict", "model.json", sample, "--output", "later.csv"] + options)
    #expect(predict.exit == 0)
    #expect(try tool.text("at-once.csv") == tool.text("later.csv"))
    let plain = try tool.run("fit", sample, "--unit", "week", "--output", "plain.json", "--quiet")
    #expect(plain.exit == 0)
    #expect(try tool.text("plain.json") == tool.text("model.json"))
  }

  @Test("options of predictions need --predictions, which is a file of its own")
  func predictionsRefused() throws {
    let tool = try Tool()
    let sample = Repository.cdnow("cdnow_sample.csv.gz").path
    for arguments in [
      ["--horizon", "12w"], ["--margin", "2"], ["--predictions", "-"],
      ["--predictions", "same", "--output", "same"], ["--predictions", "p.csv", "--discount-rate", "-2"],
      ["--predictions", "p.csv", "--contract", "sbg"],
    ] {
      let run = try tool.run(["fit", sample] + arguments)
      #expect(run.exit == 64, "\(arguments): \(run.error)")
    }
  }
}
