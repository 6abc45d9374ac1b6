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
      #expect(relativeError(predictions.probabilityAlive[row], alive[row]) < 1e-15)
      #expect(relativeError(predictions.expectedTransactions[row], alive[row] * rate * 52) < 1e-14)
      #expect(relativeError(predictions.probabilityOfPurchase[row], alive[row] * bought) < 1e-14)
      #expect(relativeError(predictions.expectedSpend[row], spends[row]) < 1e-15)
      #expect(relativeError(predictions.predictedValue[row], 0.5 * spends[row] * discounted) < 1e-13)
      #expect(predictions.totalValue[row] == predictions.historicValue[row] + predictions.predictedValue[row])
    }
    #expect(predictions.historicValue == [10, 70, 12.5])
    #expect(predictions.daysSinceLastPurchase == [84, 14, 210])
    #expect(predictions.expectedNextPurchase == [nil, nil, nil])
  }

  @Test("Without discounting, value is spend times transactions to the last bit")
  func undiscounted() throws {
    let predictions = try predict(summary, annual: 0)
    for row in 0..<3 {
      let table = model.livingCustomer(given: summary[row]).expectedTransactions(over: 52)
      #expect(
        predictions.predictedValue[row] == predictions.expectedSpend[row] * predictions.probabilityAlive[row] * table)
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
      #expect(relativeError(predictions.predictedValue[row], weekly.predictedValue[row]) < 1e-13)
      #expect(relativeError(predictions.expectedTransactions[row], weekly.expectedTransactions[row]) < 1e-13)
      #expect(predictions.daysSinceLastPurchase[row] == weekly.daysSinceLastPurchase[row])
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
      #expect(predictions.expectedTransactions[row].isNaN)
      #expect(predictions.probabilityOfPurchase[row] == predictions.probabilityAlive[row])
      let rate = (0.5 + Double(summary.frequencies[row])) / (8 + summary.ages[row])
      let value = predictions.expectedSpend[row] * predictions.probabilityAlive[row] * rate / delta
      #expect(relativeError(predictions.predictedValue[row], value) < 1e-13)
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
      #expect(withoutSpend.predictedValue.allMissing)
    }
  }

  @Test("A margin must be finite", .tags(.edge))
  func margin() {
    #expect(throws: PredictionError.marginNotFinite(.infinity)) { try PredictionOptions(margin: .infinity) }
  }

  @Test("Without a spend model spend and predicted value are empty, what was spent is not")
  func noSpendModel() throws {
    let predictions = try predict(summary, spend: nil)
    #expect(predictions.expectedSpend.allMissing && predictions.predictedValue.allMissing)
    #expect(predictions.totalValue.allMissing)
    #expect(predictions.historicValue == [20, 140, 25])
  }

  @Test("Without amounts every value column is empty, even with a spend model")
  func noAmounts() throws {
    var bare = summary
    bare.spendCounts = []
    bare.spendMeans = []
    bare.totalSpends = []
    let predictions = try predict(bare)
    for column in [
      predictions.expectedSpend, predictions.predictedValue, predictions.historicValue, predictions.totalValue,
    ] {
      #expect(column.count == 3 && column.allMissing)
    }
    let withAmounts = try predict(summary)
    #expect(predictions.expectedTransactions == withAmounts.expectedTransactions)
  }

  @Test("Where p x + q is at most 1 spend and value are empty, and counted", .tags(.edge))
  func noMeanSpend() throws {
    let predictions = try predict(summary, spend: ShrunkSpend(p: 0.2, q: 0.7, gamma: 15))
    // p x + q: 0.7, 1.3, 0.9.
    #expect(predictions.expectedSpend.map(\.isNaN) == [true, false, true])
    #expect(predictions.predictedValue.map(\.isNaN) == [true, false, true])
    #expect(predictions.totalValue.map(\.isNaN) == [true, false, true])
    let totals = PredictionTotals(of: predictions)
    #expect(totals.withoutExpectedSpend == 2 && totals.withoutPredictedValue == 2 && totals.withoutHistoricValue == 0)
    #expect(totals.predictedValue == predictions.predictedValue[1])
  }

  @Test("A value too large for a double is empty, never infinite", .tags(.edge))
  func overflow() throws {
    let predictions = try predict(summary, annual: -0.99, margin: 1e300, spend: ShrunkSpend(p: 6, q: 4, gamma: 1e300))
    #expect(predictions.predictedValue.allMissing)
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
    #expect(predictions.expectedNextPurchase[0] == CalendarDay("1997-11-14"))
    #expect(predictions.expectedNextPurchase[1] == CalendarDay("1997-10-01"))
    // 1997-09-30 is day 10134.
    #expect(predictions.daysSinceLastPurchase == [10, 0])
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
      #expect(predictions.expectedNextPurchase == [expected])
      #expect(PredictionTotals(of: predictions).withoutNextPurchase == (expected == nil ? 1 : 0))
    }
  }

  @Test("Days since the last purchase are whole again when weeks were days divided by seven")
  func wholeDays() throws {
    let rows = (1...400).map { day in
      (x: Int32(1), tx: Double(day) / 7, T: 1000.0 / 7, count: Int32(0), mean: 0.0, total: 0.0)
    }
    let predictions = try predict(CustomerSummary.rows(rows))
    #expect(predictions.daysSinceLastPurchase == (1...400).map { Double(1000 - $0) })
    let odd = try predict(CustomerSummary.rows([(x: 1, tx: 1.23, T: 4, count: 0, mean: 0, total: 0)]))
    #expect(relativeError(odd.daysSinceLastPurchase[0], 19.39) < 1e-14)
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
    #expect(all.predictedValue == single.predictedValue)
    #expect(all.probabilityOfPurchase == single.probabilityOfPurchase)
    #expect(PredictionTotals(of: all) == PredictionTotals(of: single))
    for row in stride(from: 0, to: 40_000, by: 1234) {
      let one = try predict(CustomerSummary.rows([rows[row]]))
      #expect(one.predictedValue[0] == all.predictedValue[row])
      #expect(one.expectedTransactions[0] == all.expectedTransactions[row])
    }
  }

  @Test("Totals count a row as often as customers share it")
  func multiplicities() throws {
    var patterns = summary
    patterns.identifiers = CustomerIdentifiers()
    patterns.multiplicities = [10, 1, 3]
    let predictions = try predict(patterns)
    let totals = PredictionTotals(of: predictions)
    let alive = predictions.probabilityAlive
    #expect(totals.customers == 14)
    #expect(relativeError(totals.meanProbabilityAlive!, (10 * alive[0] + alive[1] + 3 * alive[2]) / 14) < 1e-15)
    #expect(totals.historicValue == 415.0)
    #expect(totals.withoutNextPurchase == 14)
  }

  @Test("No customers give no rows and no mean", .tags(.edge))
  func empty() throws {
    let predictions = try predict(CustomerSummary(unit: .week))
    #expect(predictions.count == 0 && predictions.predictedValue.isEmpty)
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
      #expect(predictions.predictedValue == direct.predictedValue)
    }
  }
}
