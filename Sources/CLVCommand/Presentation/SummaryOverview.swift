import LifetimeValue

/// The short table of `clv summarize --output FILE`.
struct SummaryOverview: Encodable {
  let customers: Int
  let repeatBuyers: Int
  let repeatPurchases: Int
  let unit: String
  let meanFrequency: Double
  let meanAge: Double
  @NullWhenNil private(set) var meanRepeatSpend: Double?
  @NullWhenNil private(set) var totalSpend: Double?
  @NullWhenNil private(set) var observationEnd: String?

  init(_ summary: CustomerSummary) {
    let rows = 0..<summary.count
    let purchases = rows.reduce(0) { $0 + Int(summary.frequencies[$1]) }
    customers = summary.count
    repeatBuyers = rows.count { summary.frequencies[$0] > 0 }
    repeatPurchases = purchases
    unit = summary.unit.rawValue
    meanFrequency = Double(purchases) / Double(max(1, summary.count))
    meanAge = summary.ages.reduce(0, +) / Double(max(1, summary.count))
    if summary.hasSpend {
      let valued = rows.filter { summary.spendCounts[$0] > 0 }
      let mean = valued.reduce(0) { $0 + summary.spendMeans[$1] } / Double(valued.count)
      meanRepeatSpend = valued.isEmpty || !mean.isFinite ? nil : mean
    } else {
      meanRepeatSpend = nil
    }
    let total = summary.totalSpends.reduce(0) { $1.isFinite ? $0 + $1 : $0 }
    totalSpend = summary.totalSpends.isEmpty || !total.isFinite ? nil : total
    observationEnd = summary.observationEnd?.description
  }

  var lines: [String] {
    var table = TextTable(header: ["", ""], alignments: [.left, .right])
    table.add(["customers", NumberText.count(customers)])
    table.add(["who bought again", NumberText.count(repeatBuyers)])
    table.add(["repeat purchases", NumberText.count(repeatPurchases)])
    table.add(["repeat purchases per customer", NumberText.fixed(meanFrequency, 3)])
    table.add(["mean age (\(unit)s)", NumberText.fixed(meanAge, 2)])
    if let meanRepeatSpend { table.add(["mean spend per repeat purchase", NumberText.fixed(meanRepeatSpend, 2)]) }
    if let totalSpend { table.add(["spent in all", NumberText.fixed(totalSpend, 2)]) }
    if let observationEnd { table.add(["observed to", observationEnd]) }
    return table.lines
  }
}
