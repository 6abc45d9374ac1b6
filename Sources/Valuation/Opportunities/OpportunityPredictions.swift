public import CustomerData
public import CustomerModels
import Parallelism

/// What the models expect of one customer at the opportunities to come.
public struct OpportunityPrediction: Sendable {
  /// What it has in common with predictions in continuous time. P(alive) is that at the next opportunity, as in the
  /// paper; the day of the next purchase is the first day of its period.
  public let prediction: Prediction
  /// Expected purchases, that at the k-th opportunity from now discounted over k of them; NaN without a discount rate.
  public let discountedTransactions: Double
  /// The opportunity from now by which a customer who stays has bought again with probability one half; nil when it is
  /// beyond reach.
  public let opportunitiesToNextPurchase: Int?
}

/// What is expected of customers at discrete opportunities: one `OpportunityPrediction` per row of the table.
///
/// ```
/// expected transactions = P(alive) x E[X(n)] of the living customer
/// predicted value       = margin x expected spend x sum over k = 1 ... n of E[purchases at k] (1 + d)^-k
/// ```
/// Spend is that of an opportunity taken: what a customer buys within one period is one purchase.
public struct OpportunityPredictions: Sendable {
  /// The customers.
  public let table: OpportunityTable
  /// What was asked for; the horizon does not count.
  public let options: PredictionOptions
  private let spend: (any SpendingModel)?
  private let rows: RowGroups
  private let entries: [Entry]

  /// One distinct history. Infinity where the quantity is.
  private struct Entry: Sendable {
    let alive: Double
    let transactions: Double
    let purchase: Double
    let discounted: Double
    let next: Int?
    let nextDay: CalendarDay?
  }

  /// - Parameters:
  ///   - table: the customers.
  ///   - model: BG/BB.
  ///   - spend: the spending model; without one spend and predicted value are NaN, as they are of a table without amounts.
  ///   - opportunities: how many to come; nil for all there will ever be.
  ///   - discountRate: effective, per opportunity; nil where the length of a period is not known.
  ///   - period: what one opportunity is, for dates.
  ///   - options: margin and threads.
  /// - Throws: `PredictionError.unboundedValue` when value is asked for a lifetime, the rate is not positive and the sum
  ///   has no end.
  public init(
    of table: OpportunityTable, model: BGBB, spend: (any SpendingModel)?, opportunities: Int?, discountRate: Double?,
    period: CalendarPeriod?, options: PredictionOptions
  ) throws(PredictionError) {
    let histories = table.histories
    let rows = RowGroups(histories.count, threads: options.threads) { row in
      let history = histories[row]
      return (UInt64(history.frequency), UInt64(history.recency), UInt64(history.opportunities))
    }
    let now = period.flatMap { period in table.observationEnd.map { period.number(of: $0) } }
    let entries = options.threads.column(rows.count, blockSize: 64) { entry in
      let history = histories[rows.firstRows[entry]]
      let next = model.livingCustomer(given: history).opportunitiesToNextPurchase(quantile: 0.5)
      return Entry(
        alive: model.probabilityAlive(after: 1, given: history),
        transactions: model.expectedTransactions(over: opportunities, given: history),
        purchase: model.probabilityOfPurchase(over: opportunities, given: history),
        discounted: discountRate.map {
          model.discountedExpectedTransactions(over: opportunities, discountRate: $0, given: history)
        } ?? .nan, next: next,
        nextDay: next.flatMap { next in
          now.flatMap { now in period.flatMap { $0.start(ofNumber: now.addingReportingOverflow(next).partialValue) } }
        })
    }
    let spend = table.customers?.hasSpend == true ? spend : nil
    if spend != nil, let discountRate, opportunities == nil, discountRate <= 0,
      entries.contains(where: { $0.discounted == .infinity })
    {
      throw .unboundedValue(annualDiscountRate: options.discountRate.annual)
    }
    self.table = table
    self.options = options
    self.spend = spend
    self.rows = rows
    self.entries = entries
  }

  /// How many customers a row stands for.
  package func customers(inRow row: Int) -> Int { table.multiplicities.isEmpty ? 1 : table.multiplicities[row] }
}

extension OpportunityPredictions: RandomAccessCollection {
  /// 0.
  public var startIndex: Int { 0 }
  /// The number of rows.
  public var endIndex: Int { table.histories.count }

  /// The prediction for a row.
  public subscript(row: Int) -> OpportunityPrediction {
    let entry = entries[Int(rows.entryOfRow[row])]
    let customers = table.customers
    let spend = expectedSpend(row)
    let predicted = finite(options.margin * spend * entry.discounted)
    let historic =
      customers.map { $0.totalSpends.isEmpty ? .nan : finite(options.margin * $0.totalSpends[row]) } ?? .nan
    let days = customers.flatMap { customers in
      customers.observationEnd.map { Double($0.daysSince1970 - customers.lastDays[row]) }
    }
    return OpportunityPrediction(
      prediction: Prediction(
        daysSinceLastPurchase: days ?? .nan, probabilityAlive: entry.alive,
        expectedTransactions: finite(entry.transactions), probabilityOfPurchase: entry.purchase, expectedSpend: spend,
        predictedValue: predicted, historicValue: historic, totalValue: finite(historic + predicted),
        expectedNextPurchase: entry.nextDay),
      discountedTransactions: finite(entry.discounted), opportunitiesToNextPurchase: entry.next)
  }

  private func expectedSpend(_ row: Int) -> Double {
    guard let spend, let customers = table.customers else { return .nan }
    let count = Int(customers.spendCounts[row])
    return finite(
      (count > 0 ? spend.expectedSpend(givenMean: customers.spendMeans[row], count: count) : spend.expectedSpend)
        ?? .nan)
  }
}

extension PredictionTotals {
  /// Adds up predictions at discrete opportunities.
  public init(of predictions: OpportunityPredictions) {
    let blocks = Blocks(predictions.count, of: Predictions.rowsPerBlock)
    self.init(
      predictions.options.threads.map(blocks.count) { block in
        var sums = PredictionSums()
        for row in blocks[block] {
          sums.add(predictions[row].prediction, customers: predictions.customers(inRow: row))
        }
        return sums
      })
  }
}

/// NaN for infinity: a number without end is a number that does not exist.
private func finite(_ value: Double) -> Double { value.isFinite ? value : .nan }
