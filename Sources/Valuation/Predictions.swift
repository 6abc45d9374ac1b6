public import CustomerData
public import CustomerModels
import Parallelism

/// What the models expect of every customer: one `Prediction` per row of the summary, in its order.
///
/// What is costly is worked out at once, in a table over the distinct (x, T). A row is put together from it when it is
/// asked for and is not kept, so predictions for millions of customers take little more memory than the summary:
/// `predictions[row].predictedValue` is one customer's, `predictions.column(\.predictedValue)` an array of them all.
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
  private let models: AssignedModels<any LatentAttritionModel>
  private let spend: AssignedModels<any SpendingModel>?
  private let table: LivingCustomerTable

  /// Predicts for every row with one model.
  ///
  /// - Parameters:
  ///   - summary: the customers.
  ///   - model: the transaction model.
  ///   - modelUnit: the time unit of the model's parameters.
  ///   - spend: the spending model; without one spend, predicted and total value are NaN, as they are when the summary
  ///     has no amounts.
  ///   - options: horizon, discount rate, margin, threads.
  /// - Throws: `PredictionError.unitMismatch` when the summary is in another unit than the model;
  ///   `unboundedValue` when value is asked for a lifetime, the rate is not positive and the sum has no end.
  /// - Complexity: one integral per distinct (x, T), one hash look-up per row.
  public init(
    of summary: CustomerSummary, transactions model: some LatentAttritionModel, unit modelUnit: TimeUnit,
    spend: (any SpendingModel)?, options: PredictionOptions
  ) throws(PredictionError) {
    try self.init(
      of: summary, transactions: AssignedModels(model), unit: modelUnit, spend: spend.map { AssignedModels($0) },
      options: options)
  }

  /// Predicts for every row with a model of its own.
  ///
  /// - Parameters:
  ///   - models: the transaction models and which row has which.
  ///   - spend: the same for spending models.
  /// - Throws: as with one model.
  /// - Complexity: one integral per distinct (x, T) and model.
  public init(
    of summary: CustomerSummary, transactions models: AssignedModels<any LatentAttritionModel>,
    unit modelUnit: TimeUnit, spend: AssignedModels<any SpendingModel>?, options: PredictionOptions
  ) throws(PredictionError) {
    guard modelUnit == summary.unit else { throw .unitMismatch(model: modelUnit, data: summary.unit) }
    precondition(
      [0, summary.count].contains(models.modelOfRow.count)
        && [0, summary.count].contains(spend?.modelOfRow.count ?? 0),
      "\(models.modelOfRow.count) assigned models for \(summary.count) rows")
    let spend = summary.hasSpend ? spend : nil
    let table = LivingCustomerTable(
      of: summary, models: models, horizon: options.horizon, discountRate: options.discountRate,
      discounted: spend != nil, threads: options.threads)
    if options.horizon == .lifetime, options.discountRate.annual <= 0, spend != nil,
      table.entries.contains(where: { $0.discountedTransactions == .infinity })
    {
      throw .unboundedValue(annualDiscountRate: options.discountRate.annual)
    }
    self.summary = summary
    self.options = options
    self.models = models
    self.spend = spend
    self.table = table
  }

  /// One entry of every row's prediction: `column(\.predictedValue)`.
  ///
  /// - Complexity: computes every row, on all threads; the result is not kept.
  public func column<Value: Sendable>(_ entry: @Sendable (Prediction) -> Value) -> [Value] {
    options.threads.column(count) { entry(self[$0]) }
  }

  /// Whether all rows have the same models.
  package var hasOneModel: Bool { models.models.count == 1 && (spend?.models.count ?? 1) == 1 }

  /// Calls `body` with some rows and their predictions, in order: cheaper than one by one, because a model is looked up
  /// once for all neighbours that have it.
  package func visit(_ rows: Range<Int>, _ body: (Int, Prediction) -> Void) {
    var start = rows.lowerBound
    while start < rows.upperBound {
      let key = modelKey(start)
      var end = start + 1
      while end < rows.upperBound && modelKey(end) == key { end += 1 }
      visit(start..<end, models[start], spend?[start], body)
      start = end
    }
  }

  /// For rows of one model.
  private func visit(
    _ rows: Range<Int>, _ model: some LatentAttritionModel, _ spend: (any SpendingModel)?,
    _ body: (Int, Prediction) -> Void
  ) {
    let expectedSpend = spend.map { expectedSpends(of: $0) } ?? { _ in .nan }
    for row in rows {
      let alive = model.probabilityAlive(given: summary[row])
      body(row, prediction(row, probabilityAlive: alive, expectedSpend: expectedSpend(row)))
    }
  }

  /// The expected spend of each row of one model.
  private func expectedSpends(of spend: some SpendingModel) -> (Int) -> Double {
    let newcomerSpend = spend.expectedSpend ?? .nan
    return { row in
      let count = Int(summary.spendCounts[row])
      guard count > 0 else { return newcomerSpend }
      return finite(spend.expectedSpend(givenMean: summary.spendMeans[row], count: count) ?? .nan)
    }
  }

  private func prediction(_ row: Int, probabilityAlive alive: Double, expectedSpend: Double) -> Prediction {
    let living = table[row]
    let margin = options.margin
    let predicted = finite(margin * expectedSpend * alive * living.discountedTransactions)
    let historic = summary.totalSpends.isEmpty ? .nan : finite(margin * summary.totalSpends[row])
    return Prediction(
      daysSinceLastPurchase: summary.daysSinceLastPurchase(row), probabilityAlive: alive,
      expectedTransactions: finite(alive * living.expectedTransactions),
      probabilityOfPurchase: alive * living.purchaseProbability, expectedSpend: expectedSpend,
      predictedValue: predicted, historicValue: historic, totalValue: finite(historic + predicted),
      expectedNextPurchase: living.nextPurchase)
  }

  /// Which models hold for a row.
  private func modelKey(_ row: Int) -> UInt64 {
    UInt64(models.position(row)) | UInt64(spend?.position(row) ?? 0) << 32
  }
}

extension Predictions: RandomAccessCollection {
  /// 0.
  public var startIndex: Int { 0 }
  /// The number of rows.
  public var endIndex: Int { summary.count }

  /// The prediction for a row, computed anew at each call.
  public subscript(row: Int) -> Prediction {
    var result: Prediction?
    visit(row..<row + 1) { result = $1 }
    return result!
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
