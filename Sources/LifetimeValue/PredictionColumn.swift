public import CustomerData
public import DelimitedText
public import Valuation

/// A column of the prediction file.
public enum PredictionColumn: String, Sendable, CaseIterable {
  /// As in the input, byte for byte.
  case customerID = "customer_id"
  /// Repeat purchases.
  case frequency
  /// First to last purchase, in the model's unit.
  case recency
  /// First purchase to the observation end, in the model's unit.
  case age
  /// Mean value of the repeat purchases.
  case monetaryValue = "monetary_value"
  /// The day of the last purchase.
  case lastPurchase = "last_purchase"
  /// Days from it to the observation end.
  case daysSinceLastPurchase = "days_since_last_purchase"
  /// P(alive).
  case probabilityAlive = "p_alive"
  /// Purchases to expect within the horizon.
  case expectedTransactions = "expected_transactions"
  /// P(at least one purchase within the horizon).
  case probabilityOfPurchase = "p_purchase"
  /// Value to expect per purchase.
  case expectedSpend = "expected_spend"
  /// Margin times the value to expect within the horizon, discounted.
  case predictedValue = "predicted_value"
  /// Margin times what was spent so far.
  case historicValue = "historic_value"
  /// The sum of the two.
  case totalValue = "total_value"
  /// The day by which half of such customers, if still customers, have bought again.
  case expectedNextPurchase = "expected_next_purchase"
  /// How many customers the row stands for: 1 unless the input was a table of patterns.
  case customers
  /// The customer's value of the column by which the model has groups; empty where there is none.
  case group

  /// The columns of a file unless others are asked for: all but `group`, `customers` where every row has an id, and
  /// `customer_id` where rows are patterns.
  public static func standard(for predictions: Predictions) -> [PredictionColumn] {
    let summary = predictions.summary
    return allCases.filter { column in
      switch column {
      case .customerID: summary.identifiers.count > 0
      case .customers: !summary.multiplicities.isEmpty
      case .group: false
      default: true
      }
    }
  }

  /// Whether customers who bought once, on the same day, and have no mean spend have the same field.
  var isSharedByOneTimeBuyers: Bool {
    switch self {
    case .customerID, .historicValue, .totalValue, .customers, .group: false
    default: true
    }
  }

  /// Appends the field of one row; empty where the value does not exist.
  func append(
    _ prediction: Prediction, row: Int, of predictions: Predictions, groups: CustomerAttribute? = nil,
    to block: inout CSVBlock
  ) {
    let summary = predictions.summary
    switch self {
    case .customerID:
      if summary.identifiers.count > 0 {
        summary.identifiers.withBytes(at: row) { block.append($0) }
      } else {
        block.appendEmpty()
      }
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
    case .customers: block.append(predictions.customers(inRow: row))
    case .group:
      if let groups, groups.levelOfRow[row] >= 0 {
        block.append(groups.levels[Int(groups.levelOfRow[row])])
      } else {
        block.appendEmpty()
      }
    }
  }
}

extension Predictions {
  /// Computes and writes the predictions as CSV: a header, then one row per customer in the order of the summary. No
  /// more than a block of rows per thread is in memory.
  ///
  /// - Parameters:
  ///   - sink: takes the bytes; call its `finish` afterwards.
  ///   - columns: which columns, in which order; nil for `PredictionColumn.standard`. The `customer_id` of a pattern is
  ///     empty.
  ///   - groups: what `PredictionColumn.group` says of each row.
  ///   - format: delimiter, digits, spreadsheet safety.
  ///   - progress: called with the rows written so far, from any thread, one call at a time.
  /// - Returns: the totals over all rows, whatever the columns: those of `PredictionTotals(of:)`.
  @discardableResult
  public func write(
    to sink: any ByteSink, columns: [PredictionColumn]? = nil, groups: CustomerAttribute? = nil,
    format: CSVFormat = CSVFormat(),
    progress: (@Sendable (Int) -> Void)? = nil
  ) throws(OutputError) -> PredictionTotals {
    let columns = columns ?? PredictionColumn.standard(for: self)
    let rowText = PredictionRowText(columns, groups: groups)
    let writer = CSVWriter(sink, format: format)
    try writer.writeHeader(columns.map(\.rawValue))
    let sums = try writer.writeRows(
      count, rowsPerBlock: Predictions.rowsPerBlock, threads: options.threads, progress: progress
    ) { rows, block in
      var sums = PredictionSums()
      visit(rows) { row, prediction in
        sums.add(prediction, customers: customers(inRow: row))
        rowText.append(prediction, row: row, of: self, to: &block)
      }
      return sums
    }
    return PredictionTotals(sums)
  }
}
