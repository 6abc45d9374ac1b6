import CustomerData
import CustomerModels
import Parallelism
import TestSupport
import Testing
import Valuation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Predictions")
struct PredictionsTests {
  let model = ForgottenCustomer(r: 0.5, alpha: 8, forgetting: 0.1)
  let spend = ShrunkSpend(p: 6, q: 4, gamma: 15)
  /// Weeks: a one-time buyer, a loyal buyer, and a buyer long silent.
  let summary = CustomerSummary.rows([
    (x: 0, tx: 0, T: 12, count: 0, mean: 0, total: 20),
    (x: 3, tx: 30, T: 32, count: 3, mean: 40, total: 140),
    (x: 1, tx: 2, T: 32, count: 1, mean: 10, total: 25),
  ])

  func predict(
    _ summary: CustomerSummary, horizon: Horizon = .finite(days: 364), annual: Double = 0.1, margin: Double = 1,
    threads: Int = 2, spend: (any SpendingModel)? = ShrunkSpend(p: 6, q: 4, gamma: 15)
  ) throws -> Predictions {
    try Predictions(
      of: summary, transactions: model, unit: .week, spend: spend,
      options: PredictionOptions(
        horizon: horizon, discountRate: DiscountRate(annual: annual), margin: margin, threads: ThreadCount(threads)))
  }

  @Test("Every column is its formula")
  func columns() throws {
    let predictions = try predict(summary, margin: 0.5)
    // 364 days are 52 weeks. A living customer buys at (0.5 + x) / (8 + T) a week.
    let shapes = [0.5, 3.5, 1.5]
    let exposures: [Double] = [20, 40, 40]
    let alive = [exp(-1.2), exp(-0.2), exp(-3)]
    let delta = log(1.1) / 365.25 * 7
    let spends: [Double] = [90.0 / 3, 810.0 / 21, 150.0 / 9]
    for row in 0..<3 {
      let rate = shapes[row] / exposures[row]
      let bought = 1 - pow(exposures[row] / (exposures[row] + 52), shapes[row])
      let discounted = alive[row] * rate * (1 - exp(-delta * 52)) / delta
      #expect(relativeError(predictions[row].probabilityAlive, alive[row]) < 1e-15)
      #expect(relativeError(predictions[row].expectedTransactions, alive[row] * rate * 52) < 1e-14)
      #expect(relativeError(predictions[row].probabilityOfPurchase, alive[row] * bought) < 1e-14)
      #expect(relativeError(predictions[row].expectedSpend, spends[row]) < 1e-15)
      #expect(relativeError(predictions[row].predictedValue, 0.5 * spends[row] * discounted) < 1e-13)
      #expect(predictions[row].totalValue == predictions[row].historicValue + predictions[row].predictedValue)
    }
    #expect(predictions.column(\.historicValue) == [10, 70, 12.5])
    #expect(predictions.column(\.daysSinceLastPurchase) == [84, 14, 210])
    #expect(predictions.column(\.expectedNextPurchase) == [nil, nil, nil])
  }

  @Test("Without discounting, value is spend times transactions to the last bit")
  func undiscounted() throws {
    let predictions = try predict(summary, annual: 0)
    for row in 0..<3 {
      let table = model.livingCustomer(given: summary[row]).expectedTransactions(over: 52)
      #expect(
        predictions[row].predictedValue == predictions[row].expectedSpend * predictions[row].probabilityAlive * table)
    }
  }

  @Test("Value does not depend on the unit in which the model measures time", .tags(.law))
  func unitFree() throws {
    let weekly = try predict(summary)
    var daily = summary
    daily.unit = .day
    daily.recencies = summary.recencies.map { $0 * 7 }
    daily.ages = summary.ages.map { $0 * 7 }
    let predictions = try Predictions(
      of: daily, transactions: ForgottenCustomer(r: 0.5, alpha: 56, forgetting: 0.1 / 7), unit: .day, spend: spend,
      options: PredictionOptions(horizon: .finite(days: 364)))
    for row in 0..<3 {
      #expect(relativeError(predictions[row].predictedValue, weekly[row].predictedValue) < 1e-13)
      #expect(relativeError(predictions[row].expectedTransactions, weekly[row].expectedTransactions) < 1e-13)
      #expect(predictions[row].daysSinceLastPurchase == weekly[row].daysSinceLastPurchase)
    }
  }

  @Test("A summary in another unit than the model is refused", .tags(.edge))
  func unitMismatch() throws {
    let options = try PredictionOptions()
    #expect(throws: PredictionError.unitMismatch(model: .day, data: .week)) {
      try Predictions(of: summary, transactions: model, unit: .day, spend: nil, options: options)
    }
  }

  @Test("A lifetime's transactions are empty where infinite, its value finite at a positive rate")
  func lifetime() throws {
    let predictions = try predict(summary, horizon: .lifetime)
    let delta = log(1.1) / 365.25 * 7
    for row in 0..<3 {
      #expect(predictions[row].expectedTransactions.isNaN)
      #expect(predictions[row].probabilityOfPurchase == predictions[row].probabilityAlive)
      let rate = (0.5 + Double(summary.frequencies[row])) / (8 + summary.ages[row])
      let value = predictions[row].expectedSpend * predictions[row].probabilityAlive * rate / delta
      #expect(relativeError(predictions[row].predictedValue, value) < 1e-13)
    }
    #expect(PredictionTotals(of: predictions).withoutExpectedTransactions == 3)
    #expect(PredictionTotals(of: predictions).expectedTransactions == nil)
  }

  @Test("An endless sum at a rate that is not positive is refused, but only when value is asked for", .tags(.edge))
  func unbounded() throws {
    for annual in [0, -0.5] {
      #expect(throws: PredictionError.unboundedValue(annualDiscountRate: annual)) {
        try predict(summary, horizon: .lifetime, annual: annual)
      }
      let withoutSpend = try predict(summary, horizon: .lifetime, annual: annual, spend: nil)
      #expect(withoutSpend.column(\.predictedValue).allMissing)
    }
  }

  @Test("A margin must be finite", .tags(.edge))
  func margin() {
    #expect(throws: PredictionError.marginNotFinite(.infinity)) { try PredictionOptions(margin: .infinity) }
  }

  @Test("Without a spend model spend and predicted value are empty, what was spent is not")
  func noSpendModel() throws {
    let predictions = try predict(summary, spend: nil)
    #expect(predictions.column(\.expectedSpend).allMissing && predictions.column(\.predictedValue).allMissing)
    #expect(predictions.column(\.totalValue).allMissing)
    #expect(predictions.column(\.historicValue) == [20, 140, 25])
  }

  @Test("Without amounts every value column is empty, even with a spend model")
  func noAmounts() throws {
    var bare = summary
    bare.spendCounts = []
    bare.spendMeans = []
    bare.totalSpends = []
    let predictions = try predict(bare)
    for column in [
      predictions.column(\.expectedSpend), predictions.column(\.predictedValue), predictions.column(\.historicValue),
      predictions.column(\.totalValue),
    ] {
      #expect(column.count == 3 && column.allMissing)
    }
    let withAmounts = try predict(summary)
    #expect(predictions.column(\.expectedTransactions) == withAmounts.column(\.expectedTransactions))
  }

  @Test("Where p x + q is at most 1 spend and value are empty, and counted", .tags(.edge))
  func noMeanSpend() throws {
    let predictions = try predict(summary, spend: ShrunkSpend(p: 0.2, q: 0.7, gamma: 15))
    // p x + q: 0.7, 1.3, 0.9.
    #expect(predictions.column(\.expectedSpend).map(\.isNaN) == [true, false, true])
    #expect(predictions.column(\.predictedValue).map(\.isNaN) == [true, false, true])
    #expect(predictions.column(\.totalValue).map(\.isNaN) == [true, false, true])
    let totals = PredictionTotals(of: predictions)
    #expect(totals.withoutExpectedSpend == 2 && totals.withoutPredictedValue == 2 && totals.withoutHistoricValue == 0)
    #expect(totals.predictedValue == predictions[1].predictedValue)
  }

  @Test("A value too large for a double is empty, never infinite", .tags(.edge))
  func overflow() throws {
    let predictions = try predict(summary, annual: -0.99, margin: 1e300, spend: ShrunkSpend(p: 6, q: 4, gamma: 1e300))
    #expect(predictions.column(\.predictedValue).allMissing)
    #expect(PredictionTotals(of: predictions).predictedValue == nil)
  }

  @Test("The next purchase is the observation end plus the median, rounded to a day, tomorrow at the earliest")
  func nextPurchase() throws {
    var dated = CustomerSummary.rows([
      (x: 2, tx: 10, T: 12, count: 0, mean: 0, total: 0), (x: 9999, tx: 12, T: 12, count: 0, mean: 0, total: 0),
    ])
    dated.observationEnd = CalendarDay("1997-09-30")
    dated.firstDays = [10_050, 10_050]
    dated.lastDays = [10_124, 10_134]
    let predictions = try predict(dated)
    // (8 + 12) weeks (2^(1 / 2.5) - 1) = 44.73 days after September 30.
    #expect(predictions[0].expectedNextPurchase == CalendarDay("1997-11-14"))
    #expect(predictions[1].expectedNextPurchase == CalendarDay("1997-10-01"))
    // 1997-09-30 is day 10134.
    #expect(predictions.column(\.daysSinceLastPurchase) == [10, 0])
  }

  @Test("A date past the year 9999 is empty", .tags(.edge))
  func farAway() throws {
    var dated = CustomerSummary.rows([(x: 0, tx: 0, T: 12, count: 0, mean: 0, total: 0)], unit: .day)
    dated.observationEnd = CalendarDay("9999-12-30")
    let options = try PredictionOptions()
    // Medians: 13 (2^(1 / 1) - 1) = 13 days; 0.5 days, at least tomorrow; 13 (2^1000 - 1) days.
    for (r, alpha, expected) in [
      (1.0, 1.0, nil), (100.0, 1.0, CalendarDay("9999-12-31")), (0.001, 1.0, nil), (1e-9, 1.0, nil),
    ] {
      let predictions = try Predictions(
        of: dated, transactions: ForgottenCustomer(r: r, alpha: alpha, forgetting: 0.1), unit: .day, spend: nil,
        options: options)
      #expect(predictions.column(\.expectedNextPurchase) == [expected])
      #expect(PredictionTotals(of: predictions).withoutNextPurchase == (expected == nil ? 1 : 0))
    }
  }

  @Test("Days since the last purchase are whole again when weeks were days divided by seven")
  func wholeDays() throws {
    let rows = (1...400).map { day in
      (x: Int32(1), tx: Double(day) / 7, T: 1000.0 / 7, count: Int32(0), mean: 0.0, total: 0.0)
    }
    let predictions = try predict(CustomerSummary.rows(rows))
    #expect(predictions.column(\.daysSinceLastPurchase) == (1...400).map { Double(1000 - $0) })
    let odd = try predict(CustomerSummary.rows([(x: 1, tx: 1.23, T: 4, count: 0, mean: 0, total: 0)]))
    #expect(relativeError(odd[0].daysSinceLastPurchase, 19.39) < 1e-14)
  }

  @Test("A customer's prediction does not depend on who else is scored, nor on the threads", .tags(.law))
  func alone() throws {
    var generator = SeededGenerator(seed: 7)
    let rows = (0..<40_000).map { _ in
      let x = Int32.random(in: 0...20, using: &generator)
      let T = Double(Int.random(in: 0...600, using: &generator)) / 7
      return (
        x: x, tx: x == 0 ? 0 : T * Double.random(in: 0...1, using: &generator), T: T, count: x,
        mean: x == 0 ? 0 : Double.random(in: 1...90, using: &generator), total: 5.0
      )
    }
    let all = try predict(CustomerSummary.rows(rows), threads: 4)
    let single = try predict(CustomerSummary.rows(rows), threads: 1)
    #expect(all.column(\.predictedValue) == single.column(\.predictedValue))
    #expect(all.column(\.probabilityOfPurchase) == single.column(\.probabilityOfPurchase))
    #expect(PredictionTotals(of: all) == PredictionTotals(of: single))
    for row in stride(from: 0, to: 40_000, by: 1234) {
      let one = try predict(CustomerSummary.rows([rows[row]]))
      #expect(one[0].predictedValue == all[row].predictedValue)
      #expect(one[0].expectedTransactions == all[row].expectedTransactions)
    }
  }

  @Test("Totals count a row as often as customers share it")
  func multiplicities() throws {
    var patterns = summary
    patterns.identifiers = CustomerIdentifiers()
    patterns.multiplicities = [10, 1, 3]
    let predictions = try predict(patterns)
    let totals = PredictionTotals(of: predictions)
    let alive = predictions.column(\.probabilityAlive)
    #expect(totals.customers == 14)
    #expect(relativeError(totals.meanProbabilityAlive!, (10 * alive[0] + alive[1] + 3 * alive[2]) / 14) < 1e-15)
    #expect(totals.historicValue == 415.0)
    #expect(totals.withoutNextPurchase == 14)
  }

  @Test("Totals are the sums of the columns", .tags(.law))
  func totals() throws {
    var rows: [(x: Int32, tx: Double, T: Double, count: Int32, mean: Double, total: Double)] = []
    for row in 0..<5000 {
      let recency = row % 7 == 0 ? 0 : Double(row % 50)
      rows.append((x: Int32(row % 7), tx: recency, T: 60, count: Int32(row % 3), mean: 20, total: 9.5))
    }
    let predictions = try predict(CustomerSummary.rows(rows), spend: ShrunkSpend(p: 0.5, q: 0.7, gamma: 15))
    let totals = PredictionTotals(of: predictions)
    func sum(_ column: [Double]) -> Double { column.filter(\.isFinite).reduce(0, +) }
    #expect(relativeError(totals.expectedTransactions!, sum(predictions.column(\.expectedTransactions))) < 1e-12)
    #expect(relativeError(totals.expectedBuyers, sum(predictions.column(\.probabilityOfPurchase))) < 1e-12)
    #expect(relativeError(totals.predictedValue!, sum(predictions.column(\.predictedValue))) < 1e-12)
    #expect(relativeError(totals.totalValue!, sum(predictions.column(\.totalValue))) < 1e-12)
    #expect(totals.historicValue == 47_500 && totals.customers == 5000)
    // p x + q is 0.7 for a count of 0, else above 1.
    #expect(totals.withoutExpectedSpend == 1667 && totals.withoutPredictedValue == 1667)
  }

  @Test("No customers give no rows and no mean", .tags(.edge))
  func empty() throws {
    let predictions = try predict(CustomerSummary(unit: .week))
    #expect(predictions.count == 0 && predictions.column(\.predictedValue).isEmpty)
    #expect(PredictionTotals(of: predictions).meanProbabilityAlive == nil)
    #expect(PredictionTotals(of: predictions).predictedValue == nil)
  }

  @Test("A model known only at run time scores the same")
  func existential() throws {
    let models: [any LatentAttritionModel] = [model]
    for model in models {
      let predictions = try Predictions(
        of: summary, transactions: model, unit: .week, spend: spend,
        options: PredictionOptions(horizon: .finite(days: 364)))
      let direct = try predict(summary)
      #expect(predictions.column(\.predictedValue) == direct.column(\.predictedValue))
    }
  }
}
