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
  /// - Parameter options: `customerColumn`, `delimiter`, `badRows` and `rejects` apply.
  /// - Throws: `DataError`: the input cannot be read, a column is missing, no row can be used, a customer stands twice,
  ///   or under `BadRowRule.error` the first row that is wrong.
  public init(reading location: InputLocation, options: LogOptions = LogOptions()) throws(DataError) {
    let kinds = [["period", "active"], ["tenure", "churned"]]
    let input = try DelimitedInput(location, delimiter: options.delimiter, recognising: kinds)
    let header = input.header
    if kinds[0].allSatisfy(header.contains) {
      let reader = try RetentionReader(header)
      var rows = try TableRows(input, options: options)
      content = .cohorts(try reader.read(&rows))
      try rows.finish("a row per period")
      audit = rows.audit
    } else if kinds[1].allSatisfy(header.contains) {
      var rows = try TableRows(input, options: options)
      content = try SubscriptionTable.subscribers(&rows, customerColumn: options.customerColumn)
      try rows.finish("a row per subscriber")
      audit = rows.audit
    } else {
      throw header.missing(
        header.contains("active") || header.contains("period") ? kinds[0] : kinds[1],
        advice: "A retention table needs period and active, and cohort where there are several; "
          + "a table of subscribers needs tenure and churned")
    }
    switch content {
    case .cohorts: audit.customers = Int(patterns.totalWeight.rounded())
    case .subscribers(_, _, let counts): audit.customers = counts.reduce(0, +)
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

  /// The curves of the cohorts; subscribers make one where all who stay have been observed for equally long. Nil where
  /// that is not so.
  public var curves: RetentionTable? {
    switch content {
    case .cohorts(let table): table
    case .subscribers: RetentionTable.Cohort(patterns).map { RetentionTable(cohorts: [$0]) }
    }
  }

  private static func subscribers(
    _ rows: inout TableRows, customerColumn: String
  ) throws(DataError) -> Content {
    let header = rows.header
    let tenureColumn = try header.requiredPosition(of: "tenure")
    let churnedColumn = try header.requiredPosition(of: "churned")
    let customer = try header.position(of: customerColumn)
    let customers = try header.position(of: SummaryColumn.customers)
    var histories: [SubscriberHistory] = []
    var counts: [Int] = []
    try rows.read(customer: customer) { (fields) throws(DataError) in
      let churned = try fields.flag(churnedColumn)
      let tenure = try fields.whole(
        tenureColumn, 0...longestTenure, "a whole number of periods from 0 to \(longestTenure)")
      if churned && tenure == 0 {
        throw fields.records.error(
          tenureColumn, problem: "a subscriber who left has a tenure of 0", expected: "1 or above",
          advice: "Who leaves at the first renewal has paid for one period")
      }
      counts.append(
        try customers.map { (column) throws(DataError) in
          try fields.whole(column, 1...1_000_000_000, "how many subscribers share the row, a whole number above 0")
        } ?? 1)
      histories.append(SubscriberHistory(tenure: tenure, churned: churned))
    }
    return .subscribers(histories, rows.identifiers, counts: counts)
  }
}
