/// A summary that is put together from those of blocks of a file.
extension CustomerSummary {
  /// Forgets all rows and keeps the memory.
  mutating func removeAll() {
    identifiers.removeAll()
    frequencies.removeAll(keepingCapacity: true)
    recencies.removeAll(keepingCapacity: true)
    ages.removeAll(keepingCapacity: true)
    spendCounts.removeAll(keepingCapacity: true)
    spendMeans.removeAll(keepingCapacity: true)
    totalSpends.removeAll(keepingCapacity: true)
    firstDays.removeAll(keepingCapacity: true)
    lastDays.removeAll(keepingCapacity: true)
    logInterpurchaseSums.removeAll(keepingCapacity: true)
    multiplicities.removeAll(keepingCapacity: true)
  }

  /// Adds the rows of a summary with the same columns.
  mutating func append(contentsOf other: CustomerSummary) {
    identifiers.append(contentsOf: other.identifiers)
    frequencies.append(contentsOf: other.frequencies)
    recencies.append(contentsOf: other.recencies)
    ages.append(contentsOf: other.ages)
    spendCounts.append(contentsOf: other.spendCounts)
    spendMeans.append(contentsOf: other.spendMeans)
    totalSpends.append(contentsOf: other.totalSpends)
    firstDays.append(contentsOf: other.firstDays)
    lastDays.append(contentsOf: other.lastDays)
    logInterpurchaseSums.append(contentsOf: other.logInterpurchaseSums)
    multiplicities.append(contentsOf: other.multiplicities)
  }

  /// Makes room for `rows` in the columns that have any, with ids as long as those there are.
  mutating func reserveCapacity(_ rows: Int) {
    func reserve<Value>(_ column: inout [Value]) { if !column.isEmpty { column.reserveCapacity(rows) } }
    let ids = identifiers.count
    if ids > 0 { identifiers.reserveCapacity(rows, byteCount: identifiers.byteCount / ids * rows + rows) }
    reserve(&frequencies)
    reserve(&recencies)
    reserve(&ages)
    reserve(&spendCounts)
    reserve(&spendMeans)
    reserve(&totalSpends)
    reserve(&firstDays)
    reserve(&lastDays)
    reserve(&logInterpurchaseSums)
    reserve(&multiplicities)
  }
}
