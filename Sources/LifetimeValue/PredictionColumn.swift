import CustomerData
public import DelimitedText
public import Valuation

/// A column of the prediction file.
public enum PredictionColumn: String, Sendable, CaseIterable {
  case customerID = "customer_id"
  case frequency
  case recency
  case age
  case monetaryValue = "monetary_value"
  case lastPurchase = "last_purchase"
  case daysSinceLastPurchase = "days_since_last_purchase"
  case probabilityAlive = "p_alive"
  case expectedTransactions = "expected_transactions"
  case probabilityOfPurchase = "p_purchase"
  case expectedSpend = "expected_spend"
  case predictedValue = "predicted_value"
  case historicValue = "historic_value"
  case totalValue = "total_value"
  case expectedNextPurchase = "expected_next_purchase"

  /// Appends the field of one row; empty where the value does not exist.
  func append(row: Int, of predictions: Predictions, to block: inout CSVBlock) {
    let summary = predictions.summary
    switch self {
    case .customerID:
      summary.identifiers.withBytes(at: row) { block.append($0) }
    case .frequency: block.append(Int(summary.frequencies[row]))
    case .recency: block.append(summary.recencies[row])
    case .age: block.append(summary.ages[row])
    case .monetaryValue:
      if summary.hasSpend && summary.spendCounts[row] > 0 {
        block.append(summary.spendMeans[row])
      } else {
        block.appendEmpty()
      }
    case .lastPurchase:
      if summary.lastDays.isEmpty {
        block.appendEmpty()
      } else {
        block.append(CalendarDay(daysSince1970: summary.lastDays[row]))
      }
    case .daysSinceLastPurchase: block.append(predictions.daysSinceLastPurchase[row])
    case .probabilityAlive: block.append(predictions.probabilityAlive[row])
    case .expectedTransactions: block.append(predictions.expectedTransactions[row])
    case .probabilityOfPurchase: block.append(predictions.probabilityOfPurchase[row])
    case .expectedSpend: block.append(predictions.expectedSpend[row])
    case .predictedValue: block.append(predictions.predictedValue[row])
    case .historicValue: block.append(predictions.historicValue[row])
    case .totalValue: block.append(predictions.totalValue[row])
    case .expectedNextPurchase:
      if let day = predictions.expectedNextPurchase[row] { block.append(day) } else { block.appendEmpty() }
    }
  }
}

extension Predictions {
  /// Writes the predictions as CSV: a header, then one row per customer in the order of the summary.
  ///
  /// - Parameters:
  ///   - sink: takes the bytes; call its `finish` afterwards.
  ///   - columns: which columns, in which order. A table of patterns has no `customer_id` to write.
  ///   - format: delimiter, digits, spreadsheet safety.
  public func write(
    to sink: any ByteSink, columns: [PredictionColumn] = PredictionColumn.allCases, format: CSVFormat = CSVFormat()
  ) throws(OutputError) {
    let columns = summary.identifiers.count == 0 ? columns.filter { $0 != .customerID } : columns
    let writer = CSVWriter(sink, format: format)
    let customers = summary.multiplicities.isEmpty ? [] : ["customers"]
    try writer.writeHeader(columns.map(\.rawValue) + customers)
    try writer.writeRows(count, threads: options.threads) { rows, block in
      for row in rows {
        for column in columns { column.append(row: row, of: self, to: &block) }
        if !summary.multiplicities.isEmpty { block.append(summary.multiplicities[row]) }
        block.endRow()
      }
    }
  }
}
