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
  /// The customers of a log, with frequency, recency and age counted in opportunities; the spend is per opportunity
  /// taken, the days are first days of periods. Nil of a table.
  public var customers: CustomerSummary?
  /// What they did after the calibration end of a log that was split there.
  public var holdout: HoldoutActivity?
  /// Opportunities in the holdout; 0 without one.
  public var holdoutOpportunities = 0
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
      try self.init(table: input, options: options)
    } else if log.allSatisfy(header.contains) {
      guard let period = options.period else {
        throw DataError(
          .badRequest, file: header.file, problem: "the input is a log, and nothing says what one opportunity is",
          expected: "--opportunity year, month or week")
      }
      if let end = options.calibrationEnd, period.end(of: end) != end {
        throw DataError(
          .badRequest, file: header.file, problem: "the calibration end \(end) lies within a \(period.rawValue)",
          expected: "the last day of one, such as \(period.end(of: end))")
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
    var summary = log.summary
    let end = summary.observationEnd.map { period.number(of: $0) } ?? 0
    histories = (0..<summary.count).map { row in
      let first = period.number(of: CalendarDay(daysSince1970: summary.firstDays[row]))
      let last = period.number(of: CalendarDay(daysSince1970: summary.lastDays[row]))
      return OpportunityHistory(
        frequency: Int(summary.frequencies[row]), recency: last - first, opportunities: end - first)
    }
    identifiers = summary.identifiers
    multiplicities = []
    audit = log.audit
    holdout = log.holdout
    if let holdout { holdoutOpportunities = period.number(of: holdout.end) - end }
    summary.unit = period.unit
    summary.recencies = histories.map { Double($0.recency) }
    summary.ages = histories.map { Double($0.opportunities) }
    customers = summary
  }

  /// The last day that was observed, of a log.
  public var observationEnd: CalendarDay? { customers?.observationEnd }

  private init(table input: DelimitedInput, options: LogOptions) throws(DataError) {
    let header = input.header
    let frequencyColumn = try header.requiredPosition(of: SummaryColumn.frequency)
    let recencyColumn = try header.requiredPosition(of: SummaryColumn.recency)
    let opportunitiesColumn = try header.requiredPosition(of: "opportunities")
    let customer = try header.position(of: options.customerColumn)
    let customers = try header.position(of: SummaryColumn.customers)
    if customer == nil && customers == nil {
      throw header.missing(
        [options.customerColumn, SummaryColumn.customers],
        advice: "A table names its customers, or says how many share each row")
    }
    var rows = try TableRows(input, options: options)
    var histories: [OpportunityHistory] = []
    var multiplicities: [Int] = []
    try rows.read(customer: customer) { (fields) throws(DataError) in
      let most = OpportunityTable.mostOpportunities
      let n = try fields.whole(opportunitiesColumn, 0...most, "a whole number from 0 to \(most)")
      let tx = try fields.whole(recencyColumn, 0...n, "the last opportunity taken, from 0 to the opportunities, \(n)")
      let x = try fields.whole(frequencyColumn, 0...tx, "opportunities taken, from 0 to the recency, \(tx)")
      if x == 0 && tx > 0 {
        throw fields.records.error(
          recencyColumn, problem: "a customer who took no opportunity has a recency above 0", expected: "0")
      }
      if let customers {
        multiplicities.append(
          try fields.whole(customers, 1...1_000_000_000, "how many customers share the row, a whole number above 0"))
      }
      histories.append(OpportunityHistory(frequency: x, recency: tx, opportunities: n))
    }
    try rows.finish("a row per customer")
    self.histories = histories
    self.multiplicities = multiplicities
    identifiers = rows.identifiers
    audit = rows.audit
    audit.customers = multiplicities.isEmpty ? histories.count : multiplicities.reduce(0, +)
  }

  /// The distinct histories with their customers.
  public var patterns: OpportunityPatterns {
    multiplicities.isEmpty
      ? OpportunityPatterns(histories)
      : OpportunityPatterns(zip(histories, multiplicities).lazy.map { ($0, Double($1)) })
  }
}
