import LifetimeValue

/// What is expected of single subscribers: one row each.
struct SubscriberPredictions {
  private struct Expectation {
    let retained: Double
    let periods: Double
    let value: Double?
  }

  private let histories: [SubscriberHistory]
  private let identifiers: CustomerIdentifiers
  private let counts: [Int]
  private let hasValue: Bool
  /// By tenure, of those still there.
  private var expectations: [Int: Expectation] = [:]

  /// - Parameter payment: price times margin per period; nil where no price is given.
  init(
    _ histories: [SubscriberHistory], identifiers: CustomerIdentifiers, counts: [Int], model: any ContractModel,
    ahead: PeriodsAhead, payment: Double?
  ) {
    self.histories = histories
    self.identifiers = identifiers
    self.counts = counts
    hasValue = payment != nil && ahead.discountRate != nil
    for tenure in Set(histories.filter { !$0.churned }.map(\.tenure)) {
      let value = ahead.discountRate.flatMap { rate in
        payment.map {
          $0 * model.discountedExpectedResidualLifetime(tenure: tenure, discountRate: rate, over: ahead.count)
        }
      }
      expectations[tenure] = Expectation(
        retained: ahead.count.map { model.survival(over: $0, tenure: tenure) } ?? 0,
        periods: model.expectedResidualLifetime(tenure: tenure, over: ahead.count), value: value)
    }
  }

  /// `customer_id, tenure, churned, p_alive, p_retained, expected_periods, predicted_value`: whether the subscriber is
  /// there, still will be after the horizon, renewals expected within it, and their discounted value, the next one
  /// counting in full.
  func write(to sink: any ByteSink, format: CSVFormat) throws {
    let writer = CSVWriter(sink, format: format)
    let hasIDs = identifiers.count > 0
    try writer.writeHeader(
      (hasIDs ? ["customer_id"] : []) + [
        "tenure", "churned", "p_alive", "p_retained", "expected_periods", "predicted_value", "customers",
      ])
    try writer.writeRows(histories.count, threads: ThreadCount(1)) { rows, block in
      for row in rows {
        let history = histories[row]
        if hasIDs { identifiers.withBytes(at: row) { block.append($0) } }
        block.append(history.tenure)
        block.append(history.churned ? 1 : 0)
        block.append(history.churned ? 0 : 1)
        let expectation = expectations[history.tenure]
        block.append(finite: history.churned ? 0 : expectation?.retained)
        block.append(finite: history.churned ? 0 : expectation?.periods)
        block.append(finite: history.churned ? (hasValue ? 0 : nil) : expectation?.value)
        block.append(counts[row])
        block.endRow()
      }
    }
  }
}

/// The curves of cohorts continued.
struct CohortCurves {
  private struct Row {
    let cohort: String?
    let period: Int
    let active: Double
    let retention: Double
    let survival: Double
  }

  private let rows: [Row]

  init(_ table: RetentionTable, periods: Int, model: (String?) throws -> any ContractModel) throws {
    var rows: [Row] = []
    for cohort in table.cohorts {
      guard let last = cohort.active.last else { continue }
      let model = try model(cohort.name)
      let projection = model.projection(ofActive: last, tenure: cohort.tenure, periods: periods)
      for (index, active) in projection.enumerated() {
        let period = cohort.tenure + 1 + index
        rows.append(
          Row(
            cohort: cohort.name, period: period, active: active, retention: model.retention(at: period),
            survival: model.survival(over: period)))
      }
    }
    self.rows = rows
  }

  /// `[cohort,] period, expected_active, retention_rate, survival`: subscribers expected to be left, the share that
  /// renews at this renewal, and the share of new subscribers that gets so far.
  func write(to sink: any ByteSink, format: CSVFormat) throws {
    let writer = CSVWriter(sink, format: format)
    let hasNames = rows.first?.cohort != nil
    try writer.writeHeader(
      (hasNames ? ["cohort"] : []) + ["period", "expected_active", "retention_rate", "survival"])
    try writer.writeRows(rows.count, threads: ThreadCount(1)) { range, block in
      for row in rows[range] {
        if let name = row.cohort { block.append(name) }
        block.append(row.period)
        block.append(row.active)
        block.append(row.retention)
        block.append(row.survival)
        block.endRow()
      }
    }
  }
}

/// What is expected of customers at discrete opportunities: one row each.
struct OpportunityPredictions {
  private struct Expectation {
    let alive: Double
    let transactions: Double
    let purchase: Double
    let discounted: Double?
    let next: Int?
  }

  private let table: OpportunityTable
  private var expectations: [OpportunityHistory: Expectation] = [:]

  init(_ table: OpportunityTable, model: BGBB, ahead: PeriodsAhead) {
    self.table = table
    for history in Set(table.histories) {
      expectations[history] = Expectation(
        alive: model.probabilityAlive(after: 1, given: history),
        transactions: model.expectedTransactions(over: ahead.count, given: history),
        purchase: model.probabilityOfPurchase(over: ahead.count, given: history),
        discounted: ahead.discountRate.map {
          model.discountedExpectedTransactions(over: ahead.count, discountRate: $0, given: history)
        },
        next: model.livingCustomer(given: history).opportunitiesToNextPurchase(quantile: 0.5))
    }
  }

  /// `customer_id, frequency, recency, opportunities, p_alive, expected_transactions, p_purchase,
  /// discounted_transactions, next_purchase`: P(alive) is that at the next opportunity; the last column says at which
  /// opportunity from now a customer who stays has bought again with probability one half.
  func write(to sink: any ByteSink, format: CSVFormat) throws {
    let writer = CSVWriter(sink, format: format)
    let hasIDs = table.identifiers.count > 0
    let hasCounts = !table.multiplicities.isEmpty
    try writer.writeHeader(
      (hasIDs ? ["customer_id"] : []) + [
        "frequency", "recency", "opportunities", "p_alive", "expected_transactions", "p_purchase",
        "discounted_transactions", "next_purchase",
      ] + (hasCounts ? ["customers"] : []))
    try writer.writeRows(table.histories.count, threads: ThreadCount(1)) { rows, block in
      for row in rows {
        let history = table.histories[row]
        let expectation = expectations[history]!
        if hasIDs { table.identifiers.withBytes(at: row) { block.append($0) } }
        block.append(history.frequency)
        block.append(history.recency)
        block.append(history.opportunities)
        block.append(expectation.alive)
        block.append(finite: expectation.transactions)
        block.append(expectation.purchase)
        block.append(finite: expectation.discounted)
        if let next = expectation.next { block.append(next) } else { block.appendEmpty() }
        if hasCounts { block.append(table.multiplicities[row]) }
        block.endRow()
      }
    }
  }
}

extension CSVBlock {
  /// A number, or an empty field where there is none.
  fileprivate mutating func append(finite value: Double?) {
    if let value, value.isFinite { append(value) } else { appendEmpty() }
  }
}
