import DelimitedText

/// Turns the records of a block into rows: id, day, amount. No text and no allocation per row.
///
/// One parser serves one thread at a time; what it finds depends on the block alone.
final class LogParser: @unchecked Sendable {
  private let columns: LogColumns
  private let rules: Rules
  private let scanner: RecordScanner

  /// The options that decide about a row.
  struct Rules: Sendable {
    let firstDay: Int32
    let lastDay: Int32
    /// Last day of calibration.
    let splitDay: Int32
    let dropsZeros: Bool
    let refunds: RefundRule
    let stopsAtBadRow: Bool
    let period: CalendarPeriod?

    init(_ options: LogOptions) {
      firstDay = options.firstDay
      lastDay = options.lastDay
      splitDay = options.calibrationEnd?.daysSince1970 ?? .max
      dropsZeros = options.zeroAmounts == .drop
      refunds = options.refunds
      stopsAtBadRow = options.badRows == .error
      period = options.period
    }
  }

  init(_ columns: LogColumns, rules: Rules) {
    self.columns = columns
    self.rules = rules
    scanner = RecordScanner(columns.format, columns: columns.header.names.count)
  }

  /// Fills a block's rows, bad rows and counts from its bytes. Under `BadRowRule.error` it stops after the first bad row.
  func parse(_ target: LogBlock) {
    let block = target.block
    let isKnownText = block.isKnownText
    let names = columns.header.names.count
    let (customer, date, amountColumn) = (columns.customer, columns.date, columns.amount ?? -1)
    let layout = columns.layout
    let fields = scanner.fields
    let base = UnsafeRawPointer(block.base)
    var tally = RowTally()
    var record = 0
    target.badRows.removeAll(keepingCapacity: true)
    target.arena.removeAll(keepingCapacity: true)
    target.rows.removeAll()
    var dates = ISODateReader()
    scanner.start(block)
    scan: while scanner.next() {
      record &+= 1
      var problem: RowProblem?
      var culprit = customer
      var row = LogRow(
        id: IdentifierKey(tag: 0, length: 0, word: 0), record: UInt32(truncatingIfNeeded: record &- 1),
        day: LogRow.doesNotCount, amount: .nan)
      checks: do {
        if let broken = scanner.problem(columns: names, isKnownText: isKnownText) {
          problem = .record(broken)
          break checks
        }
        let id = fields[customer]
        if id.length == 0 {
          problem = .emptyCustomer
          break checks
        }
        culprit = date
        let text = UnsafeRawBufferPointer(start: base + Int(fields[date].start), count: Int(fields[date].length))
        guard let day = layout == nil ? dates.parse(text) : layout!.parse(text)?.daysSince1970 else {
          problem = .date
          break checks
        }
        culprit = amountColumn
        if amountColumn >= 0 && fields[amountColumn].length > 0 {
          let field = fields[amountColumn]
          guard let value = DecimalNumber.parse(padded: base + Int(field.start), count: Int(field.length)) else {
            problem = .amount
            break checks
          }
          row.amount = value
        }
        if !count(&row, day, &tally) {
          problem = .refund
          break checks
        }
        row.id = id.hasDoubledQuotes ? unquoted(id, in: target) : key(id, base)
      }
      if let problem {
        var field = 0..<0
        if case .record = problem {
        } else {
          field = Int(fields[culprit].start)..<Int(fields[culprit].start &+ fields[culprit].length)
        }
        target.badRows.append(
          BadRow(
            problem: problem, linesBefore: scanner.linesBefore, record: scanner.recordStart..<scanner.recordEnd,
            field: field))
        if rules.stopsAtBadRow { break scan }
        continue
      }
      target.rows.append(row)
    }
    target.tally = tally
    target.recordCount = record
    target.lineCount = scanner.linesRead
    // The hash and the table's comparison read whole words.
    for _ in 0..<8 where !target.arena.isEmpty { target.arena.append(0) }
  }

  /// Applies the window and the rules to a row with its amount known; false when it is a refund that is not allowed.
  @inline(__always)
  private func count(_ row: inout LogRow, _ day: Int32, _ tally: inout RowTally) -> Bool {
    if day < rules.firstDay || day > rules.lastDay {
      tally.outsideWindow &+= 1
      return true
    }
    if row.amount < 0 && rules.refunds == .error { return false }
    if day > tally.lastDay { tally.lastDay = day }
    if row.amount < 0 && rules.refunds == .ignore {
      tally.refundsIgnored &+= 1
      return true
    }
    if row.amount == 0 && rules.dropsZeros {
      tally.zerosDropped &+= 1
      return true
    }
    row.day = rules.period.map { $0.start(of: CalendarDay(daysSince1970: day)).daysSince1970 } ?? day
    if day > rules.splitDay {
      tally.inHoldout &+= 1
      return true
    }
    if day < tally.firstDay { tally.firstDay = day }
    if row.amount > 0 {
      tally.purchases &+= 1
    } else if row.amount < 0 {
      tally.refunds &+= 1
    } else if row.amount == 0 {
      tally.zeros &+= 1
    } else {
      tally.unknown &+= 1
    }
    return true
  }

  @inline(__always)
  private func key(_ id: Field, _ base: UnsafeRawPointer) -> IdentifierKey {
    IdentifierKey(base + Int(id.start), length: Int(id.length), place: UInt64(id.start))
  }

  /// The key of an id with doubled quotes, which are made single in the block's arena.
  private func unquoted(_ id: Field, in target: LogBlock) -> IdentifierKey {
    let start = target.arena.count
    RecordScanner.unquote(scanner.rawBytes(of: id)) { target.arena.append($0) }
    let length = target.arena.count - start
    // The key reads past the id.
    for _ in 0..<8 { target.arena.append(0) }
    defer { target.arena.removeLast(8) }
    return target.arena.withUnsafeBytes {
      IdentifierKey($0.baseAddress! + start, length: length, place: UInt64(start) | IdentifierKey.isUnquoted)
    }
  }
}
