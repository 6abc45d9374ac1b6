package import CustomerData
package import CustomerModels
import Parallelism

/// What a customer known to be alive will do, once per distinct (x, T) and model.
///
/// A living customer is a new customer with updated parameters, and these depend on x and T only. So all that is
/// costly stands in a table of tens of thousands of entries for millions of customers, and the prediction for a
/// customer is P(alive) times an entry.
struct LivingCustomerTable: Sendable {
  /// One distinct (x, T). Infinity where the quantity is.
  struct Entry: Sendable {
    /// Expected purchases within the horizon.
    var expectedTransactions: Double
    /// P(at least one purchase within the horizon).
    var purchaseProbability: Double
    /// Discounted expected purchases within the horizon; NaN when not asked for.
    var discountedTransactions: Double
    /// Day of the median time to the next purchase; nil without an observation end, and past the year 9999.
    var nextPurchase: CalendarDay?
  }

  let entries: [Entry]
  let rows: RowGroups

  /// - Parameter discounted: whether discounted transactions, an integral per entry, are wanted.
  init(
    of summary: CustomerSummary, models: AssignedModels<any LatentAttritionModel>, horizon: Horizon,
    discountRate: DiscountRate, discounted: Bool, threads: ThreadCount
  ) {
    let rows = summary.livingCustomers(of: models, tags: models.modelOfRow, threads: threads)
    let time = horizon.length(in: summary.unit)
    let rate = discountRate.continuous(per: summary.unit)
    let unit = summary.unit
    let observationEnd = summary.observationEnd
    entries = threads.column(rows.count, blockSize: 64) { entry in
      let row = rows.firstRows[entry]
      let living = models[row].livingForecast(given: summary[row])
      let expected = living.expectedTransactions(over: time)
      let discountedExpected: Double =
        switch (discounted, rate) {
        case (false, _): .nan
        // Without discounting both are the same integral; one number for both keeps value = spend x transactions.
        case (true, 0): expected
        case (true, _): living.discountedExpectedTransactions(over: time, discountRate: rate)
        }
      return Entry(
        expectedTransactions: expected, purchaseProbability: living.probabilityOfPurchase(over: time),
        discountedTransactions: discountedExpected,
        nextPurchase: observationEnd?.next(afterDays: living.timeToNextPurchase(quantile: 0.5) * unit.days))
    }
    self.rows = rows
  }

  /// The entry of a row.
  subscript(row: Int) -> Entry { entries[Int(rows.entryOfRow[row])] }
}

extension LatentAttritionModel {
  /// The living customer, whatever its type.
  package func livingForecast(given history: PurchaseHistory) -> any TransactionForecast {
    livingCustomer(given: history)
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
