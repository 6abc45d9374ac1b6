public import DelimitedText
public import Parallelism

extension CustomerSummary {
  /// Writes the summary as delimited text with a header, one row per customer, in the summary's unit.
  ///
  /// Columns: `customer_id` (absent without ids), `frequency`, `recency`, `age`; with amounts `monetary_value` (empty
  /// where `spend_count` is 0) and `spend_count`; as far as known `total_spend`, `first_purchase`, `last_purchase`,
  /// `log_interpurchase_sum` (empty where two purchases fall on one day); and `customers` where rows stand for several. With `format.digits` nil, `SummaryTable` reads the same bits back.
  ///
  /// - Parameters:
  ///   - sink: takes the bytes; finished by the caller.
  ///   - progress: called with the rows written so far, from any thread, one call at a time.
  /// - Throws: what the sink throws.
  public func write(
    to sink: any ByteSink, format: CSVFormat = CSVFormat(), threads: ThreadCount = .all,
    progress: (@Sendable (Int) -> Void)? = nil
  ) throws(OutputError) {
    let writer = CSVWriter(sink, format: format)
    try writer.writeHeader(columns)
    try writer.writeRows(count, threads: threads, progress: progress) { rows, block in
      for row in rows {
        append(row, to: &block)
        block.endRow()
      }
    }
  }

  private var hasIdentifiers: Bool { identifiers.count > 0 }

  private var columns: [String] {
    var names: [String] = []
    if hasIdentifiers { names.append(SummaryColumn.customer) }
    names += [SummaryColumn.frequency, SummaryColumn.recency, SummaryColumn.age]
    if hasSpend { names += [SummaryColumn.monetaryValue, SummaryColumn.spendCount] }
    if !totalSpends.isEmpty { names.append(SummaryColumn.totalSpend) }
    if !firstDays.isEmpty { names.append(SummaryColumn.firstPurchase) }
    if !lastDays.isEmpty { names.append(SummaryColumn.lastPurchase) }
    if !logInterpurchaseSums.isEmpty { names.append(SummaryColumn.logInterpurchaseSum) }
    if !multiplicities.isEmpty { names.append(SummaryColumn.customers) }
    return names
  }

  private func append(_ row: Int, to block: inout CSVBlock) {
    if hasIdentifiers { identifiers.withBytes(at: row) { block.append($0) } }
    block.append(Int(frequencies[row]))
    block.append(recencies[row])
    block.append(ages[row])
    if hasSpend {
      if spendCounts[row] > 0 { block.append(spendMeans[row]) } else { block.appendEmpty() }
      block.append(Int(spendCounts[row]))
    }
    if !totalSpends.isEmpty { block.append(totalSpends[row]) }
    if !firstDays.isEmpty { append(day: firstDays[row], to: &block) }
    if !lastDays.isEmpty { append(day: lastDays[row], to: &block) }
    if !logInterpurchaseSums.isEmpty { block.append(logInterpurchaseSums[row]) }
    if !multiplicities.isEmpty { block.append(multiplicities[row]) }
  }

  /// Few days serve all customers.
  private func append(day: Int32, to block: inout CSVBlock) {
    block.append(recurringIn: 0, key: (UInt64(UInt32(bitPattern: day)), 0)) {
      $0.append(CalendarDay(daysSince1970: day))
    }
  }
}

extension CSVBlock {
  /// Appends a day as `YYYY-MM-DD`.
  ///
  /// - Precondition: the year is between 0 and 9999.
  public mutating func append(_ day: CalendarDay) {
    let (year, month, dayOfMonth) = day.civil
    append(year: year, month: month, day: dayOfMonth)
  }
}
