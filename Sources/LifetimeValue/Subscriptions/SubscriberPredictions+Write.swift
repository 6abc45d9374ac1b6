public import CustomerData
public import DelimitedText
public import Parallelism
public import Valuation

extension SubscriberPredictions {
  /// Writes the predictions as CSV: `[customer_id,]tenure, churned, p_alive, p_retained, expected_periods,
  /// discounted_periods, predicted_value, customers`. A value that does not exist is an empty field.
  ///
  /// - Parameters:
  ///   - identifiers: of the subscribers; none where the input has none.
  ///   - counts: how many subscribers each row stands for.
  ///   - sink: takes the bytes; call its `finish` afterwards.
  ///   - progress: called with the rows written so far, from any thread, one call at a time.
  public func write(
    identifiers: CustomerIdentifiers, counts: [Int], to sink: any ByteSink, format: CSVFormat = CSVFormat(),
    threads: ThreadCount = .all, progress: (@Sendable (Int) -> Void)? = nil
  ) throws(OutputError) {
    let writer = CSVWriter(sink, format: format)
    let hasIDs = identifiers.count > 0
    try writer.writeHeader(
      (hasIDs ? ["customer_id"] : []) + [
        "tenure", "churned", "p_alive", "p_retained", "expected_periods", "discounted_periods", "predicted_value",
        "customers",
      ])
    try writer.writeRows(count, threads: threads, progress: progress) { rows, block in
      for row in rows {
        let (history, prediction) = (histories[row], self[row])
        if hasIDs { identifiers.withBytes(at: row) { block.append($0) } }
        block.append(history.tenure)
        block.append(history.churned ? 1 : 0)
        block.append(prediction.probabilityAlive)
        block.append(prediction.probabilityRetained)
        block.append(prediction.expectedPeriods)
        block.append(prediction.discountedPeriods)
        block.append(prediction.predictedValue)
        block.append(counts[row])
        block.endRow()
      }
    }
  }
}
