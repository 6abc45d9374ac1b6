import LifetimeValue

/// The short table of `clv predict --output FILE`, and what to warn of.
struct PredictionTable {
  private let totals: PredictionTotals
  private let within: String
  private let ends: String
  private let file: String

  /// - Parameter within: how far ahead, in words: `in the next 365d`.
  init(_ totals: PredictionTotals, within: String, ends: String, file: String) {
    self.totals = totals
    self.within = within
    self.ends = ends
    self.file = file
  }

  var lines: [String] {
    var table = TextTable(header: ["", ""], alignments: [.left, .right])
    table.add(["customers", NumberText.count(totals.customers)])
    table.add(["still customers (mean P(alive))", NumberText.percent(totals.meanProbabilityAlive)])
    table.add(["expected to buy \(within)", NumberText.fixed(totals.expectedBuyers, 1)])
    table.add(["expected purchases \(within)", NumberText.fixed(totals.expectedTransactions, 1)])
    table.add(["predicted value (discounted)", NumberText.fixed(totals.predictedValue, 2)])
    table.add(["historic value", NumberText.fixed(totals.historicValue, 2)])
    table.add(["total value", NumberText.fixed(totals.totalValue, 2)])
    return table.lines + ["", "  \(ends)", "", "Predictions: \(file)"]
  }

  static func warnings(_ totals: PredictionTotals, artifactHasSpend: Bool, hasSpend: Bool) -> [String] {
    var result: [String] = []
    func count(_ number: Int, _ text: String) {
      if number > 0 {
        result.append("\(NumberText.count(number)) of \(NumberText.count(totals.customers)) customers: \(text)")
      }
    }
    count(totals.withoutExpectedTransactions, "the expected number of purchases is infinite, and the field empty")
    guard artifactHasSpend else { return result }
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
