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
    let refusesRefunds: Bool
    let ignoresRefunds: Bool
    let stopsAtBadRow: Bool
    let hasPeriod: Bool
    private let period: CalendarPeriod?

    init(_ options: LogOptions) {
      firstDay = options.firstDay
      lastDay = options.lastDay
      splitDay = options.calibrationEnd?.daysSince1970 ?? .max
      dropsZeros = options.zeroAmounts == .drop
      refusesRefunds = options.refunds == .error
      ignoresRefunds = options.refunds == .ignore
      stopsAtBadRow = options.badRows == .error
      period = options.period
      hasPeriod = period != nil
    }

    /// The first day of a day's period. Not compiled into the loop over rows, most of which are not in periods.
    @inline(never)
    func start(of day: Int32) -> Int32 {
      period.map { $0.start(of: CalendarDay(daysSince1970: day)).daysSince1970 } ?? day
    }
  }

  init(_ columns: LogColumns, rules: Rules) {
    self.columns = columns
    self.rules = rules
    scanner = RecordScanner(columns.format, columns: columns.header.names.count)
  }

  /// What has been found in a block so far.
  private struct Findings {
    var tally = RowTally()
    var recordCount = 0
    var dates = ISODateReader()
  }

  /// Fills a block's rows, bad rows and counts from a text. Under `BadRowRule.error` it stops after the first bad row.
  func parse(_ text: RecordBlock, into target: LogBlock) {
    let base = UnsafeRawPointer(text.base)
    let isKnownText = text.isKnownText
    var found = Findings()
    target.badRows.removeAll(keepingCapacity: true)
    target.texts.removeAll()
    target.rows.removeAll()
    scanner.start(text)
    repeat {
      if isKnownText { parsePlainRecords(base, target, &found) }
    } while parseRecords(base, target, isKnownText: isKnownText, &found)
    target.tally = found.tally
    target.recordCount = found.recordCount
    target.lineCount = scanner.linesRead
  }

  /// Takes the plain records from the present position on, up to the first of which there is anything to say.
  private func parsePlainRecords(_ base: UnsafeRawPointer, _ target: LogBlock, _ found: inout Findings) {
    let names = columns.header.names.count
    let (customer, date, amount) = (columns.customer, columns.date, columns.amount ?? -1)
    // The only column whose fields may end in something to drop.
    let last = columns.format.dropsReturns ? names &- 1 : -2
    let (rules, layout) = (rules, columns.layout)
    var (tally, dates) = (found.tally, found.dates)
    while true {
      let records = scanner.plainRecords()
      var ends = records.ends
      func text(_ column: Int) -> UnsafeRawBufferPointer {
        let start = Int(ends[column &- 1] &+ 1)
        var end = Int(ends[column])
        if column == last { end = LogParser.droppingReturns(base, start, end) }
        return UnsafeRawBufferPointer(start: base + start, count: end &- start)
      }
      var taken = 0
      while taken < records.count {
        let id = text(customer)
        var row = LogRow(id: key(id, in: target), record: UInt32(truncatingIfNeeded: found.recordCount &+ taken))
        let sum = amount < 0 ? LogParser.noText : text(amount)
        if read(&row, id, text(date), sum, layout, rules, &dates, &tally) != nil { break }
        target.rows.append(row)
        taken &+= 1
        ends += names
      }
      found.recordCount &+= taken
      scanner.pass(over: taken)
      if taken < records.count || taken == 0 { break }
    }
    (found.tally, found.dates) = (tally, dates)
  }

  /// Where a field that ends a line ends without the carriage returns before the line feed.
  @inline(__always)
  private static func droppingReturns(_ base: UnsafeRawPointer, _ start: Int, _ end: Int) -> Int {
    var end = end
    while end > start && base.load(fromByteOffset: end &- 1, as: UInt8.self) == UInt8(ascii: "\r") { end &-= 1 }
    return end
  }

  private static var noText: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }

  /// Takes records one by one, at least one and on as long as none can be plain; false when all have been taken that are
  /// to be.
  private func parseRecords(
    _ base: UnsafeRawPointer, _ target: LogBlock, isKnownText: Bool, _ found: inout Findings
  ) -> Bool {
    let names = columns.header.names.count
    let (customer, date, amount) = (columns.customer, columns.date, columns.amount ?? -1)
    let (rules, layout) = (rules, columns.layout)
    let fields = scanner.fields
    func text(_ column: Int) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(start: base + Int(fields[column].start), count: Int(fields[column].length))
    }
    var (tally, dates) = (found.tally, found.dates)
    defer { (found.tally, found.dates) = (tally, dates) }
    repeat {
      guard scanner.next() else { return false }
      let record = UInt32(truncatingIfNeeded: found.recordCount)
      found.recordCount &+= 1
      var field = 0..<0
      var problem = scanner.problem(columns: names, isKnownText: isKnownText).map(RowProblem.record)
      if problem == nil {
        let id = text(customer)
        let isDoubled = fields[customer].hasDoubledQuotes
        var row = LogRow(id: isDoubled ? unquoted(id, in: target) : key(id, in: target), record: record)
        let sum = amount < 0 ? LogParser.noText : text(amount)
        problem = read(&row, id, text(date), sum, layout, rules, &dates, &tally)
        if let problem {
          let culprit = fields[problem == .emptyCustomer ? customer : problem == .date ? date : amount]
          field = Int(culprit.start)..<Int(culprit.start &+ culprit.length)
        } else {
          target.rows.append(row)
        }
      }
      if let problem {
        target.badRows.append(
          BadRow(
            problem: problem, linesBefore: scanner.linesBefore, record: scanner.recordStart..<scanner.recordEnd,
            field: field))
        if rules.stopsAtBadRow { return false }
      }
    } while scanner.isAmongQuotes || !isKnownText
    return true
  }

  /// Reads the fields of a row whose id is known; what is wrong with them, if anything.
  @inline(__always)
  private func read(
    _ row: inout LogRow, _ id: UnsafeRawBufferPointer, _ date: UnsafeRawBufferPointer, _ amount: UnsafeRawBufferPointer,
    _ layout: DateLayout?, _ rules: Rules, _ dates: inout ISODateReader, _ tally: inout RowTally
  ) -> RowProblem? {
    if id.count == 0 { return .emptyCustomer }
    guard let day = layout == nil ? dates.parse(date) : layout!.parse(date)?.daysSince1970 else { return .date }
    if amount.count > 0 {
      guard let value = DecimalNumber.parse(padded: amount.baseAddress.unsafelyUnwrapped, count: amount.count) else {
        return .amount
      }
      row.amount = value
    }
    return count(&row, day, rules, &tally) ? nil : .refund
  }

  /// Applies the window and the rules to a row with its amount known; false when it is a refund that is not allowed.
  @inline(__always)
  private func count(_ row: inout LogRow, _ day: Int32, _ rules: Rules, _ tally: inout RowTally) -> Bool {
    if day < rules.firstDay || day > rules.lastDay {
      tally.outsideWindow &+= 1
      return true
    }
    // One comparison for nearly all rows: every other kind, the unknown amount (NaN) included, fails it.
    let isPurchase = row.amount > 0
    if !isPurchase && row.amount < 0 && rules.refusesRefunds { return false }
    if day > tally.lastDay { tally.lastDay = day }
    if !isPurchase {
      if row.amount < 0 && rules.ignoresRefunds {
        tally.refundsIgnored &+= 1
        return true
      }
      if row.amount == 0 && rules.dropsZeros {
        tally.zerosDropped &+= 1
        return true
      }
    }
    row.day = rules.hasPeriod ? rules.start(of: day) : day
    if day > rules.splitDay {
      tally.inHoldout &+= 1
      return true
    }
    if day < tally.firstDay { tally.firstDay = day }
    if isPurchase {
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
  private func key(_ id: UnsafeRawBufferPointer, in target: LogBlock) -> IdentifierKey {
    let bytes = id.baseAddress.unsafelyUnwrapped
    let place = id.count <= 8 ? 0 : target.texts.append(bytes, length: id.count)
    return IdentifierKey(bytes, length: id.count, place: place)
  }

  /// The key of an id with doubled quotes.
  private func unquoted(_ id: UnsafeRawBufferPointer, in target: LogBlock) -> IdentifierKey {
    let place = target.texts.append(unquoting: id)
    let length = target.texts.count - place
    let key = IdentifierKey(target.texts.base + place, length: length, place: place)
    if length <= 8 { target.texts.removeLast(from: place) }
    return key
  }
}
