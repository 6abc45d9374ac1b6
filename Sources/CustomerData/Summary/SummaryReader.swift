import DelimitedText
import Parallelism

/// Reads a summary in rounds (`BlockRounds`), between which their rows are gone through in order. The result does not depend
/// on threads.
struct SummaryReader {
  private(set) var summary: CustomerSummary
  private(set) var audit = Audit()

  private let input: DelimitedInput
  private let options: LogOptions
  private let columns: SummaryColumns
  private let rejects: RejectsFile?
  /// The line of each row with an id.
  private var lines: [UInt32] = []
  private var nextLine: Int
  private var observationEnd = CommonDay()
  private var hasRoom = false

  /// - Throws: `DataError` about the header, or a rejects file that cannot be written.
  init(_ input: DelimitedInput, options: LogOptions) throws(DataError) {
    self.input = input
    self.options = options
    columns = try SummaryColumns(
      input.header, customerColumn: options.customerColumn,
      regularity: options.logInterpurchaseSums && !options.logInterpurchaseSumsMayBeMissing)
    rejects = try options.rejects.map { (path) throws(DataError) in try RejectsFile(path, for: input) }
    summary = CustomerSummary(unit: options.unit)
    nextLine = input.firstLine
  }

  /// Reads to the end.
  ///
  /// - Throws: `DataError`: of a customer who stands twice and a row that cannot be used the one that stands first. A
  ///   customer twice is an error under `BadRowRule.skip` too: nothing says which row is right.
  mutating func read(_ progress: (@Sendable (ReadingProgress) -> Void)?) throws(DataError) {
    do throws(DataError) {
      try readRows(progress)
    } catch {
      try refuseRepetition()
      throw error
    }
    try refuseRepetition()
    try finish()
  }

  private mutating func readRows(_ progress: (@Sendable (ReadingProgress) -> Void)?) throws(DataError) {
    let rounds = BlockRounds(of: input, threads: options.threads)
    var parts: [SummaryPart] = []
    while let (round, filled) = rounds.next(
      prepare: { count in
        while parts.count < count { parts.append(SummaryPart(input, columns, options: options)) }
        return parts[..<count]
      }, parse: { index, text, parts in parts[index].parse(text) })
    {
      for (text, part) in zip(round.texts, filled) { try settle(part, of: text) }
      if var error = round.error {
        if error.exit == .badData { error.line = nextLine }
        throw error
      }
      makeRoom(round.bytesRead)
      progress?(ReadingProgress(rows: audit.rowsRead, bytes: round.bytesRead, totalBytes: input.totalBytes))
    }
  }

  /// Takes in the rows of a block.
  private mutating func settle(_ part: SummaryPart, of text: RecordBlock) throws(DataError) {
    summary.append(contentsOf: part.summary)
    let firstLine = nextLine
    if columns.customer != nil {
      lines.append(contentsOf: part.lines.lazy.map { UInt32(clamping: firstLine &+ Int($0)) })
    }
    nextLine += part.lineCount
    for row in part.badRows {
      var error = row.error
      error.line = firstLine + (error.line ?? 0)
      if options.badRows == .error { throw error }
      try rejects?.append(error, record: UnsafeRawBufferPointer(rebasing: text.bytes[row.record]))
      if audit.firstRejects.count < Audit.shownRejects { audit.firstRejects.append(RejectedRow(error)) }
    }
    audit.rowsRead += part.recordCount
    audit.rowsRejected += part.badRows.count
    audit.rowsUsed += part.summary.count
    observationEnd.add(part.observationEnd)
    let (occasions, overflow) = audit.occasions.addingReportingOverflow(part.occasions)
    audit.occasions = overflow ? .max : occasions
  }

  /// Makes room for as many rows as the file seems to have, once: columns that grow are copied, and their pages are new.
  private mutating func makeRoom(_ bytesRead: Int) {
    guard !hasRoom, let total = input.totalBytes, bytesRead > 0 else { return }
    hasRoom = true
    let expected = Double(summary.count) * Double(total) / Double(bytesRead)
    summary.reserveCapacity(Int(expected * 1.02))
    if columns.customer != nil { lines.reserveCapacity(Int(expected * 1.02)) }
  }

  /// - Throws: `DataError` when the rows so far name a customer twice.
  private func refuseRepetition() throws(DataError) {
    guard let column = columns.customer,
      let repetition = RepeatedIdentifier.find(in: summary.identifiers, threads: options.threads)
    else { return }
    throw DataError(
      .badData, file: input.header.file, line: Int(lines[repetition.row]), column: input.header.column(column),
      text: summary.identifiers[repetition.row],
      problem: "the customer stands twice, first on line \(lines[repetition.first])", expected: "one row per customer",
      advice: "Summaries of one customer cannot be added: summarize the transactions instead")
  }

  private mutating func finish() throws(DataError) {
    try rejects?.finish()
    if summary.count == 0 {
      throw DataError(
        .badData, file: input.header.file,
        problem: audit.firstRejects.first.map { "none of the \(audit.rowsRead) rows can be used (\($0.reason))" }
          ?? "the summary has a header and no row",
        expected: "a row per customer")
    }
    summary.observationEnd = observationEnd.day ?? options.observationEnd
    if let asked = options.observationEnd, let own = observationEnd.day, asked != own {
      throw DataError(
        .badRequest, file: input.header.file, text: asked.description,
        problem: "the summary was made up to another observation end", expected: own.description,
        advice: "A summary cannot be cut: summarize the log with --observation-end \(asked)")
    }
    audit.customers = summary.customerCount
    audit.firstDate = summary.firstDays.min().map(CalendarDay.init(daysSince1970:))
    audit.lastDate = summary.lastDays.max().map(CalendarDay.init(daysSince1970:))
    audit.observationEnd = summary.observationEnd
  }
}
