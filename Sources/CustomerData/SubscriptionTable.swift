public import DelimitedText

/// Subscribers read from a file: a retention table, or one row per subscriber; the header tells which.
///
/// A retention table has the columns `period` (0, 1, 2, ... renewals), `active` and, where it holds several cohorts,
/// `cohort`; the other kind `tenure`, `churned` and, where present, `customer_id` and `customers`. Others are ignored.
public struct SubscriptionTable: Sendable {
  /// The two kinds.
  public enum Content: Sendable {
    /// Survivors of cohorts.
    case cohorts(RetentionTable)
    /// One history per row, with ids (none where the file has none) and how many subscribers share each row.
    case subscribers([SubscriberHistory], CustomerIdentifiers, counts: [Int])
  }

  /// What the file holds.
  public var content: Content
  /// Rows read and used, and subscribers.
  public var audit: Audit

  /// The longest tenure: more renewals are taken for an error.
  public static let longestTenure = 1_000_000

  /// Reads a table to its end.
  ///
  /// - Parameter options: `customerColumn` and `delimiter` apply.
  /// - Throws: `DataError`: the input cannot be read, a column is missing, there is no row, or the first row that is
  ///   wrong.
  public init(reading location: InputLocation, options: LogOptions = LogOptions()) throws(DataError) {
    let kinds = [["period", "active"], ["tenure", "churned"]]
    let input = try DelimitedInput(location, delimiter: options.delimiter, recognising: kinds)
    try FieldReader.refuseSkipping(input, options)
    let header = input.header
    let records = RecordReader(input)
    audit = Audit()
    if kinds[0].allSatisfy(header.contains) {
      var reader = try RetentionReader(records)
      content = .cohorts(try reader.read())
      audit.rowsRead = reader.rows
      audit.customers = Int(patterns.totalWeight.rounded())
    } else if kinds[1].allSatisfy(header.contains) {
      content = try SubscriptionTable.subscribers(records, customerColumn: options.customerColumn)
      if case .subscribers(let histories, _, let counts) = content {
        audit.rowsRead = histories.count
        audit.customers = counts.reduce(0, +)
      }
    } else {
      throw header.missing(
        header.contains("active") || header.contains("period") ? kinds[0] : kinds[1],
        advice: "A retention table needs period and active, and cohort where there are several; "
          + "a table of subscribers needs tenure and churned")
    }
    audit.rowsUsed = audit.rowsRead
    if audit.rowsRead == 0 {
      throw DataError(
        .badData, file: header.file, problem: "the table has a header and no row", expected: "a row per period")
    }
  }

  /// All subscribers as one population.
  public var patterns: SubscriberPatterns {
    switch content {
    case .cohorts(let table): table.patterns
    case .subscribers(let histories, _, let counts):
      SubscriberPatterns(zip(histories, counts).lazy.map { ($0, Double($1)) })
    }
  }

  private static func subscribers(
    _ records: RecordReader, customerColumn: String
  ) throws(DataError) -> Content {
    let header = records.header
    let tenureColumn = try header.requiredPosition(of: "tenure")
    let churnedColumn = try header.requiredPosition(of: "churned")
    let customer = try header.position(of: customerColumn)
    let customers = try header.position(of: SummaryColumn.customers)
    let fields = FieldReader(records: records)
    var histories: [SubscriberHistory] = []
    var ids = UniqueIdentifiers()
    var counts: [Int] = []
    while try records.next() {
      if let customer { try ids.add(customer, of: records) }
      let churned = try fields.flag(churnedColumn)
      let tenure = try fields.whole(
        tenureColumn, 0...longestTenure, "a whole number of periods from 0 to \(longestTenure)")
      if churned && tenure == 0 {
        throw records.error(
          tenureColumn, problem: "a subscriber who left has a tenure of 0", expected: "1 or above",
          advice: "Who leaves at the first renewal has paid for one period")
      }
      counts.append(
        try customers.map { (column) throws(DataError) in
          try fields.whole(column, 1...1_000_000_000, "how many subscribers share the row, a whole number above 0")
        } ?? 1)
      histories.append(SubscriberHistory(tenure: tenure, churned: churned))
    }
    return .subscribers(histories, ids.identifiers, counts: counts)
  }
}

/// Gathers the cohorts of a retention table.
private struct RetentionReader {
  private struct Row {
    var period: Int
    var active: Double
    var line: Int
  }

  private(set) var rows = 0
  private let records: RecordReader
  private let cohort: Int?
  private let period: Int
  private let active: Int
  private var names: [String] = []
  private var members: [String: [Row]] = [:]

  init(_ records: RecordReader) throws(DataError) {
    self.records = records
    cohort = try records.header.position(of: "cohort")
    period = try records.header.requiredPosition(of: "period")
    active = try records.header.requiredPosition(of: "active")
  }

  mutating func read() throws(DataError) -> RetentionTable {
    let fields = FieldReader(records: records)
    while try records.next() {
      rows += 1
      let name = cohort.map { records.text($0) } ?? ""
      if members[name] == nil { names.append(name) }
      let limit = SubscriptionTable.longestTenure
      members[name, default: []].append(
        Row(
          period: try fields.whole(period, 0...limit, "a whole number of renewals from 0 to \(limit)"),
          active: try fields.number(active, "a number of subscribers, 0 or above"), line: records.line))
    }
    var cohorts: [RetentionTable.Cohort] = []
    for name in names {
      cohorts.append(RetentionTable.Cohort(name: cohort == nil ? nil : name, active: try curve(name)))
    }
    return RetentionTable(cohorts: cohorts)
  }

  /// A cohort's survivors in order of the periods, which must be 0, 1, 2, ... and never rise.
  private func curve(_ name: String) throws(DataError) -> [Double] {
    let sorted = members[name]!.sorted { $0.period < $1.period }
    let label = cohort == nil ? "" : " of cohort '\(name)'"
    var active: [Double] = []
    for row in sorted {
      func error(_ column: Int, _ problem: String, _ expected: String, _ advice: String? = nil) -> DataError {
        DataError(
          .badData, file: records.header.file, line: row.line, column: records.header.column(column),
          text: column == period ? "\(row.period)" : "\(row.active)", problem: problem, expected: expected,
          advice: advice)
      }
      if row.period < active.count { throw error(period, "the period\(label) stands twice", "each period once") }
      if row.period > active.count {
        throw error(
          period, "period \(active.count)\(label) is missing", "the periods 0, 1, 2, ... without a gap",
          "Period 0 is the start, with all subscribers of the cohort")
      }
      if let last = active.last, row.active > last {
        throw error(
          self.active, "more subscribers\(label) are active than in the period before", "at most \(last)",
          "Those who come later are a cohort of their own")
      }
      active.append(row.active)
    }
    return active
  }
}
