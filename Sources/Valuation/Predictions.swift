public import CustomerData
public import CustomerModels
import Parallelism

/// What the models expect of every customer: columns with one entry per row of the summary, in its order.
///
/// A value that does not exist (no amounts, no spend model, infinite expectation) is NaN here and an empty field in a
/// file. All predictions count from the observation end.
///
/// ```
/// expected transactions = P(alive) x E[X(h)] of the living customer
/// predicted value       = margin x expected spend x P(alive) x integral over (0, h] of exp(-delta u) dE[X(u)]
/// historic value        = margin x all that was spent
/// total value           = historic value + predicted value
/// ```
///
/// - Source: P. S. Fader, B. G. S. Hardie and K. L. Lee, "RFM and CLV: Using Iso-Value Curves for Customer Base
///   Analysis", Journal of Marketing Research 42 (2005), for value as spend times discounted expected transactions.
public struct Predictions: Sendable {
  /// The customers: ids, frequency, recency, age, mean spend and dates.
  public let summary: CustomerSummary
  /// What was asked for.
  public let options: PredictionOptions
  /// Days from the last purchase to the observation end: whole where the input had dates.
  public let daysSinceLastPurchase: [Double]
  /// P(still a customer at the observation end).
  public let probabilityAlive: [Double]
  /// Expected purchases within the horizon; NaN where a lifetime's expectation is infinite.
  public let expectedTransactions: [Double]
  /// P(at least one purchase within the horizon).
  public let probabilityOfPurchase: [Double]
  /// Expected value of a purchase, in currency; NaN where the model has none.
  public let expectedSpend: [Double]
  /// Discounted value expected within the horizon, in currency times margin.
  public let predictedValue: [Double]
  /// Value of all purchases so far, in currency times margin.
  public let historicValue: [Double]
  /// Historic plus predicted value.
  public let totalValue: [Double]
  /// Day of the median time to the next purchase, given that the customer is alive: rounded to the nearest day after
  /// the observation end. Nil when the summary has no observation end, and past the year 9999.
  public let expectedNextPurchase: [CalendarDay?]

  /// Rows.
  public var count: Int { summary.count }

  /// Predicts for every row.
  ///
  /// - Parameters:
  ///   - summary: the customers.
  ///   - model: the transaction model.
  ///   - modelUnit: the time unit of the model's parameters.
  ///   - spend: the spending model; without one the spend, predicted and total value columns are NaN, as they are when
  ///     the summary has no amounts.
  ///   - options: horizon, discount rate, margin, threads.
  /// - Throws: `PredictionError.unitMismatch` when the summary is in another unit than the model;
  ///   `unboundedValue` when value is asked for a lifetime, the rate is not positive and the sum has no end.
  /// - Complexity: one integral per distinct (x, T), a few operations per row.
  public init(
    of summary: CustomerSummary, transactions model: some LatentAttritionModel, unit modelUnit: TimeUnit,
    spend: (any SpendingModel)?, options: PredictionOptions
  ) throws(PredictionError) {
    guard modelUnit == summary.unit else { throw .unitMismatch(model: modelUnit, data: summary.unit) }
    let rows = summary.count
    let threads = options.threads
    let margin = options.margin
    let spend = summary.hasSpend ? spend : nil
    let table = LivingCustomerTable(
      of: summary, model: model, horizon: options.horizon, discountRate: options.discountRate,
      discounted: spend != nil, threads: threads)
    if options.horizon == .lifetime, options.discountRate.annual <= 0, spend != nil,
      table.entries.contains(where: { $0.discountedTransactions == .infinity })
    {
      throw .unboundedValue(annualDiscountRate: options.discountRate.annual)
    }

    let alive = threads.column(rows) { model.probabilityAlive(given: summary[$0]) }
    let spends = spend.map { Predictions.expectedSpend(of: summary, model: $0, threads: threads) }
    let predicted = Predictions.value(rows, spends: spends, alive: alive, table: table, options: options)
    let historic = threads.column(rows) { row in
      summary.totalSpends.isEmpty ? .nan : finite(margin * summary.totalSpends[row])
    }
    self.summary = summary
    self.options = options
    probabilityAlive = alive
    expectedTransactions = threads.column(rows) { finite(alive[$0] * table[$0].expectedTransactions) }
    probabilityOfPurchase = threads.column(rows) { alive[$0] * table[$0].purchaseProbability }
    expectedSpend = spends ?? [Double](repeating: .nan, count: rows)
    predictedValue = predicted
    historicValue = historic
    totalValue = threads.column(rows) { finite(historic[$0] + predicted[$0]) }
    daysSinceLastPurchase = threads.column(rows) { summary.daysSinceLastPurchase($0) }
    expectedNextPurchase = threads.column(rows) { row in
      summary.observationEnd.flatMap { $0.next(afterDays: table[row].medianDaysToPurchase) }
    }
  }

  private static func expectedSpend(
    of summary: CustomerSummary, model: some SpendingModel, threads: ThreadCount
  ) -> [Double] {
    let newcomer = model.expectedSpend ?? .nan
    return threads.column(summary.count) { row in
      let count = Int(summary.spendCounts[row])
      guard count > 0 else { return newcomer }
      return finite(model.expectedSpend(givenMean: summary.spendMeans[row], count: count) ?? .nan)
    }
  }

  private static func value(
    _ rows: Int, spends: [Double]?, alive: [Double], table: LivingCustomerTable, options: PredictionOptions
  ) -> [Double] {
    guard let spends else { return [Double](repeating: .nan, count: rows) }
    let margin = options.margin
    return options.threads.column(rows) { row in
      finite(margin * spends[row] * alive[row] * table[row].discountedTransactions)
    }
  }
}

/// NaN for infinity: a number without end is a number that does not exist.
private func finite(_ value: Double) -> Double { value.isFinite ? value : .nan }

extension CustomerSummary {
  /// Days from the last purchase to the observation end.
  fileprivate func daysSinceLastPurchase(_ row: Int) -> Double {
    if let observationEnd, !lastDays.isEmpty { return Double(observationEnd.daysSince1970 - lastDays[row]) }
    let days = (ages[row] - recencies[row]) * unit.days
    // Whole days written in weeks or months come back with the rounding error of a few ulps of the age.
    let whole = days.rounded()
    return abs(days - whole) <= 1e-9 * max(1, ages[row] * unit.days) ? whole : days
  }
}

extension CalendarDay {
  /// The last day that can be written with four digits of the year: 9999-12-31.
  private static let last: Int32 = 2_932_896

  /// The nearest day to a time `days` ahead, at least tomorrow; nil past 9999-12-31.
  fileprivate func next(afterDays days: Double) -> CalendarDay? {
    let day = Double(daysSince1970) + max(1, days.rounded())
    return day <= Double(CalendarDay.last) ? CalendarDay(daysSince1970: Int32(day)) : nil
  }
}
