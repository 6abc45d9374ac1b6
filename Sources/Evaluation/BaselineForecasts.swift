import CustomerData

/// What the baselines expect of each customer.
struct BaselineForecasts: Sendable {
  let summary: CustomerSummary
  let days: Double
  /// Mean repeat purchases per customer and unit of time; 0 when no time was observed.
  let meanRate: Double
  /// Mean value of a repeat purchase of all customers; nil when there is none, or their sum is beyond the largest double.
  let meanSpend: Double?
  let churnFormula: ChurnFormula

  init(_ summary: CustomerSummary, days: Double, margin: Double) {
    self.summary = summary
    self.days = days
    let time = summary.ages.reduce(0, +)
    let purchases = summary.frequencies.reduce(0.0) { $0 + Double($1) }
    meanRate = time > 0 ? purchases / time : 0
    let valued = summary.spendCounts.reduce(0.0) { $0 + Double($1) }
    let spent = zip(summary.spendCounts, summary.spendMeans).reduce(0.0) { $0 + Double($1.0) * $1.1 }
    meanSpend = valued > 0 && spent.isFinite ? spent / valued : nil
    churnFormula = ChurnFormula(of: summary, rate: meanRate, spend: meanSpend, margin: margin)
  }

  /// Expected purchases of each customer in the holdout.
  func expectedTransactions(_ baseline: Baseline) -> [Double] {
    let time = days / summary.unit.days
    let hiatus = (churnFormula.periodDays ?? .infinity) / summary.unit.days
    switch baseline {
    case .sameRate: return (0..<summary.count).map { rate(of: $0) * time }
    case .sameForEveryone: return Array(repeating: meanRate * time, count: summary.count)
    case .recentBuyers:
      return (0..<summary.count).map { row in
        summary.ages[row] - summary.recencies[row] < hiatus ? rate(of: row) * time : 0
      }
    case .churnFormula:
      return Array(repeating: churnFormula.expectedTransactions(overDays: days), count: summary.count)
    }
  }

  /// Expected spend of each customer in the holdout; nil without amounts. A baseline that tells customers apart uses
  /// each one's own mean spend where there is one.
  func expectedSpend(_ baseline: Baseline, transactions: [Double]) -> [Double]? {
    guard let meanSpend else { return nil }
    switch baseline {
    case .sameForEveryone, .churnFormula: return transactions.map { $0 * meanSpend }
    case .sameRate, .recentBuyers:
      return transactions.indices.map { row in
        transactions[row] * (summary.spendCounts[row] > 0 ? summary.spendMeans[row] : meanSpend)
      }
    }
  }

  private func rate(of row: Int) -> Double {
    summary.ages[row] > 0 ? Double(summary.frequencies[row]) / summary.ages[row] : meanRate
  }
}
