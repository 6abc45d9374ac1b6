import DelimitedText

/// The rows found in a block of a summary file. Reused from round to round.
final class SummaryPart: @unchecked Sendable {
  /// A row that cannot be used; its line is counted from the start of the block.
  struct BadRow {
    var error: DataError
    /// Its bytes in the block.
    var record: Range<Int>
  }

  /// Valid rows.
  private(set) var summary: CustomerSummary
  /// Line ends in the block before each.
  private(set) var lines: [UInt32] = []
  private(set) var badRows: [BadRow] = []
  /// Records, bad ones included.
  private(set) var recordCount = 0
  /// Line ends.
  private(set) var lineCount = 0
  private(set) var occasions = 0
  private(set) var observationEnd = CommonDay()

  private let header: Header
  private let columns: SummaryColumns
  private let options: LogOptions
  private let scanner: RecordScanner

  init(_ input: DelimitedInput, _ columns: SummaryColumns, options: LogOptions) {
    header = input.header
    self.columns = columns
    self.options = options
    scanner = RecordScanner(input.format, columns: input.header.names.count)
    summary = CustomerSummary(unit: options.unit)
  }

  /// Finds the rows of a block. Under `BadRowRule.error` it stops after the first bad one.
  func parse(_ block: RecordBlock) {
    let isKnownText = block.isKnownText
    let (names, fields) = (header.names.count, SummaryFields(scanner, of: block))
    var (records, occasions, observationEnd) = (0, 0, CommonDay())
    var dates = ISODateReader()
    badRows.removeAll()
    // Taken out for the loop: access to a class's own variables is checked for overlap each time.
    var (summary, lines) = (summary, lines)
    (self.summary, self.lines) = (CustomerSummary(unit: options.unit), [])
    summary.removeAll()
    lines.removeAll(keepingCapacity: true)
    scanner.start(block)
    while scanner.next() {
      records += 1
      var problem: DataError
      if let broken = scanner.problem(columns: names, isKnownText: isKnownText) {
        problem = error(DataError.readable(scanner.record), broken.description, broken.expected(columns: names))
      } else {
        do throws(SummaryRow.Fault) {
          let row = try SummaryRow(
            fields, columns, unit: options.unit, occasion: options.occasion, basis: options.spendBasis, dates: &dates)
          add(row, to: &summary)
          lines.append(UInt32(truncatingIfNeeded: scanner.linesBefore))
          occasions = saturatingSum(occasions, row)
          if columns.firstPurchase != nil { observationEnd.add(row.firstDay, row.age * options.unit.days) }
          continue
        } catch {
          problem = self.error(
            DataError.readable(scanner.rawBytes(of: scanner.fields[error.column])), error.problem, error.expected)
          problem.column = header.column(error.column)
          problem.advice = error.advice
        }
      }
      badRows.append(BadRow(error: problem, record: scanner.recordStart..<scanner.recordEnd))
      if options.badRows == .error { break }
    }
    (self.summary, self.lines) = (summary, lines)
    recordCount = records
    lineCount = scanner.linesRead
    self.occasions = occasions
    self.observationEnd = observationEnd
  }

  private func error(_ text: String, _ problem: String, _ expected: String?) -> DataError {
    DataError(
      .badData, file: header.file, line: scanner.linesBefore, text: text, problem: problem, expected: expected)
  }

  @inline(__always)
  private func add(_ row: SummaryRow, to summary: inout CustomerSummary) {
    if let column = columns.customer {
      let field = scanner.fields[column]
      if field.hasDoubledQuotes {
        var id: [UInt8] = []
        RecordScanner.unquote(scanner.rawBytes(of: field)) { id.append($0) }
        id.withUnsafeBytes { summary.identifiers.append($0) }
      } else {
        summary.identifiers.append(scanner.rawBytes(of: field))
      }
    }
    summary.frequencies.append(row.frequency)
    summary.recencies.append(row.recency)
    summary.ages.append(row.age)
    if columns.monetaryValue != nil {
      summary.spendCounts.append(row.spendCount)
      summary.spendMeans.append(row.spendMean)
    }
    if columns.totalSpend != nil { summary.totalSpends.append(row.totalSpend) }
    if columns.firstPurchase != nil { summary.firstDays.append(row.firstDay) }
    if columns.lastPurchase != nil { summary.lastDays.append(row.lastDay) }
    if columns.logInterpurchaseSum != nil { summary.logInterpurchaseSums.append(row.logInterpurchaseSum) }
    if columns.customers != nil { summary.multiplicities.append(row.customers) }
  }

  /// Absurd tables may hold more occasions than can be counted; the sum then stays at the most.
  private func saturatingSum(_ occasions: Int, _ row: SummaryRow) -> Int {
    let own = row.customers.multipliedReportingOverflow(by: Int(row.frequency) + 1)
    let sum = occasions.addingReportingOverflow(own.partialValue)
    return own.overflow || sum.overflow ? .max : sum.partialValue
  }
}
