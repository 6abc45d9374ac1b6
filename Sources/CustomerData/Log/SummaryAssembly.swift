import Parallelism
import _CPrefetch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Brings the customers of all partitions into the order in which they first appear in the input, and writes the columns of
/// the summary.
struct SummaryAssembly {
  /// Customers.
  let count: Int
  private let partitions: [LogPartition]
  private let appearances: Appearances
  /// Customers, and bytes of their ids, before each block of the appearances.
  private let before: [(customers: Int, identifierBytes: Int)]
  private let options: LogOptions
  private let observationEnd: CalendarDay
  private let hasAmounts: Bool

  private let ends = FilledColumn<Int>()
  private let bytes = FilledColumn<UInt8>()
  private let frequencies = FilledColumn<Int32>()
  private let firstDays = FilledColumn<Int32>()
  private let lastDays = FilledColumn<Int32>()
  private let recencies = FilledColumn<Double>()
  private let ages = FilledColumn<Double>()
  private let spendCounts = FilledColumn<Int32>()
  private let spendMeans = FilledColumn<Double>()
  private let totalSpends = FilledColumn<Double>()
  private let logInterpurchaseSums = FilledColumn<Double>()
  private let holdoutTransactions = FilledColumn<Int32>()
  private let holdoutSpends = FilledColumn<Double>()

  /// - Parameters:
  ///   - partitions: settled.
  ///   - hasAmounts: whether any amount of the log is known.
  init(
    _ partitions: [LogPartition], _ appearances: Appearances, options: LogOptions, observationEnd: CalendarDay,
    hasAmounts: Bool
  ) {
    self.partitions = partitions
    self.appearances = appearances
    self.options = options
    self.observationEnd = observationEnd
    self.hasAmounts = hasAmounts
    before = appearances.totals()
    count = before.last!.customers
  }

  /// The summary, and what its customers did in the holdout: occasions, and spend where there are amounts.
  func assemble() -> (summary: CustomerSummary, transactions: [Int32], spends: [Double]) {
    var columns: [(column: any FillableColumn, count: Int)] = [
      (ends, count), (bytes, before.last!.identifierBytes), (frequencies, count), (firstDays, count), (lastDays, count),
      (recencies, count), (ages, count),
    ]
    if hasAmounts { columns += [(spendCounts, count), (spendMeans, count), (totalSpends, count)] }
    if options.logInterpurchaseSums { columns.append((logInterpurchaseSums, count)) }
    if options.calibrationEnd != nil {
      columns.append((holdoutTransactions, count))
      if hasAmounts { columns.append((holdoutSpends, count)) }
    }
    columns.open { options.threads.forEach(appearances.blockCount) { fill($0) } }
    var summary = CustomerSummary(unit: options.unit)
    summary.observationEnd = observationEnd
    summary.identifiers = CustomerIdentifiers(bytes: bytes.values, ends: ends.values)
    summary.frequencies = frequencies.values
    summary.firstDays = firstDays.values
    summary.lastDays = lastDays.values
    summary.recencies = recencies.values
    summary.ages = ages.values
    summary.spendCounts = spendCounts.values
    summary.spendMeans = spendMeans.values
    summary.totalSpends = totalSpends.values
    summary.logInterpurchaseSums = logInterpurchaseSums.values
    return (summary, holdoutTransactions.values, holdoutSpends.values)
  }

  /// Writes the customers who first appear in a block.
  private func fill(_ block: Int) {
    let days = options.unit.days
    let (end, basis) = (observationEnd.daysSince1970, options.spendBasis)
    var row = before[block].customers
    var idEnd = before[block].identifierBytes
    let (ends, bytes) = (ends.target!, bytes.target!)
    let (frequencies, firstDays, lastDays) = (frequencies.target!, firstDays.target!, lastDays.target!)
    let (recencies, ages) = (recencies.target!, ages.target!)
    let spends = hasAmounts ? (spendCounts.target!, spendMeans.target!, totalSpends.target!) : nil
    let hasMore = options.logInterpurchaseSums || options.calibrationEnd != nil
    withUnsafeTemporaryAllocation(of: Int.self, capacity: LogPartition.count) { next in
      let next = next.baseAddress.unsafelyUnwrapped
      appearances.forEach(in: block, next: next) { number in
        let partition = partitions[number]
        var customer = next[number]
        while partition.history(customer).pointee.occasions == 0 { customer &+= 1 }
        next[number] = customer &+ 1
        // Wanted after about as many others as there are partitions.
        if customer &+ 1 < partition.customerCount {
          lifetimevalue_prefetch(partition.history(customer &+ 1))
        }
        let history = partition.history(customer)
        let id = partition.identifier(history)
        UnsafeMutableRawPointer(bytes + idEnd).copyMemory(from: id.baseAddress!, byteCount: id.count)
        idEnd &+= id.count
        ends[row] = idEnd
        let (first, last) = (history.pointee.firstDay, history.pointee.lastDay)
        frequencies[row] = history.pointee.frequency
        firstDays[row] = first
        lastDays[row] = last
        recencies[row] = Double(last - first) / days
        ages[row] = Double(end - first) / days
        if let (counts, means, totals) = spends {
          counts[row] = history.pointee.spendCount(basis)
          means[row] = history.pointee.spendMean(basis)
          totals[row] = history.pointee.totalSpend
        }
        if hasMore { fillMore(row, partition, customer) }
        row &+= 1
      }
    }
  }

  /// Writes the columns that are seldom asked for.
  private func fillMore(_ row: Int, _ partition: LogPartition, _ customer: Int) {
    if let sums = logInterpurchaseSums.target {
      // From days to the unit.
      let shift = Double(partition.history(customer).pointee.frequency) * log(options.unit.days)
      sums[row] = partition.content.logInterpurchaseSum(customer) - shift
    }
    guard options.calibrationEnd != nil else { return }
    let holdout = partition.content.holdout(customer)
    holdoutTransactions.target![row] = holdout.occasions
    if let spends = holdoutSpends.target { spends[row] = holdout.spend }
  }
}
