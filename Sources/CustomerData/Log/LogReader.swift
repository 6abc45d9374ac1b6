import DelimitedText
import Parallelism
import Synchronization

/// Reads a log: bytes to rows to the histories of its customers, in rounds.
///
/// In each round some blocks are read, those of the round before are parsed, and the rows of the one before that are
/// stored by partition, all at once on the threads there are; between rounds the blocks are gone through in order, and
/// partitions that have grown beyond the memory limit are written out. What a
/// block or a partition contributes depends on the input alone, so the result does not depend on threads or block size.
final class LogReader {
  private let input: DelimitedInput
  private let options: LogOptions
  private let columns: LogColumns
  private let rejects: RejectsFile?
  private let partitions: [LogPartition]
  private let spill: PartitionSpill
  private var audit = Audit()
  private var tally = RowTally()
  private var nextLine: Int

  /// Blocks of a round: enough that no thread waits long at a barrier, few enough that they stay small beside the rows.
  static let blocksPerRound = 16

  /// - Throws: `DataError` about the header, the date format, a rejects file or a temporary folder that cannot be written.
  init(_ input: DelimitedInput, options: LogOptions) throws(DataError) {
    self.input = input
    self.options = options
    columns = try LogColumns(input, options: options)
    rejects = try options.rejects.map { (path) throws(DataError) in try RejectsFile(path, for: input) }
    let pool = LogChunkPool()
    partitions = (0..<LogPartition.count).map { _ in LogPartition(pool: pool) }
    spill = try PartitionSpill(partitions, options: options)
    nextLine = input.firstLine
  }

  /// Reads to the end.
  ///
  /// - Throws: `DataError`: the first bad row in file order, a failure of reading, a log without a row that counts, dates
  ///   that leave calibration or holdout empty, sums beyond the largest double.
  func read(progress: (@Sendable (ReadingProgress) -> Void)?) throws(DataError) -> SummarizedLog {
    try readRows(progress)
    try rejects?.finish()
    try checkWindow()
    let reached = self.progress(bytes: input.bytesRead)
    let parts = try spill.summaries(PartitionSummary.Rules(options)) { customers in
      var now = reached
      now.customers = customers
      progress?(now)
    }
    return try assemble(parts)
  }

  private func readRows(_ progress: (@Sendable (ReadingProgress) -> Void)?) throws(DataError) {
    var (reading, parsing, storing) = (LogRound(), LogRound(), LogRound())
    let parsers = Mutex<[LogParser]>([])
    let rules = LogParser.Rules(options)
    let (input, columns, partitions) = (input, columns, partitions)
    reading.fill(from: input, limit: LogReader.blocksPerRound)
    while reading.count > 0 || reading.error != nil || parsing.count > 0 {
      (reading, parsing, storing) = (storing, reading, parsing)
      let (next, present, last) = (reading, parsing, storing)
      // The long tasks first, so that the threads end together.
      options.threads.forEach(1 + present.count + (last.count > 0 ? LogPartition.count : 0)) { task in
        if task == 0 {
          if present.error == nil { next.fill(from: input, limit: LogReader.blocksPerRound) }
        } else if task <= present.count {
          let parser = parsers.withLock { $0.popLast() } ?? LogParser(columns, rules: rules)
          parser.parse(present.blocks[task - 1])
          parsers.withLock { $0.append(parser) }
        } else {
          let partition = task - 1 - present.count
          for block in 0..<last.count { partitions[partition].insert(last.blocks[block], partition: partition) }
        }
      }
      try settle(present)
      try spill.relieve()
      progress?(self.progress(bytes: present.bytesRead))
    }
  }

  private func progress(bytes: Int) -> ReadingProgress {
    ReadingProgress(
      rows: audit.rowsRead, bytes: bytes, totalBytes: input.totalBytes, spilledBytes: spill.bytesWritten)
  }

  /// Goes through parsed blocks in order: positions, counts, bad rows; then whatever ended reading.
  private func settle(_ round: LogRound) throws(DataError) {
    for block in round.blocks[..<round.count] {
      block.firstLine = nextLine
      block.firstRecord = audit.rowsRead
      for row in block.badRows {
        let error = row.error(in: block.block, firstLine: nextLine, columns: columns)
        if options.badRows == .error { throw error }
        try rejects?.append(error, record: UnsafeRawBufferPointer(rebasing: block.block.bytes[row.record]))
        if audit.firstRejects.count < Audit.shownRejects { audit.firstRejects.append(RejectedRow(error)) }
      }
      audit.rowsRejected += block.badRows.count
      audit.rowsRead += block.recordCount
      nextLine += block.lineCount
      tally.add(block.tally)
    }
    if var error = round.error {
      if error.exit == .badData && error.line == nil { error.line = nextLine }
      throw error
    }
  }

  /// Whether anything is left to summarise.
  private func checkWindow() throws(DataError) {
    audit.rowsUsed = tally.used
    audit.rowsInHoldout = tally.inHoldout
    audit.rowsOutsideWindow = tally.outsideWindow
    audit.zeroRowsDropped = tally.zerosDropped
    audit.refundRowsIgnored = tally.refundsIgnored
    audit.purchaseRows = tally.purchases
    audit.zeroRows = tally.zeros
    audit.unknownRows = tally.unknown
    audit.refundRows = tally.refunds
    func refuse(_ problem: String, _ expected: String) -> DataError {
      DataError(.badData, file: columns.header.file, problem: problem, expected: expected)
    }
    if audit.rowsRead == 0 { throw refuse("the log has a header and no row", "at least one row") }
    if audit.rowsRejected == audit.rowsRead {
      throw refuse(
        "none of the \(audit.rowsRead) rows can be used (\(audit.firstRejects[0].reason))", "at least one valid row")
    }
    if tally.used + tally.inHoldout == 0 {
      throw refuse("no row counts within the observation window", "rows between its first and last day")
    }
    audit.firstDate = tally.firstDay == .max ? nil : CalendarDay(daysSince1970: tally.firstDay)
    audit.lastDate = CalendarDay(daysSince1970: tally.lastDay)
    audit.observationEnd = options.calibrationEnd ?? options.observationEnd ?? audit.lastDate
    if let split = options.calibrationEnd {
      let dates = "dates within the log, whose rows that count end on \(audit.lastDate!)"
      if tally.used == 0 { throw refuse("the calibration, up to \(split), holds no row", dates) }
      if tally.inHoldout == 0 { throw refuse("the holdout, after \(split) up to \(holdoutEnd), holds no row", dates) }
    }
  }

  private var holdoutEnd: CalendarDay {
    [options.holdoutEnd, options.observationEnd].compactMap(\.self).min() ?? audit.lastDate!
  }

  private func assemble(_ parts: [PartitionSummary]) throws(DataError) -> SummarizedLog {
    try checkOverflow(parts)
    var counts = HistoryTally()
    for part in parts { counts.add(part.tally) }
    audit.occasions = counts.occasions
    audit.rowsMerged = counts.counts.merged
    audit.occasionsCancelled = counts.counts.cancelled
    audit.refundsAlone = counts.counts.refundsAlone
    audit.refundsDropped = counts.counts.refundsDropped
    audit.zeroOccasions = counts.zeroOccasions
    audit.unknownOccasions = counts.unknownOccasions
    audit.customersWithoutPurchase = counts.withoutPurchase
    let assembly = SummaryAssembly(partitions, parts, rows: audit.rowsRead, threads: options.threads)
    audit.customers = assembly.count
    if assembly.count == 0 {
      throw DataError(
        .badData, file: columns.header.file, problem: "no purchase is left once refunds are taken off",
        expected: "at least one customer with a purchase")
    }
    let hasAmounts = tally.purchases + tally.zeros + tally.refunds > 0
    let identifiers = assembly.identifiers()
    var holdout: HoldoutActivity?
    if let split = options.calibrationEnd {
      holdout = HoldoutActivity(
        transactions: assembly.column(\.holdoutTransactions),
        spends: hasAmounts ? assembly.column(\.holdoutSpends) : [],
        unknownOccasions: counts.holdoutUnknown, customersBornLater: counts.bornLater,
        start: CalendarDay(daysSince1970: split.daysSince1970 + 1), end: holdoutEnd)
    }
    let summary = assembly.summary(
      of: identifiers, unit: options.unit, observationEnd: audit.observationEnd!, hasAmounts: hasAmounts,
      logInterpurchaseSums: options.logInterpurchaseSums)
    return SummarizedLog(summary: summary, audit: audit, holdout: holdout)
  }

  /// Names the customer that stands first in the input.
  private func checkOverflow(_ parts: [PartitionSummary]) throws(DataError) {
    var first: (record: Int, id: String)?
    for (partition, part) in zip(partitions, parts) {
      guard let customer = part.overflow, partition.firstRecords[customer] < first?.record ?? .max else { continue }
      first = (partition.firstRecords[customer], DataError.readable(partition.identifiers[customer]))
    }
    guard let first else { return }
    throw DataError(
      .badData, file: columns.header.file, text: first.id,
      problem: "the amounts of a customer add up beyond the largest double", expected: "amounts below 1e308 in sum")
  }
}
