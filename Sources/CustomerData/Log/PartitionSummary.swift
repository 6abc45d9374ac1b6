#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What one partition contributes to the summary: its customers with at least one occasion, in order of first appearance.
///
/// The columns are separate so that each can be given back as soon as it stands in the summary.
struct PartitionSummary: Sendable {
  /// Customers.
  private(set) var count = 0
  /// The customers' numbers in the partition.
  let customers: PartitionColumn<UInt32>
  let frequencies: PartitionColumn<Int32>
  let firstDays: PartitionColumn<Int32>
  let lastDays: PartitionColumn<Int32>
  let spendCounts: PartitionColumn<Int32>
  let spendMeans: PartitionColumn<Double>
  let totalSpends: PartitionColumn<Double>
  /// Sums of the logarithms of the days between purchases; without room unless asked for.
  let logInterpurchaseSums: PartitionColumn<Double>
  /// Occasions after the split; without room when there is no split.
  let holdoutTransactions: PartitionColumn<Int32>
  let holdoutSpends: PartitionColumn<Double>
  private(set) var tally = HistoryTally()
  /// The first customer whose sums went beyond the largest double.
  private(set) var overflow: Int?

  /// The options that decide about histories.
  struct Rules: Sendable {
    let occasion: Occasion
    let spendBasis: SpendBasis
    /// Last day of calibration; nil without a split.
    let splitDay: Int32?
    let logInterpurchaseSums: Bool

    init(_ options: LogOptions) {
      occasion = options.occasion
      spendBasis = options.spendBasis
      splitDay = options.calibrationEnd?.daysSince1970
      logInterpurchaseSums = options.logInterpurchaseSums
    }
  }

  /// Sorts a partition's rows by customer and day, gives their memory back, and works each customer out.
  init(_ partition: LogPartition, rules: Rules, sortingIn room: SortingRoom) {
    let count = partition.customerCount
    let (rows, ends) = room.sort(partition.content)
    partition.releaseRecords()
    customers = PartitionColumn(capacity: count)
    frequencies = PartitionColumn(capacity: count)
    firstDays = PartitionColumn(capacity: count)
    lastDays = PartitionColumn(capacity: count)
    spendCounts = PartitionColumn(capacity: count)
    spendMeans = PartitionColumn(capacity: count)
    totalSpends = PartitionColumn(capacity: count)
    logInterpurchaseSums = PartitionColumn(capacity: rules.logInterpurchaseSums ? count : 0)
    holdoutTransactions = PartitionColumn(capacity: rules.splitDay == nil ? 0 : count)
    holdoutSpends = PartitionColumn(capacity: rules.splitDay == nil ? 0 : count)
    var ledger = PurchaseLedger(rules.occasion)
    var start = 0
    for customer in 0..<count where start < ends[customer] {
      let own = UnsafeMutableBufferPointer(start: rows + start, count: ends[customer] - start)
      start = ends[customer]
      PartitionSummary.sortByDay(own)
      add(customer, UnsafeBufferPointer(own), rules, &ledger)
    }
  }

  /// Stable, so that rows of one day stay in input order; quick on rows already in order, the usual case.
  private static func sortByDay(_ rows: UnsafeMutableBufferPointer<PurchaseLedger.Row>) {
    if rows.count <= 32 {
      for index in 1..<max(1, rows.count) {
        let row = rows[index]
        var position = index
        while position > 0 && rows[position - 1].day > row.day {
          rows[position] = rows[position - 1]
          position -= 1
        }
        if position < index { rows[position] = row }
      }
    } else if zip(rows, rows.dropFirst()).contains(where: { $0.day > $1.day }) {
      var slice = rows[...]
      slice.sort { $0.day < $1.day }
    }
  }

  private mutating func add(
    _ customer: Int, _ rows: UnsafeBufferPointer<PurchaseLedger.Row>, _ rules: Rules, _ ledger: inout PurchaseLedger
  ) {
    var split = rows.count
    if let splitDay = rules.splitDay { while split > 0 && rows[split - 1].day > splitDay { split -= 1 } }
    ledger.fill(UnsafeBufferPointer(rebasing: rows[..<split]))
    noteOverflow(customer, ledger.hasOverflow)
    tally.counts.add(ledger.counts)
    let isInSummary = !ledger.entries.isEmpty
    if isInSummary { addHistory(customer, rules, ledger) } else if split > 0 { tally.withoutPurchase += 1 }
    guard rules.splitDay != nil else { return }
    ledger.fill(UnsafeBufferPointer(rebasing: rows[split...]))
    noteOverflow(customer, ledger.hasOverflow)
    if !isInSummary {
      if !ledger.entries.isEmpty { tally.bornLater += 1 }
      return
    }
    var spend = CompensatedSum()
    for entry in ledger.entries {
      if entry.amount.isNaN { tally.holdoutUnknown += 1 } else { spend.add(entry.amount) }
    }
    noteOverflow(customer, !spend.value.isFinite)
    holdoutTransactions.values[count - 1] = Int32(truncatingIfNeeded: ledger.entries.count)
    holdoutSpends.values[count - 1] = spend.value
  }

  private mutating func addHistory(_ customer: Int, _ rules: Rules, _ ledger: borrowing PurchaseLedger) {
    let occasions = ledger.entries.count
    var total = CompensatedSum()
    var spend = CompensatedSum()
    var spendCount = 0
    var known = 0
    for index in 0..<occasions {
      let amount = ledger.entries[index].amount
      if amount.isNaN {
        tally.unknownOccasions += 1
        continue
      }
      known += 1
      total.add(amount)
      if amount == 0 {
        tally.zeroOccasions += 1
      } else if index > 0 || rules.spendBasis == .all {
        spend.add(amount)
        spendCount += 1
      }
    }
    noteOverflow(customer, !total.value.isFinite)
    if rules.logInterpurchaseSums {
      logInterpurchaseSums.values[count] = PartitionSummary.logInterpurchaseSum(ledger)
    }
    tally.occasions += occasions
    customers.values[count] = UInt32(truncatingIfNeeded: customer)
    frequencies.values[count] = Int32(truncatingIfNeeded: occasions - 1)
    firstDays.values[count] = ledger.entries[0].day
    lastDays.values[count] = ledger.entries[occasions - 1].day
    spendCounts.values[count] = Int32(truncatingIfNeeded: spendCount)
    spendMeans.values[count] = spendCount == 0 ? 0 : spend.value / Double(spendCount)
    totalSpends.values[count] = known == 0 ? .nan : total.value
    count += 1
  }

  /// The sum of log(days) between the occasions of a customer; NaN where two fall on one day.
  private static func logInterpurchaseSum(_ ledger: borrowing PurchaseLedger) -> Double {
    var sum = CompensatedSum()
    for index in 1..<max(1, ledger.entries.count) {
      let days = ledger.entries[index].day - ledger.entries[index - 1].day
      if days == 0 { return .nan }
      sum.add(log(Double(days)))
    }
    return sum.value
  }

  private mutating func noteOverflow(_ customer: Int, _ isTrue: Bool) {
    if isTrue && overflow == nil { overflow = customer }
  }
}

/// What was counted while histories were worked out.
struct HistoryTally: Sendable {
  var counts = PurchaseLedger.Counts()
  var occasions = 0
  var zeroOccasions = 0
  var unknownOccasions = 0
  /// Customers with rows used of whom no occasion remains.
  var withoutPurchase = 0
  /// Customers with occasions in the holdout only.
  var bornLater = 0
  /// Holdout occasions of unknown amount.
  var holdoutUnknown = 0

  mutating func add(_ other: HistoryTally) {
    counts.add(other.counts)
    occasions += other.occasions
    zeroOccasions += other.zeroOccasions
    unknownOccasions += other.unknownOccasions
    withoutPurchase += other.withoutPurchase
    bornLater += other.bornLater
    holdoutUnknown += other.holdoutUnknown
  }
}
