import LifetimeValue

/// The short table of `clv predict --output FILE`, and what to warn of.
struct PredictionTable {
  private let totals: PredictionTotals
  private let options: PredictionOptions
  private let file: String

  init(_ totals: PredictionTotals, options: PredictionOptions, file: String) {
    self.totals = totals
    self.options = options
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
    return table.lines + ["", "Predictions: \(file)"]
  }

  static func warnings(_ totals: PredictionTotals, artifact: ModelArtifact) -> [String] {
    var result: [String] = []
    func count(_ number: Int, _ text: String) {
      if number > 0 { result.append("\(NumberText.count(number)) customers \(text)") }
    }
    count(totals.withoutExpectedTransactions, "have an infinite expected number of purchases: the field is empty")
    if artifact.spend != nil {
      count(totals.withoutExpectedSpend, "have no expected spend (its mean does not exist): spend and value are empty")
    }
    return result
  }
}
