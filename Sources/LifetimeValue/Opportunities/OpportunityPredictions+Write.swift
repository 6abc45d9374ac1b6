import CustomerData
public import DelimitedText
public import Valuation

extension OpportunityPredictions {
  /// Writes the predictions as CSV: the columns of predictions in continuous time, with `age` counted in opportunities, then
  /// `opportunities` (the same number, so that the file can be read as a table of opportunities), `discounted_transactions`,
  /// `next_purchase` (in opportunities from now) and, of a table of patterns, `customers`. Days are first days of periods. A
  /// value that does not exist is an empty field.
  ///
  /// - Parameters:
  ///   - sink: takes the bytes; call its `finish` afterwards.
  ///   - progress: called with the rows written so far, from any thread, one call at a time.
  /// - Returns: the totals over all rows.
  @discardableResult
  public func write(
    to sink: any ByteSink, format: CSVFormat = CSVFormat(), progress: (@Sendable (Int) -> Void)? = nil
  ) throws(OutputError) -> PredictionTotals {
    let writer = CSVWriter(sink, format: format)
    let hasIDs = table.identifiers.count > 0
    let hasCounts = !table.multiplicities.isEmpty
    let shared = PredictionColumn.allCases.filter { $0 != .customers && $0 != .group && (hasIDs || $0 != .customerID) }
    try writer.writeHeader(
      shared.map(\.rawValue) + ["opportunities", "discounted_transactions", "next_purchase"]
        + (hasCounts ? ["customers"] : []))
    let sums = try writer.writeRows(
      count, rowsPerBlock: Predictions.rowsPerBlock, threads: options.threads, progress: progress
    ) { rows, block in
      var sums = PredictionSums()
      for row in rows {
        let (history, prediction) = (table.histories[row], self[row])
        sums.add(prediction.prediction, customers: customers(inRow: row))
        for column in shared { append(column, prediction.prediction, row, to: &block) }
        block.append(history.opportunities)
        block.append(prediction.discountedTransactions)
        if let next = prediction.opportunitiesToNextPurchase { block.append(next) } else { block.appendEmpty() }
        if hasCounts { block.append(table.multiplicities[row]) }
        block.endRow()
      }
      return sums
    }
    return PredictionTotals(sums)
  }

  private func append(_ column: PredictionColumn, _ prediction: Prediction, _ row: Int, to block: inout CSVBlock) {
    let history = table.histories[row]
    switch column {
    case .customerID: table.identifiers.withBytes(at: row) { block.append($0) }
    case .frequency: block.append(history.frequency)
    case .recency: block.append(history.recency)
    case .age: block.append(history.opportunities)
    case .monetaryValue:
      if let customers = table.customers, customers.hasSpend, customers.spendCounts[row] > 0 {
        block.append(customers.spendMeans[row])
      } else {
        block.appendEmpty()
      }
    case .lastPurchase:
      if let customers = table.customers {
        block.append(CalendarDay(daysSince1970: customers.lastDays[row]))
      } else {
        block.appendEmpty()
      }
    case .daysSinceLastPurchase: block.append(prediction.daysSinceLastPurchase)
    case .probabilityAlive: block.append(prediction.probabilityAlive)
    case .expectedTransactions: block.append(prediction.expectedTransactions)
    case .probabilityOfPurchase: block.append(prediction.probabilityOfPurchase)
    case .expectedSpend: block.append(prediction.expectedSpend)
    case .predictedValue: block.append(prediction.predictedValue)
    case .historicValue: block.append(prediction.historicValue)
    case .totalValue: block.append(prediction.totalValue)
    case .expectedNextPurchase:
      if let day = prediction.expectedNextPurchase { block.append(day) } else { block.appendEmpty() }
    case .customers: block.append(customers(inRow: row))
    case .group: block.appendEmpty()
    }
  }
}
