import DelimitedText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads the rows of a summary one after the other into columns.
struct SummaryReader {
  private(set) var summary: CustomerSummary
  private(set) var audit = Audit()

  private let input: DelimitedInput
  private let options: LogOptions
  private let columns: SummaryColumns
  private let scanner: RecordScanner
  private let rejects: RejectsFile?
  /// The ids that have been seen; the number of an id is its row.
  private var seen = DistinctRows()
  /// The line of each row with an id.
  private var lines: [UInt32] = []
  private var observationEnd = CommonDay()

  /// - Throws: `DataError` about the header, or a rejects file that cannot be written.
  init(_ input: DelimitedInput, options: LogOptions) throws(DataError) {
    self.input = input
    self.options = options
    columns = try SummaryColumns(
      input.header, customerColumn: options.customerColumn,
      regularity: options.logInterpurchaseSums && !options.logInterpurchaseSumsMayBeMissing)
    scanner = RecordScanner(input.format, columns: input.header.names.count)
    rejects = try options.rejects.map { (path) throws(DataError) in try RejectsFile(path, for: input) }
    summary = CustomerSummary(unit: options.unit)
  }

  mutating func read(_ progress: (@Sendable (ReadingProgress) -> Void)?) throws(DataError) {
    let block = RecordBlock()
    var blockLine = input.firstLine
    while true {
      do {
        guard try input.nextBlock(block) else { break }
      } catch {
        var error = error
        if error.exit == .badData { error.line = blockLine }
        throw error
      }
      try read(block, firstLine: blockLine)
      blockLine += scanner.linesRead
      progress?(ReadingProgress(rows: audit.rowsRead, bytes: input.bytesRead, totalBytes: input.totalBytes))
    }
    try finish()
  }

  private mutating func read(_ block: RecordBlock, firstLine: Int) throws(DataError) {
    let isKnownText = block.isKnownText
    let names = input.header.names.count
    scanner.start(block)
    while scanner.next() {
      audit.rowsRead += 1
      let line = firstLine + scanner.linesBefore
      if let problem = scanner.problem(columns: names, isKnownText: isKnownText) {
        try setAside(
          DataError(
            .badData, file: input.header.file, line: line, text: DataError.readable(scanner.record),
            problem: problem.description, expected: problem.expected(columns: names)))
        continue
      }
      let row: SummaryRow
      do {
        row = try SummaryRow(
          scanner, columns, unit: options.unit, occasion: options.occasion, basis: options.spendBasis)
      } catch {
        try setAside(
          DataError(
            .badData, file: input.header.file, line: line, column: input.header.column(error.column),
            text: DataError.readable(scanner.rawBytes(of: scanner.fields[error.column])), problem: error.problem,
            expected: error.expected, advice: error.advice))
        continue
      }
      if let column = columns.customer { try addIdentifier(scanner.fields[column], column, line) }
      add(row)
    }
  }

  /// Adds the id of the present record.
  ///
  /// - Throws: `DataError` when it is there already. Under `BadRowRule.skip` too: nothing says which row is right.
  private mutating func addIdentifier(_ field: Field, _ column: Int, _ line: Int) throws(DataError) {
    var raw = scanner.rawBytes(of: field)
    var unquoted: [UInt8] = []
    if field.hasDoubledQuotes { RecordScanner.unquote(raw) { unquoted.append($0) } }
    let length = field.hasDoubledQuotes ? unquoted.count : raw.count
    // The hash reads up to 8 bytes past the id; a block has them.
    if field.hasDoubledQuotes { unquoted.append(contentsOf: repeatElement(0, count: 8)) }
    let first = unquoted.withUnsafeBytes { copy in
      if field.hasDoubledQuotes { raw = UnsafeRawBufferPointer(rebasing: copy[..<length]) }
      let row = seen.number(hash: IdentifierHash.hash(raw.baseAddress!, length)) { row in
        summary.identifiers.withBytes(at: row) {
          $0.count == length && memcmp($0.baseAddress!, raw.baseAddress!, length) == 0
        }
      }
      if row < summary.identifiers.count { return row }
      summary.identifiers.append(raw)
      return -1
    }
    if first >= 0 {
      throw DataError(
        .badData, file: input.header.file, line: line, column: input.header.column(column),
        text: summary.identifiers[first], problem: "the customer stands twice, first on line \(lines[first])",
        expected: "one row per customer",
        advice: "Summaries of one customer cannot be added: summarize the transactions instead")
    }
    lines.append(UInt32(clamping: line))
  }

  private mutating func add(_ row: SummaryRow) {
    audit.rowsUsed += 1
    summary.frequencies.append(row.frequency)
    summary.recencies.append(row.recency)
    summary.ages.append(row.age)
    if columns.monetaryValue != nil {
      summary.spendCounts.append(row.spendCount)
      summary.spendMeans.append(row.spendMean)
    }
    if columns.totalSpend != nil { summary.totalSpends.append(row.totalSpend) }
    if columns.firstPurchase != nil {
      summary.firstDays.append(row.firstDay)
      observationEnd.add(row.firstDay, row.age * options.unit.days)
    }
    if columns.lastPurchase != nil { summary.lastDays.append(row.lastDay) }
    if columns.logInterpurchaseSum != nil { summary.logInterpurchaseSums.append(row.logInterpurchaseSum) }
    if columns.customers != nil { summary.multiplicities.append(row.customers) }
    // Absurd tables may hold more occasions than can be counted; the audit then stays at the most.
    let occasions = row.customers.multipliedReportingOverflow(by: Int(row.frequency) + 1)
    let total = audit.occasions.addingReportingOverflow(occasions.partialValue)
    audit.occasions = occasions.overflow || total.overflow ? .max : total.partialValue
  }

  /// Stops at the present record, which cannot be used, or counts it and writes it to the rejects.
  private mutating func setAside(_ error: DataError) throws(DataError) {
    if options.badRows == .error { throw error }
    try rejects?.append(error, record: scanner.record)
    if audit.firstRejects.count < Audit.shownRejects { audit.firstRejects.append(RejectedRow(error)) }
    audit.rowsRejected += 1
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

/// The day that several computations agree on.
private struct CommonDay {
  private var candidate: Int32?
  private var isContradicted = false

  var day: CalendarDay? { isContradicted ? nil : candidate.map(CalendarDay.init(daysSince1970:)) }

  /// Adds the day that comes a number of days after another.
  mutating func add(_ start: Int32, _ days: Double) {
    let end = Double(start) + days.rounded()
    // An age that is no whole number of days, or leads beyond the calendar, ends on no day.
    guard abs(days - days.rounded()) <= 1e-6, end <= 2_932_896, let end = Int32(exactly: end),
      candidate == nil || candidate == end
    else {
      isContradicted = true
      return
    }
    candidate = end
  }
}
