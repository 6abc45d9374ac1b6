package import CustomerData
package import CustomerModels
import Parallelism

/// What a customer known to be alive will do, once per distinct (x, T) and model; per distinct (x, t_x, T) where the model asks
/// for t_x (`LatentAttritionModel.livingCustomerDependsOnRecency`).
///
/// A living customer is a new customer with updated parameters, and in most models these depend on x and T only. So all that
/// is costly stands in a table of tens of thousands of entries for millions of customers, and the prediction for a
/// customer is P(alive) times an entry.
struct LivingCustomerTable: Sendable {
  /// What the customers of an entry have in common. Infinity where the quantity is.
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
    let forecast = LivingForecast(
      time: horizon.length(in: summary.unit), rate: discounted ? discountRate.continuous(per: summary.unit) : nil,
      unit: summary.unit, observationEnd: summary.observationEnd)
    // Customers with the same model and x stand together: they share work.
    let alike = RowGroups(rows.count, threads: ThreadCount(1)) { entry in
      let row = rows.firstRows[entry]
      return (UInt64(models.position(row)), UInt64(UInt32(bitPattern: summary.frequencies[row])), 0)
    }
    let order = alike.rowsByEntry
    let blocks = Blocks(order.count, of: 64)
    let computed = threads.map(blocks.count) { block in
      var entries: [Entry] = []
      var start = blocks[block].lowerBound
      while start < blocks[block].upperBound {
        let position = models.position(rows.firstRows[order[start]])
        var histories: [PurchaseHistory] = []
        while start < blocks[block].upperBound, models.position(rows.firstRows[order[start]]) == position {
          histories.append(summary[rows.firstRows[order[start]]])
          start += 1
        }
        entries += models.models[position].livingCustomers(given: histories, forecast)
      }
      return entries
    }
    entries = [Entry](unsafeUninitializedCapacity: rows.count) { entries, initializedCount in
      for (place, entry) in zip(order, computed.joined()) { entries.initializeElement(at: place, to: entry) }
      initializedCount = rows.count
    }
    self.rows = rows
  }

  /// The entry of a row.
  subscript(row: Int) -> Entry { entries[Int(rows.entryOfRow[row])] }
}

/// What is asked of living customers.
private struct LivingForecast: Sendable {
  /// The horizon; infinity for a lifetime.
  let time: Double
  /// The continuous discount rate; nil when discounted transactions are not wanted.
  let rate: Double?
  let unit: TimeUnit
  let observationEnd: CalendarDay?
}

extension LatentAttritionModel {
  /// The living customer, whatever its type.
  package func livingForecast(given history: PurchaseHistory) -> any TransactionForecast {
    livingCustomer(given: history)
  }

  /// The table's entries for some histories.
  fileprivate func livingCustomers(
    given histories: [PurchaseHistory], _ forecast: LivingForecast
  ) -> [LivingCustomerTable.Entry] {
    let customers = histories.map { livingCustomer(given: $0) }
    let expected = LivingCustomer.expectedTransactions(of: customers, over: forecast.time)
    let discounted: [Double] =
      switch forecast.rate {
      case nil: Array(repeating: .nan, count: customers.count)
      // Without discounting both are the same integral; one number for both keeps value = spend x transactions.
      case 0: expected
      case let rate?:
        LivingCustomer.discountedExpectedTransactions(of: customers, over: forecast.time, discountRate: rate)
      }
    return customers.indices.map { index in
      LivingCustomerTable.Entry(
        expectedTransactions: expected[index],
        purchaseProbability: customers[index].probabilityOfPurchase(over: forecast.time),
        discountedTransactions: discounted[index],
        nextPurchase: forecast.observationEnd?.next(
          afterDays: customers[index].timeToNextPurchase(quantile: 0.5) * forecast.unit.days))
    }
  }
}

extension CalendarDay {
  /// The nearest day to a time `days` ahead, at least tomorrow; nil past 9999-12-31.
  fileprivate func next(afterDays days: Double) -> CalendarDay? {
    let day = Double(daysSince1970) + max(1, days.rounded())
    return day <= Double(CalendarDay.last.daysSince1970) ? CalendarDay(daysSince1970: Int32(day)) : nil
  }
}
