import DelimitedText

/// Gathers the cohorts of a retention table.
///
/// Rows may stand in any order; a cohort's periods must be 0, 1, 2, ... and its survivors never rise. Under
/// `BadRowRule.skip` a cohort's curve ends before the first period for which that does not hold.
struct RetentionReader {
  private struct Row {
    var period: Int
    var active: Double
    var verbatim: VerbatimRow
  }

  /// More are taken for an error: above it doubles cannot count them one by one.
  private static let mostSubscribers = 1e15

  private let cohort: Int?
  private let period: Int
  private let active: Int

  init(_ header: Header) throws(DataError) {
    cohort = try header.position(of: RetentionTable.cohortColumn)
    period = try header.requiredPosition(of: "period")
    active = try header.requiredPosition(of: "active")
  }

  func read(_ rows: inout TableRows) throws(DataError) -> RetentionTable {
    let limit = SubscriptionTable.longestTenure
    var names: [String] = []
    var members: [String: [Row]] = [:]
    try rows.read { (fields) throws(DataError) in
      let row = Row(
        period: try fields.whole(period, 0...limit, "a whole number of renewals from 0 to \(limit)"),
        active: try fields.number(
          active, "a number of subscribers, from 0 to 1e15"
        ) { $0 <= RetentionReader.mostSubscribers }, verbatim: fields.verbatim)
      let name = cohort.map { fields.records.text($0) } ?? ""
      if members[name] == nil { names.append(name) }
      members[name, default: []].append(row)
    }
    var cohorts: [RetentionTable.Cohort] = []
    for name in names {
      let curve = try curve(name, members[name]!, &rows)
      if !curve.isEmpty { cohorts.append(RetentionTable.Cohort(name: cohort == nil ? nil : name, active: curve)) }
    }
    return RetentionTable(cohorts: cohorts)
  }

  /// A cohort's survivors in order of the periods.
  private func curve(_ name: String, _ members: [Row], _ rows: inout TableRows) throws(DataError) -> [Double] {
    let sorted = members.sorted { ($0.period, $0.verbatim.line) < ($1.period, $1.verbatim.line) }
    let label = cohort == nil ? "" : " of cohort '\(name)'"
    var survivors: [Double] = []
    for row in sorted {
      if let error = fault(of: row, after: survivors, label, rows.header) {
        try rows.withdraw(row.verbatim, error)
      } else {
        survivors.append(row.active)
      }
    }
    return survivors
  }

  private func fault(of row: Row, after survivors: [Double], _ label: String, _ header: Header) -> DataError? {
    func error(_ column: Int, _ problem: String, _ expected: String, _ advice: String? = nil) -> DataError {
      DataError(
        .badData, file: header.file, line: row.verbatim.line, column: header.column(column),
        text: column == period ? "\(row.period)" : "\(row.active)", problem: problem, expected: expected,
        advice: advice)
    }
    if row.period < survivors.count { return error(period, "the period\(label) stands twice", "each period once") }
    if row.period > survivors.count {
      return error(
        period, "period \(survivors.count)\(label) is missing", "the periods 0, 1, 2, ... without a gap",
        "Period 0 is the start, with all subscribers of the cohort")
    }
    if let last = survivors.last, row.active > last {
      return error(
        active, "more subscribers\(label) are active than in the period before", "at most \(last)",
        "Those who come later are a cohort of their own")
    }
    return nil
  }
}
