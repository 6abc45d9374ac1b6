import DelimitedText
import Parallelism

/// Reads a log: bytes to rows to the histories of its customers, in rounds.
///
/// In each round some blocks of text are read while those of the round before are parsed, all at once on the threads there
/// are (`ParsedRounds`); between rounds the blocks are gone through in order. After some rounds the rows are stored by partition,
/// and partitions that have grown beyond the memory limit are written out. What a block or a partition contributes depends on
/// the input alone, so the result does not depend on threads or block size.
///
/// Rows are kept for customers who turn out to need all of theirs. A file whose first rows show no such customer is read on
/// without keeping any, and from the start again, this time keeping them, when one appears later or memory gets short.
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
  /// Only the first batch decides whether rows are kept: later there would be rows that are not.
  private var isFirstBatch = true
  /// Whether rows are kept for customers who may need them all (`PartitionContent`).
  private var keepsRows = true

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
    let (rounds, batch) = (ParsedRounds(of: input, columns, options), LogBatch())
    while let (round, blocks) = rounds.next(into: batch) {
      try settle(round, blocks)
      if batch.isFull {
        try store(batch, progress)
        if isFirstBatch { forgetRowsIfRegular() }
        isFirstBatch = false
      }
      progress?(self.progress(bytes: round.bytesRead))
    }
    try store(batch, progress)
  }

  /// Brings the rows of parsed blocks to their customers; reads again when rows turn out to be wanted that were not kept.
  private func store(
    _ batch: LogBatch, _ progress: (@Sendable (ReadingProgress) -> Void)?
  ) throws(DataError) {
    insert(batch)
    if keepsRows {
      try spill.relieve()
    } else if spill.isBeyondLimit || partitions.contains(where: \.hasIrregularCustomers) {
      try readAgain(batch, progress)
    }
  }

  private func insert(_ batch: LogBatch) {
    let (partitions, blocks) = (partitions, batch.blocks)
    options.threads.forEach(LogPartition.count) { partition in
      for block in blocks { partitions[partition].insert(block, partition: partition) }
    }
    batch.removeAll()
  }

  /// Stops to keep rows when the log looks as if they were not needed, and can be read again should it turn out otherwise.
  private func forgetRowsIfRegular() {
    guard input.canBeReadAgain, spill.bytesWritten == 0, !partitions.contains(where: \.hasIrregularCustomers) else {
      return
    }
    keepsRows = false
    for partition in partitions { partition.forgetRows() }
  }

  /// Starts anew with the rows that have been gone through so far, and keeps them.
  ///
  /// - Throws: also `DelimitedInput.hasChanged`, when other rows are found than before.
  private func readAgain(
    _ batch: LogBatch, _ progress: (@Sendable (ReadingProgress) -> Void)?
  ) throws(DataError) {
    keepsRows = true
    for partition in partitions { partition.releaseAll() }
    let reached = self.progress(bytes: input.bytesRead)
    let rounds = ParsedRounds(of: try input.again(), columns, options)
    var (records, rejected, found) = (0, 0, RowTally())
    while records < audit.rowsRead, let (round, blocks) = rounds.next(into: batch) {
      for block in blocks {
        block.firstRecord = records
        records += block.recordCount
        rejected += block.badRows.count
        found.add(block.tally)
      }
      if let error = round.error, records < audit.rowsRead { throw error.exit == .badData ? input.hasChanged : error }
      if batch.isFull || records == audit.rowsRead {
        insert(batch)
        try spill.relieve()
      }
      progress?(reached)
    }
    if (records, rejected) != (audit.rowsRead, audit.rowsRejected) || found != tally { throw input.hasChanged }
  }

  private func progress(bytes: Int) -> ReadingProgress {
    ReadingProgress(
      rows: audit.rowsRead, bytes: bytes, totalBytes: input.totalBytes, spilledBytes: spill.bytesWritten)
  }

  /// Goes through parsed blocks in order: positions, counts, bad rows; then whatever ended reading.
  private func settle(_ round: BlockRound, _ blocks: ArraySlice<LogBlock>) throws(DataError) {
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
