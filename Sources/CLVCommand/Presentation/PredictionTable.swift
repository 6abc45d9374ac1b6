import LifetimeValue

/// The short table of `clv predict --output FILE`, and what to warn of.
struct PredictionTable {
  private let totals: PredictionTotals
  private let options: PredictionOptions
  private let ends: String
  private let file: String

  init(_ totals: PredictionTotals, options: PredictionOptions, ends: String, file: String) {
    self.totals = totals
    self.options = options
    self.ends = ends
    self.file = file
  }

  var lines: [String] {
    let horizon =
      switch options.horizon {
      case .finite: "in the next \(options.horizon)"
      case .lifetime: "ever again"
      }
    var table = TextTable(header: ["", ""], alignments: [.left, .right])
    table.add(["customers", NumberText.count(totals.customers)])
    table.add(["still customers (mean P(alive))", NumberText.percent(totals.meanProbabilityAlive)])
    table.add(["expected to buy \(horizon)", NumberText.fixed(totals.expectedBuyers, 1)])
    table.add(["expected purchases \(horizon)", NumberText.fixed(totals.expectedTransactions, 1)])
    table.add(["predicted value (discounted)", NumberText.fixed(totals.predictedValue, 2)])
    table.add(["historic value", NumberText.fixed(totals.historicValue, 2)])
    table.add(["total value", NumberText.fixed(totals.totalValue, 2)])
    return table.lines + ["", "  \(ends)", "", "Predictions: \(file)"]
  }

  static func warnings(_ totals: PredictionTotals, artifact: ModelArtifact, hasSpend: Bool) -> [String] {
    var result: [String] = []
    func count(_ number: Int, _ text: String) {
      if number > 0 {
        result.append("\(NumberText.count(number)) of \(NumberText.count(totals.customers)) customers: \(text)")
      }
    }
    count(totals.withoutExpectedTransactions, "the expected number of purchases is infinite, and the field empty")
    guard artifact.spend != nil else { return result }
    if !hasSpend {
      result.append("the input has no amounts: spend and value are empty (--spend none)")
    } else {
      count(
        totals.withoutExpectedSpend, "the mean of the expected spend does not exist (q <= 1); spend and value are empty"
      )
    }
    return result
  }
}
