import _CPrefetch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The customers and rows of a partition.
///
/// Each row is added to its customer's history at once, and kept besides for the customers of whom a later row shows that
/// all their rows must be seen together (`SortingRoom`), unless rows are to be forgotten.
struct PartitionContent: ~Copyable {
  private(set) var customers: CustomerTable
  private(set) var records: PackedRecords
  private var keepsRows = true
  /// For each customer what came after the calibration end; nobody where there is none.
  private var holdouts: PiecedArray<HoldoutHistory>
  /// For each customer the sum of the logarithms of the days between purchases, NaN where two fall on one day; nobody unless
  /// asked for.
  private var logIntervals: PiecedArray<CompensatedSum>
  private let rules: HistoryRules
  private let pools: PartitionPools
  private var irregularCount = 0
  /// Whether there are customers who need all their rows.
  var hasIrregularCustomers: Bool { irregularCount > 0 }
  /// Records up to the calibration end.
  private var calibrationRecords = 0

  /// How many rows ahead memory is sent for: a power of two; so many that it comes in time, so few that it all gets through.
  private static let rowsAhead = 16

  init(in pools: PartitionPools, rules: HistoryRules) {
    self.pools = pools
    self.rules = rules
    customers = CustomerTable(in: pools.customers)
    records = PackedRecords(in: pools.rows)
    holdouts = PiecedArray(in: pools.customers)
    logIntervals = PiecedArray(in: pools.customers)
  }

  /// Bytes that customers and records take.
  var byteCount: Int {
    customers.byteCount + records.byteCount
      + holdouts.count * MemoryLayout<HoldoutHistory>.stride + logIntervals.count * MemoryLayout<CompensatedSum>.stride
  }

  // MARK: Taking rows

  /// Takes rows in order.
  ///
  /// While a row is taken, what is known of the customer of a later one is on its way from memory, and the slot of the
  /// customer of one later still; of a long id also the text that it will be compared with.
  ///
  /// - Parameters:
  ///   - texts: where ids of more than 8 bytes are.
  ///   - firstRecord: records of the input before the block.
  mutating func insert(_ rows: UnsafeBufferPointer<LogRow>, texts: UnsafeRawPointer, firstRecord: Int) {
    let ahead = PartitionContent.rowsAhead
    let count = rows.count
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: ahead) { candidates in
      // Entry i holds what is known of the customer of the next row whose number leaves the rest i.
      let candidates = candidates.baseAddress.unsafelyUnwrapped
      for row in 0..<min(2 * ahead, count) { customers.fetchSlot(rows[row].id) }
      for row in 0..<min(ahead, count) { candidates[row] = fetchCustomer(rows[row].id) }
      for index in 0..<count {
        if index &+ 2 &* ahead < count { customers.fetchSlot(rows[index &+ 2 &* ahead].id) }
        let candidate = candidates[index & (ahead &- 1)]
        if index &+ ahead < count { candidates[index & (ahead &- 1)] = fetchCustomer(rows[index &+ ahead].id) }
        let middle = index &+ ahead / 2
        if middle < count && rows[middle].id.isLong { customers.fetchText(candidates[middle & (ahead &- 1)]) }
        let row = rows[index]
        let text = row.id.isLong ? texts + Int(truncatingIfNeeded: row.id.word) : texts
        var customer = Int(truncatingIfNeeded: candidate) &- 1
        if customer < 0 || !customers.has(customer, row.id, text) {
          customer = number(of: row.id, text: text, firstRecord: firstRecord &+ Int(row.record))
        }
        if row.day != LogRow.doesNotCount {
          append(LogRecord(customer: UInt32(truncatingIfNeeded: customer), day: row.day, amount: row.amount))
        }
      }
    }
  }

  /// The number, plus 1, of the customer who probably has an id, for whose history is sent; 0 when there is none.
  @inline(__always)
  private func fetchCustomer(_ id: IdentifierKey) -> UInt32 {
    let candidate = customers.candidate(id)
    if candidate > 0 { lifetimevalue_prefetch(customers.histories[Int(candidate) &- 1]) }
    return candidate
  }

  /// The number of a customer, who is noted when new.
  mutating func number(of id: IdentifierKey, text: UnsafeRawPointer, firstRecord: Int) -> Int {
    let known = customers.count
    let customer = customers.number(of: id, text: text, firstRecord: firstRecord)
    if customer == known {
      if rules.hasHoldout { holdouts.append(HoldoutHistory()) }
      if rules.logInterpurchaseSums { logIntervals.append(CompensatedSum()) }
    }
    return customer
  }

  /// Adds a row to the customer's history, and keeps it.
  @inline(__always)
  mutating func append(_ record: LogRecord) {
    if keepsRows { records.append(record) }
    let customer = Int(record.customer)
    let history = customers.histories[customer]
    let isCalibration = record.day <= rules.splitDay
    if isCalibration { calibrationRecords &+= 1 }
    if history.pointee.isIrregular { return }
    let lastDay = isCalibration ? history.pointee.lastDay : holdouts[customer].pointee.lastDay
    if record.amount < 0 || record.day < lastDay {
      history.pointee.markIrregular()
      irregularCount &+= 1
    } else {
      add(customer, record.day, record.amount, mergesDays: rules.mergesDays)
    }
  }

  /// Adds a purchase that comes by day to its customer's history.
  @inline(__always)
  private func add(_ customer: Int, _ day: Int32, _ amount: Double, mergesDays: Bool) {
    if day > rules.splitDay { return holdouts[customer].pointee.add(day, amount, mergesDays: mergesDays) }
    let history = customers.histories[customer]
    if rules.logInterpurchaseSums { addInterval(customer, history.pointee, day, mergesDays) }
    history.pointee.add(day, amount, mergesDays: mergesDays)
  }

  private func addInterval(_ customer: Int, _ history: CustomerHistory, _ day: Int32, _ mergesDays: Bool) {
    if history.occasions == 0 || (day == history.lastDay && mergesDays) { return }
    let days = day - history.lastDay
    logIntervals[customer].pointee.add(days == 0 ? .nan : log(Double(days)))
  }

  // MARK: When all rows are in

  /// Works out the customers who need all their rows, counts, and notes where the customers of the summary appear.
  ///
  /// - Precondition: rows were kept where there are customers who need theirs.
  mutating func settle(_ partition: Int, in appearances: Appearances, sortingIn room: SortingRoom) -> HistoryTally {
    precondition(keepsRows || !hasIrregularCustomers)
    var tally = HistoryTally()
    var regularRecords = calibrationRecords
    if irregularCount > 0 {
      var ledger = PurchaseLedger(rules.occasion)
      room.forEachIrregular(in: self) { customer, rows in
        regularRecords -= settle(customer, rows, &ledger, &tally)
      }
    }
    var notes = appearances.notes(of: partition)
    for customer in 0..<customers.count {
      let history = UnsafePointer(customers.histories[customer])
      if !history.pointee.isIrregular { regularRecords -= Int(history.pointee.occasions) }
      note(customer, history.pointee, &tally)
      if history.pointee.occasions > 0 { notes.add(history.pointee, customer) }
    }
    notes.end(customers.count)
    // Rows that are no occasion of their own belong to one of the same day.
    tally.counts.merged += regularRecords
    return tally
  }

  /// Works out a customer anew from all rows.
  ///
  /// - Returns: how many rows are of the calibration.
  private func settle(
    _ customer: Int, _ rows: UnsafeBufferPointer<PurchaseLedger.Row>, _ ledger: inout PurchaseLedger,
    _ tally: inout HistoryTally
  ) -> Int {
    let history = customers.histories[customer]
    history.pointee = history.pointee.withoutOccasions
    history.pointee.markIrregular()
    if rules.logInterpurchaseSums { logIntervals[customer].pointee = CompensatedSum() }
    if rules.hasHoldout { holdouts[customer].pointee = HoldoutHistory() }
    let split = rows.firstIndex { $0.day > rules.splitDay } ?? rows.count
    if let counts = add(customer, UnsafeBufferPointer(rebasing: rows[..<split]), &ledger, &tally) {
      tally.counts.add(counts)
      if history.pointee.occasions == 0 { tally.withoutPurchase += 1 }
    } else {
      tally.counts.merged += split - Int(history.pointee.occasions)
    }
    _ = add(customer, UnsafeBufferPointer(rebasing: rows[split...]), &ledger, &tally)
    return split
  }

  /// Adds all rows of a customer, by day, of the calibration or of the holdout; what was counted on the way where there are
  /// refunds, else nil.
  private func add(
    _ customer: Int, _ rows: UnsafeBufferPointer<PurchaseLedger.Row>, _ ledger: inout PurchaseLedger,
    _ tally: inout HistoryTally
  ) -> PurchaseLedger.Counts? {
    guard rows.contains(where: { $0.amount < 0 }) else {
      for row in rows { add(customer, row.day, row.amount, mergesDays: rules.mergesDays) }
      return nil
    }
    ledger.fill(rows)
    if ledger.hasOverflow { tally.noteOverflow(customer) }
    for entry in ledger.entries { add(customer, entry.day, entry.amount, mergesDays: false) }
    return ledger.counts
  }

  /// Adds what is counted of a finished customer.
  @inline(__always)
  private func note(_ customer: Int, _ history: CustomerHistory, _ tally: inout HistoryTally) {
    let isKnown = history.occasions > history.unknowns
    if isKnown && !history.totalSpend.isFinite { tally.noteOverflow(customer) }
    tally.occasions += Int(history.occasions)
    tally.zeroOccasions += Int(history.zeros)
    tally.unknownOccasions += Int(history.unknowns)
    guard rules.hasHoldout else { return }
    let holdout = holdouts[customer].pointee
    if history.occasions > 0 {
      if !holdout.spend.isFinite { tally.noteOverflow(customer) }
      tally.holdoutUnknown += Int(holdout.unknowns)
    } else if holdout.occasions > 0 {
      tally.bornLater += 1
    }
  }

  // MARK: What was found

  /// What a customer did in the holdout.
  func holdout(_ customer: Int) -> HoldoutHistory { holdouts[customer].pointee }

  /// The sum of the logarithms of the days between a customer's purchases.
  func logInterpurchaseSum(_ customer: Int) -> Double { logIntervals[customer].pointee.value }

  /// Gives back the memory of the rows and keeps none from now on.
  mutating func forgetRows() {
    records = PackedRecords(in: pools.rows)
    keepsRows = false
  }

  /// Gives back all that is only needed to take more rows.
  mutating func close() {
    forgetRows()
    customers.releaseSlots()
  }
}
