extension CustomerSummary {
  /// Some of the customers, for fitting: without their ids.
  ///
  /// - Parameter rows: in the order wanted.
  package func selecting(_ rows: [Int]) -> CustomerSummary {
    func select<Value>(_ column: [Value]) -> [Value] { column.isEmpty ? [] : rows.map { column[$0] } }
    var selection = CustomerSummary(unit: unit)
    selection.observationEnd = observationEnd
    selection.frequencies = select(frequencies)
    selection.recencies = select(recencies)
    selection.ages = select(ages)
    selection.spendCounts = select(spendCounts)
    selection.spendMeans = select(spendMeans)
    selection.totalSpends = select(totalSpends)
    selection.firstDays = select(firstDays)
    selection.lastDays = select(lastDays)
    selection.logInterpurchaseSums = select(logInterpurchaseSums)
    selection.multiplicities = select(multiplicities)
    return selection
  }
}
