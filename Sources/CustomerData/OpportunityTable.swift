public import DelimitedText

/// What customers did at discrete opportunities: read from a table, or counted in a log.
///
/// A table has the columns `frequency`, `recency` and `opportunities`, and a customer id or `customers`, the number of
/// customers who share the row. Others are ignored.
public struct OpportunityTable: Sendable {
  /// One history per row, in the order of the input.
  public var histories: [OpportunityHistory]
  /// Customer ids; none where the input has none.
  public var identifiers: CustomerIdentifiers
  /// How many customers each row stands for; empty means one each.
  public var multiplicities: [Int]
  /// The last day that was observed, of a log.
  public var observationEnd: CalendarDay?
  /// What became of each row.
  public var audit: Audit

  /// The most opportunities: more are taken for an error.
  public static let mostOpportunities = 1_000_000

  static let required = [SummaryColumn.frequency, SummaryColumn.recency, "opportunities"]

  /// Reads an input to its end; the header tells whether it is a table or a log.
  ///
  /// - Parameter options: `period` says what one opportunity is in a log: it is needed there.
  /// - Throws: `DataError`.
  public init(
    reading location: InputLocation, options: LogOptions, progress: (@Sendable (ReadingProgress) -> Void)? = nil
  ) throws(DataError) {
    let log = [options.customerColumn, options.dateColumn]
    let input = try DelimitedInput(
      location, delimiter: options.delimiter, recognising: [OpportunityTable.required, log])
    let header = input.header
    if OpportunityTable.required.allSatisfy(header.contains) {
      try FieldReader.refuseSkipping(input, options)
      try self.init(RecordReader(input), customerColumn: options.customerColumn)
    } else if log.allSatisfy(header.contains) {
      guard let period = options.period else {
        throw DataError(
          .badRequest, file: header.file, problem: "the input is a log, and nothing says what one opportunity is",
          expected: "--opportunity year, month or week")
      }
      var options = options
      options.occasion = .day
      self.init(try SummarizedLog(input, options: options, progress: progress), period: period)
    } else {
      throw header.missing(
        OpportunityTable.required,
        advice: "A table of opportunities needs \(OpportunityTable.required.joined(separator: ", ")); "
          + "a log \(log.joined(separator: " and ")), with --opportunity year, month or week")
    }
  }

  /// Counts the opportunities taken in a log that was read with the same `LogOptions.period`.
  ///
  /// The period of a customer's first purchase is that of acquisition; every later one up to that of the observation
  /// end, which is itself counted, is an opportunity.
  public init(_ log: SummarizedLog, period: CalendarPeriod) {
    let summary = log.summary
    let end = summary.observationEnd.map { period.number(of: $0) } ?? 0
    histories = (0..<summary.count).map { row in
      let first = period.number(of: CalendarDay(daysSince1970: summary.firstDays[row]))
      let last = period.number(of: CalendarDay(daysSince1970: summary.lastDays[row]))
      return OpportunityHistory(
        frequency: Int(summary.frequencies[row]), recency: last - first, opportunities: end - first)
    }
    identifiers = summary.identifiers
    multiplicities = []
    observationEnd = summary.observationEnd
    audit = log.audit
  }

  private init(_ records: RecordReader, customerColumn: String) throws(DataError) {
    let header = records.header
    let frequencyColumn = try header.requiredPosition(of: SummaryColumn.frequency)
    let recencyColumn = try header.requiredPosition(of: SummaryColumn.recency)
    let opportunitiesColumn = try header.requiredPosition(of: "opportunities")
    let customer = try header.position(of: customerColumn)
    let customers = try header.position(of: SummaryColumn.customers)
    if customer == nil && customers == nil {
      throw header.missing(
        [customerColumn, SummaryColumn.customers],
        advice: "A table names its customers, or says how many share each row")
    }
    let fields = FieldReader(records: records)
    histories = []
    multiplicities = []
    observationEnd = nil
    audit = Audit()
    var ids = UniqueIdentifiers()
    while try records.next() {
      if let customer { try ids.add(customer, of: records) }
      let most = OpportunityTable.mostOpportunities
      let n = try fields.whole(opportunitiesColumn, 0...most, "a whole number from 0 to \(most)")
      let tx = try fields.whole(recencyColumn, 0...n, "the last opportunity taken, from 0 to the opportunities, \(n)")
      let x = try fields.whole(frequencyColumn, 0...tx, "opportunities taken, from 0 to the recency, \(tx)")
      if x == 0 && tx > 0 {
        throw records.error(
          recencyColumn, problem: "a customer who took no opportunity has a recency above 0", expected: "0")
      }
      histories.append(OpportunityHistory(frequency: x, recency: tx, opportunities: n))
      if let customers {
        multiplicities.append(
          try fields.whole(customers, 1...1_000_000_000, "how many customers share the row, a whole number above 0"))
      }
    }
    identifiers = ids.identifiers
    audit.rowsRead = histories.count
    audit.rowsUsed = histories.count
    audit.customers = multiplicities.isEmpty ? histories.count : multiplicities.reduce(0, +)
    if histories.isEmpty {
      throw DataError(
        .badData, file: header.file, problem: "the table has a header and no row", expected: "a row per customer")
    }
  }

  /// The distinct histories with their customers.
  public var patterns: OpportunityPatterns {
    multiplicities.isEmpty
      ? OpportunityPatterns(histories)
      : OpportunityPatterns(zip(histories, multiplicities).lazy.map { ($0, Double($1)) })
  }
}
