import DelimitedText
import Parallelism
import Synchronization

/// Reads a log: bytes to rows to the histories of its customers, in rounds.
///
/// In each round some blocks of text are read while those of the round before are parsed, all at once on the threads there
/// are; between rounds the blocks are gone through in order. After some rounds the rows are stored by partition, and
/// partitions that have grown beyond the memory limit are written out. What a block or a partition contributes depends on the
/// input alone, so the result does not depend on threads or block size.
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

  /// - Throws: `DataError` about the header, the date format, a rejects file or a temporary folder that cannot be written.
  init(_ input: DelimitedInput, options: LogOptions) throws(DataError) {
    self.input = input
    self.options = options
    columns = try LogColumns(input, options: options)
    rejects = try options.rejects.map { (path) throws(DataError) in try RejectsFile(path, for: input) }
    let (pools, rules) = (PartitionPools(), HistoryRules(options))
    partitions = (0..<LogPartition.count).map { _ in LogPartition(in: pools, rules: rules) }
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
    let appearances = Appearances(records: audit.rowsRead)
    let tallies = try spill.settle(in: appearances) { customers in
      var now = reached
      now.customers = customers
      progress?(now)
    }
    return try assemble(appearances, tallies)
  }

  private func readRows(_ progress: (@Sendable (ReadingProgress) -> Void)?) throws(DataError) {
    var (reading, parsing) = (LogRound(), LogRound())
    let batch = LogBatch()
    let parsers = Mutex<[LogParser]>([])
    let rules = LogParser.Rules(options)
    let (input, columns) = (input, columns)
    reading.fill(from: input)
    while reading.count > 0 || reading.error != nil {
      (reading, parsing) = (parsing, reading)
      let (next, present) = (reading, parsing)
      let blocks = batch.extend(by: present.count)
      // The long task first, so that the threads end together.
      options.threads.forEach(1 + present.count) { task in
        if task == 0 {
          if present.error == nil { next.fill(from: input) }
        } else {
          let parser = parsers.withLock { $0.popLast() } ?? LogParser(columns, rules: rules)
          parser.parse(present.texts[task - 1], into: blocks[blocks.startIndex + task - 1])
          parsers.withLock { $0.append(parser) }
        }
      }
      try settle(present, blocks)
      if batch.count >= LogBatch.length { try store(batch) }
      progress?(self.progress(bytes: present.bytesRead))
    }
    try store(batch)
  }

  /// Brings the rows of parsed blocks to their customers.
  private func store(_ batch: LogBatch) throws(DataError) {
    let (partitions, blocks) = (partitions, batch.blocks)
    options.threads.forEach(LogPartition.count) { partition in
      for block in blocks { partitions[partition].insert(block, partition: partition) }
    }
    batch.removeAll()
    try spill.relieve()
  }

  private func progress(bytes: Int) -> ReadingProgress {
    ReadingProgress(
      rows: audit.rowsRead, bytes: bytes, totalBytes: input.totalBytes, spilledBytes: spill.bytesWritten)
  }

  /// Goes through parsed blocks in order: positions, counts, bad rows; then whatever ended reading.
  private func settle(_ round: LogRound, _ blocks: ArraySlice<LogBlock>) throws(DataError) {
    for (text, block) in zip(round.texts, blocks) {
      block.firstLine = nextLine
      block.firstRecord = audit.rowsRead
      for row in block.badRows {
        let error = row.error(in: text, firstLine: nextLine, columns: columns)
        if options.badRows == .error { throw error }
        try rejects?.append(error, record: UnsafeRawBufferPointer(rebasing: text.bytes[row.record]))
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

  private func assemble(_ appearances: Appearances, _ tallies: [HistoryTally]) throws(DataError) -> SummarizedLog {
    try checkOverflow(tallies)
    var counts = HistoryTally()
    for tally in tallies { counts.add(tally) }
    audit.occasions = counts.occasions
    audit.rowsMerged = counts.counts.merged
    audit.occasionsCancelled = counts.counts.cancelled
    audit.refundsAlone = counts.counts.refundsAlone
    audit.refundsDropped = counts.counts.refundsDropped
    audit.zeroOccasions = counts.zeroOccasions
    audit.unknownOccasions = counts.unknownOccasions
    audit.customersWithoutPurchase = counts.withoutPurchase
    let assembly = SummaryAssembly(
      partitions, appearances, options: options, observationEnd: audit.observationEnd!,
      hasAmounts: tally.purchases + tally.zeros + tally.refunds > 0)
    audit.customers = assembly.count
    if assembly.count == 0 {
      throw DataError(
        .badData, file: columns.header.file, problem: "no purchase is left once refunds are taken off",
        expected: "at least one customer with a purchase")
    }
    let (summary, transactions, spends) = assembly.assemble()
    let holdout = options.calibrationEnd.map { split in
      HoldoutActivity(
        transactions: transactions, spends: spends, unknownOccasions: counts.holdoutUnknown,
        customersBornLater: counts.bornLater, start: CalendarDay(daysSince1970: split.daysSince1970 + 1),
        end: holdoutEnd)
    }
    return SummarizedLog(summary: summary, audit: audit, holdout: holdout)
  }

  /// Names the customer that stands first in the input.
  private func checkOverflow(_ tallies: [HistoryTally]) throws(DataError) {
    var first: (record: Int, id: String)?
    for (partition, tally) in zip(partitions, tallies) {
      guard let history = tally.overflow.map(partition.history), history.pointee.firstRecord < first?.record ?? .max
      else {
        continue
      }
      first = (history.pointee.firstRecord, DataError.readable(partition.identifier(history)))
    }
    guard let first else { return }
    throw DataError(
      .badData, file: columns.header.file, text: first.id,
      problem: "the amounts of a customer add up beyond the largest double", expected: "amounts below 1e308 in sum")
  }
}
