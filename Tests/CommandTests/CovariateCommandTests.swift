import Foundation
import TestSupport
import Testing

@Suite("clv with covariates", .tags(.endToEnd))
struct CovariateCommandTests {
  /// Customers of two channels who buy and spend differently, drawn by the tool, and a table of them.
  private func files(_ tool: Tool, web: Int = 500, shop: Int = 300) throws -> (log: String, table: String) {
    let draws = [
      ("web", "r=0.8,alpha=10,s=0.8,beta=100,p=6,q=4,gamma=15", 1),
      ("shop", "r=0.8,alpha=25,s=0.8,beta=100,p=6,q=4,gamma=40", 2),
    ]
    var rows = ["customer_id,date,amount,channel"]
    var table = ["customer_id,channel,age"]
    for (channel, parameters, seed) in draws {
      let run = try tool.run(
        "simulate", "--parameters", parameters, "--transactions", "pareto-nbd", "--customers",
        "\(channel == "web" ? web : shop)", "--start", "2020-01-01", "--end", "2021-12-31", "--seed", "\(seed)",
        "--id-prefix", channel)
      #expect(run.exit == 0, "\(run.error)")
      rows += run.lines.dropFirst().map { $0 + "," + channel }
      let ids = Set(run.lines.dropFirst().map { String($0.split(separator: ",")[0]) }).sorted()
      table += ids.enumerated().map { "\($1),\(channel),\(20 + 7 * $0 % 40)" }
    }
    return (
      try tool.file("log.csv", rows.joined(separator: "\n") + "\n"),
      try tool.file("table.csv", table.joined(separator: "\n") + "\n")
    )
  }

  private let fit = ["--transactions", "pareto-nbd", "--unit", "week", "--observation-end", "2021-12-31", "--quiet"]

  @Test("coefficients stand in JSON, table and model file; columns of the log say the same as a table")
  func fits() throws {
    let tool = try Tool()
    let (log, table) = try files(tool)
    let covariates = ["--purchase-covariates", "channel", "--spend-covariates", "channel"]
    let run = try tool.run(
      ["fit", log, "--covariates", table, "--format", "json", "--output", tool.path("m.json")] + covariates + fit)
    #expect(run.exit == 0, "\(run.error)")
    let transactions = run.json["transactions"]
    #expect(transactions["parameterOrder"].array.map { $0.string } == ["r", "alpha", "s", "beta"])
    let purchase = transactions["covariates"]["purchase"].array
    #expect(purchase.count == 1 && purchase[0]["covariate"].string == "channel")
    #expect(purchase[0]["level"].string == "shop" && purchase[0]["reference"].string == "web")
    // Drawn with 10 / 25.
    let (value, error) = (purchase[0]["coefficient"].number, purchase[0]["standardError"].number)
    #expect(abs(value - log10(0.4) * 2.302585092994046) < 4 * error)
    #expect(relativeError(purchase[0]["z"].number, value / error) < 1e-12 && purchase[0]["p"].number < 1e-6)
    let spend = run.json["spend"]["covariates"]["spend"].array
    #expect(abs(spend[0]["coefficient"].number - 0.980829253) < 4 * spend[0]["standardError"].number)
    #expect(transactions["covariates"]["parameterCount"].number == 5)

    let own = try tool.run(["fit", log, "--format", "json"] + covariates + fit)
    #expect(own.json["transactions"]["covariates"]["purchase"].array[0]["coefficient"].number == value)
    let text = try tool.run(["fit", log] + covariates + fit + ["--threads", "1"])
    #expect(text.output.contains("purchase covariate") && text.output.contains("channel=shop"))
    #expect(text.output.contains("The parameters are those of customers with channel=web."))

    // The likelihood-ratio test against the fit without covariates.
    let plain = try tool.run(["fit", log, "--output", tool.path("plain.json")] + fit)
    #expect(plain.exit == 0)
    let compared = try tool.run("compare", tool.path("plain.json"), tool.path("m.json"), "--format", "json")
    #expect(compared.exit == 0 && compared.output.contains("\"degreesOfFreedom\" : 1"), "\(compared.error)")
  }

  @Test("each customer is predicted with parameters of their own; new customers by level")
  func predicts() throws {
    let tool = try Tool()
    let (log, table) = try files(tool)
    let model = tool.path("m.json")
    #expect(
      try tool.run(
        [
          "fit", log, "--covariates", table, "--output", model, "--purchase-covariates", "channel,age",
          "--dropout-covariates", "age", "--spend-covariates", "channel",
        ] + fit
      ).exit == 0)
    let drawn = try tool.run(
      "simulate", "--model", model, "--customers", "3", "--start", "2020-01-01", "--end", "2020-02-01", "--quiet")
    #expect(drawn.exit == 0 && drawn.error.contains("covariates (channel, age)"), "\(drawn.error)")
    let without = try tool.run("predict", model, log, "--observation-end", "2021-12-31", "--quiet")
    #expect(without.exit == 65 && without.error.contains("age"))
    let one = try tool.run(
      "predict", model, log, "--covariates", table, "--observation-end", "2021-12-31", "--quiet", "--threads", "1")
    let two = try tool.run(
      "predict", model, log, "--covariates", table, "--observation-end", "2021-12-31", "--quiet", "--threads", "3")
    #expect(one.exit == 0 && one.output == two.output && one.lines.count == 801, "\(one.error)")

    let kinds = try tool.run("predict", model, "--new-customers", "--horizon", "52w", "--quiet")
    #expect(kinds.exit == 0, "\(kinds.error)")
    #expect(
      kinds.lines[0]
        == "channel,age,expected_transactions,p_purchase,expected_spend,first_order_value,repeat_value,value")
    let values = kinds.lines.dropFirst().map { $0.split(separator: ",").map { String($0) } }
    #expect(values.map { $0[0] } == ["web", "shop"])
    #expect(Double(values[0][2])! > Double(values[1][2])! && Double(values[0][4])! < Double(values[1][4])!)
    for row in values {
      let numbers = row.dropFirst(2).map { Double($0)! }
      #expect(relativeError(numbers[5], numbers[3] + numbers[4]) < 1e-14 && numbers[3] == numbers[2])
    }
    let asked = try tool.file("kinds.csv", "age,channel\n25,shop\n55,web\n25,shop\n")
    let rows = try tool.run("predict", model, asked, "--new-customers", "--quiet").lines
    #expect(rows.count == 4 && rows[1] == rows[3] && rows[1].hasPrefix("shop,25,"))
  }

  @Test("what follows from the parameters follows from those of the fit with covariates")
  func derives() throws {
    let tool = try Tool()
    let (log, _) = try files(tool)
    let run = try tool.run(
      "fit", log, "--transactions", "pareto-nbd-correlated", "--purchase-covariates", "channel", "--spend", "none",
      "--unit", "week", "--observation-end", "2021-12-31", "--quiet", "--format", "json")
    #expect(run.exit == 0, "\(run.error)")
    let parameters = run.json["transactions"]["parameters"]
    let (r, s) = (parameters["r"].number, parameters["s"].number)
    let dependence = parameters["dependence"].number
    // The formula of the model's dossier, with f = 2/3.
    let correlation =
      (dependence - 1) / (1 + dependence / 2) * (r * s).squareRoot() * (1 - pow(2.0 / 3, 1 / r))
      * (1 - pow(2.0 / 3, 1 / s))
    let derived = run.json["transactions"]["derived"]["correlation"]
    #expect(abs(derived["value"].number - correlation) < 1e-12)
  }

  @Test("evaluate scores models with covariates")
  func evaluates() throws {
    let tool = try Tool()
    let (log, _) = try files(tool)
    let run = try tool.run(
      "evaluate", log, "--calibration-end", "2021-03-31", "--transactions", "mbg-nbd", "--purchase-covariates",
      "channel", "--unit", "week", "--quiet", "--format", "json")
    #expect(run.exit == 0, "\(run.error)")
    let model = run.json["models"].array[0]
    #expect(relativeError(model["aic"].number, 10 - 2 * model["logLikelihood"].number) < 1e-14)
  }

  @Test("what cannot be used is refused, and says what to do")
  func refuses() throws {
    let tool = try Tool()
    let log = try tool.file(
      "log.csv",
      """
      customer_id,date,amount,channel,same,twice
      a,2020-01-01,5,web,x,web
      b,2020-01-02,5,shop,x,shop
      c,2020-01-03,7,web,x,web
      a,2020-02-01,5,web,x,web
      b,2020-03-01,9,shop,x,shop
      a,2020-04-01,5,web,x,web

      """)
    func refused(_ arguments: String..., exit: Int32, _ words: String...) throws {
      let run = try tool.run(["fit", log, "--quiet"] + arguments)
      #expect(run.exit == exit && words.allSatisfy(run.error.contains), "\(arguments): \(run.exit) \(run.error)")
    }
    try refused("--purchase-covariates", "colour", exit: 65, "'colour'")
    try refused("--purchase-covariates", "same", exit: 75, "same value")
    try refused("--purchase-covariates", "channel,twice", exit: 75, "channel", "twice", "leave")
    try refused("--dropout-covariates", "channel", "--transactions", "nbd", exit: 64, "no dropout process")
    try refused("--purchase-penalty", "1", exit: 64, "--purchase-covariates")
    try refused("--purchase-covariates", "channel", "--by", "channel", exit: 64, "--by")
    try refused("--purchase-covariates", "channel", "--equal-covariates", "channel", exit: 64, "--dropout-covariates")
    try refused("--purchase-covariates", "channel", "--reference", "channel=tv", exit: 64, "`shop`, `web`")
    try refused("--purchase-covariates", "channel", "--purchase-penalty", "-1", exit: 64, "0 or above")
    let gaps = try tool.file("gaps.csv", "customer_id,channel\na,web\nc,\nz,tv\n")
    try refused(
      "--covariates", gaps, "--purchase-covariates", "channel", exit: 65, "2 of 3 customers", "(b, c)",
      "1 without a row in the table, 1 with an empty field", "--missing level")
    let short = try tool.file("short.csv", "customer_id,channel\na,web\n")
    try refused(
      "--covariates", short, "--purchase-covariates", "channel", exit: 65, "(b, c): 2 without a row")
    try refused("--covariates", gaps, "--purchase-covariates", "channel", "--output", gaps, exit: 64, "input")
    let run = try tool.run("fit", log, "--covariates", gaps, "--purchase-covariates", "channel", "--missing", "level")
    #expect(run.error.contains("1 row belongs to nobody in the input"), "\(run.error)")
  }

  @Test("auto fits every model with the covariates; one they cannot act in is none, with the reason")
  func chooses() throws {
    let tool = try Tool()
    let (log, _) = try files(tool, web: 15, shop: 15)
    let summary = tool.path("summary.csv")
    // Without the times between purchases, so that the costly models of regular ones are left out.
    #expect(
      try tool.run(
        "summarize", log, "--unit", "week", "--observation-end", "2021-12-31", "--output", summary, "--quiet"
      ).exit == 0)
    let arguments = [
      "fit", summary, "--covariates", tool.path("table.csv"), "--transactions", "auto", "--purchase-covariates",
      "channel", "--dropout-covariates", "channel", "--spend", "none", "--unit", "week", "--format", "json", "--quiet",
    ]
    let run = try tool.run(arguments)
    #expect(run.exit == 0, "\(run.error)")
    let candidates = run.json["candidates"].array
    let none = candidates.first { $0["model"].string == "nbd" }!
    #expect(none["bic"].isNull && none["note"].string!.contains("no dropout process"))
    let fitted = candidates.filter { !$0["bic"].isNull }
    #expect(fitted.count > 2)
    for name in ["mbg-nbd", "pareto-nbd"] {
      let one = try tool.run(arguments.map { $0 == "auto" ? name : $0 }).json["transactions"]
      let candidate = fitted.first { $0["model"].string == name }!
      #expect(candidate["logLikelihood"].number == one["logLikelihood"].number)
      #expect(candidate["parameters"].number == 6)
    }
    let chosen = run.json["transactions"]
    #expect(chosen["model"].string == fitted[0]["model"].string && !chosen["covariates"].isNull)
    #expect(chosen["logLikelihood"].number == fitted[0]["logLikelihood"].number)
    #expect(fitted.map { $0["bic"].number }.min() == fitted[0]["bic"].number)
    // What is wrong with a column is wrong for all models.
    let gaps = try tool.file("gaps.csv", "customer_id,channel\nweb1,web\n")
    let refused = try tool.run(arguments.map { $0.hasSuffix("table.csv") ? gaps : $0 })
    #expect(refused.exit == 65 && refused.error.contains("have no value"))
  }

  @Test("k is the likeliest with the covariates")
  func regularity() throws {
    let tool = try Tool()
    var rows = ["customer_id,date,channel"]
    // Two channels of clockwork customers of different pace: taken together they look less regular.
    for customer in 0..<16 {
      let pace = customer % 2 == 0 ? 7 : 21
      for purchase in 0..<(3 + customer % 4) {
        let day = customer % 9 + purchase * pace + (customer * 7 + purchase * 5) % 4
        rows.append(
          "\(customer),2024-\(day < 279 ? "0" : "")\(1 + day / 31)-\(day % 31 < 9 ? "0" : "")\(min(day % 31 + 1, 28)),"
            + (customer % 2 == 0 ? "fast" : "slow"))
      }
    }
    let log = try tool.file("log.csv", rows.joined(separator: "\n") + "\n")
    let run = try tool.run(
      "fit", log, "--transactions", "mbg-cnbd-k", "--purchase-covariates", "channel", "--unit", "week", "--format",
      "json", "--quiet", "--observation-end", "2024-12-31")
    #expect(run.exit == 0, "\(run.error)")
    let transactions = run.json["transactions"]
    let profile = transactions["regularityProfile"].array.map(\.number)
    let k = Int(transactions["parameters"]["k"].number)
    #expect(profile[k - 1] == profile.max() && transactions["logLikelihood"].number == profile[k - 1])
  }

  @Test("a column of names has a thousand of them at most; numbers are read as numbers, however many", .tags(.edge))
  func cardinality() throws {
    let tool = try Tool()
    var rows = ["customer_id,frequency,recency,age,city,code"]
    for customer in 0..<1200 {
      rows.append("\(customer),\(customer % 4),\(customer % 4 * 3),20,city\(customer),\(customer * 3)")
    }
    let all = try tool.file("all.csv", rows.joined(separator: "\n") + "\n")
    let common = ["--transactions", "nbd", "--spend", "none", "--unit", "week", "--format", "json", "--quiet"]
    let many = try tool.run(["fit", all, "--purchase-covariates", "city"] + common)
    #expect(many.exit == 65 && many.error.contains("1200 different values"), "\(many.error)")
    let code = try tool.run(["fit", all, "--purchase-covariates", "code"] + common)
    #expect(code.exit == 0, "\(code.error)")
    let coefficient = code.json["transactions"]["covariates"]["purchase"].array[0]
    #expect(coefficient["level"].isNull && coefficient["centre"].number == 1798.5)
    // Thirty names for 1,200 customers are fine, for 200 they are warned of.
    rows = rows.enumerated().map { index, row in
      index == 0 ? row : row.replacingOccurrences(of: "city\(index - 1)", with: "city\(index % 30)")
    }
    for (count, warned) in [(1200, false), (200, true)] {
      let some = try tool.file("some.csv", rows.prefix(count + 1).joined(separator: "\n") + "\n")
      let run = try tool.run(["fit", some, "--purchase-covariates", "city"] + common)
      #expect(run.exit == 0 && run.error.contains("30 levels for") == warned, "\(run.error)")
    }
  }

  @Test("cross-validation chooses a penalty, the same on every run")
  func penalty() throws {
    let tool = try Tool()
    let (log, table) = try files(tool)
    let arguments =
      [
        "fit", log, "--covariates", table, "--purchase-covariates", "channel,age", "--penalty", "auto", "--spend",
        "none",
        "--format", "json", "--penalty-folds", "3", "--transactions", "nbd", "--unit", "week", "--quiet",
      ]
    let run = try tool.run(arguments)
    #expect(run.exit == 0, "\(run.error)")
    let selection = run.json["transactions"]["covariates"]["penaltySelection"]
    #expect(selection["trials"].array.count == 12 && selection["folds"].number == 3)
    let best = selection["trials"].array.max { $0["logLikelihood"].number < $1["logLikelihood"].number }!
    let chosen = run.json["transactions"]["covariates"]["penalty"]["purchase"]
    #expect((chosen.isNull ? 0 : chosen.number) == best["lambda"].number)
    // The channel matters by far too much to be held at nothing.
    #expect(best["lambda"].number < 0.1)
    #expect(
      try tool.run(arguments + ["--threads", "1"]).json["transactions"]["covariates"]["penaltySelection"]["trials"]
        .array.map { $0["logLikelihood"].number } == selection["trials"].array.map { $0["logLikelihood"].number })
  }
}
