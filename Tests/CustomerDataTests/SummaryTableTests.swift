import CustomerData
import DelimitedText
import Foundation
import Parallelism
import TestSupport
import Testing

@Suite("Reading a summary")
struct SummaryTableTests {
  private func read(_ text: String, _ change: (inout LogOptions) -> Void = { _ in }) throws -> SummaryTable {
    let file = FileManager.default.temporaryDirectory.appending(path: "summary-\(UUID().uuidString).csv")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    var options = LogOptions()
    change(&options)
    return try SummaryTable(reading: .file(file.path), options: options)
  }

  /// The error of a table, which must be one of the data.
  private func failure(
    _ text: String, _ change: (inout LogOptions) -> Void = { _ in }, _ location: SourceLocation = #_sourceLocation
  ) throws -> DataError {
    let error = try #require(
      throws: DataError.self, sourceLocation: location, performing: { try read(text, change) })
    #expect(error.exit == .badData, sourceLocation: location)
    return error
  }

  @Test("what was written reads back equal", arguments: TimeUnit.allCases, [true, false])
  func roundTrip(unit: TimeUnit, full: Bool) throws {
    var summary = CustomerSummary(unit: unit)
    let end = CalendarDay("2024-12-31")!.daysSince1970
    for row in 0..<500 {
      summary.identifiers.append(["00\(row)", "a,\(row)", "\"q\(row)\"", "é\n\(row)", " \(row) "][row % 5])
      let age = Int32(row % 250 + 100)
      let x = row % 4
      let recency = x == 0 ? 0 : age - Int32(row % 90)
      summary.frequencies.append(Int32(x))
      summary.recencies.append(Double(recency) / unit.days)
      summary.ages.append(Double(age) / unit.days)
      guard full else { continue }
      summary.spendCounts.append(Int32(row % (x + 1)))
      summary.spendMeans.append(row % (x + 1) == 0 ? 0 : Double(row) / 3 + 0.01)
      summary.totalSpends.append(row == 7 ? 0 : Double(row) * 1.1)
      summary.firstDays.append(end - age)
      summary.lastDays.append(end - age + recency)
    }
    if full { summary.observationEnd = CalendarDay(daysSince1970: end) }
    for delimiter in [Delimiter.comma, .semicolon, .tab, .pipe] {
      let sink = TextSink()
      try summary.write(to: sink, format: CSVFormat(delimiter: delimiter), threads: ThreadCount(2))
      let table = try read(sink.text) { $0.unit = unit }
      #expect(table.summary == summary)
      #expect(table.audit.rowsRead == 500 && table.audit.rowsUsed == 500 && table.audit.customers == 500)
      #expect(table.audit.observationEnd == summary.observationEnd)
    }
  }

  @Test("the summary of a log reads back equal", arguments: TimeUnit.allCases)
  func logRoundTrip(unit: TimeUnit) throws {
    var options = LogOptions()
    options.unit = unit
    options.observationEnd = CalendarDay("1998-06-30")
    let log = try SummarizedLog(reading: .file(Repository.cdnow("cdnow_sample.csv.gz").path), options: options)
    let sink = TextSink()
    try log.summary.write(to: sink)
    let table = try read(sink.text) { $0.unit = unit }
    #expect(table.summary == log.summary)
    #expect(table.audit.occasions == log.audit.occasions)
    #expect(table.audit.firstDate == log.audit.firstDate)
    #expect(table.audit.lastDate == log.audit.lastDate)
    #expect(table.audit.observationEnd == log.audit.observationEnd)
  }

  @Test("bad rows are set aside verbatim, with line and reason")
  func rejects() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "rejects-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    let text = "customer_id,frequency,recency,age\na,0,0,1\n\"b\"\"\",x,0,1\nc,1\nd,1,1,1\n"
    let table = try read(text) {
      $0.badRows = .skip
      $0.rejects = file.path
    }
    #expect(
      try String(contentsOf: file, encoding: .utf8) == """
        line,reason,customer_id,frequency,recency,age
        3,"column 2 (frequency): the value cannot be used","b""\",x,0,1
        4,"the record has 2 fields",c,1

        """)
    #expect(table.audit.firstRejects.map(\.line) == [3, 4])
    #expect(table.summary.count == 2)
  }

  @Test("columns stand in any order, others are ignored, whole numbers may have a point")
  func columns() throws {
    let table = try read("age;note;recency;frequency;customer_id\n38.86;x;30.43;2.0;0001\n12;;0;0;1e0\n")
    #expect(table.summary.frequencies == [2, 0])
    #expect(table.summary.recencies == [30.43, 0])
    #expect(table.summary.ages == [38.86, 12])
    #expect(table.summary.identifiers[0] == "0001")
    #expect(!table.summary.hasSpend)
    #expect(table.summary.totalSpends.isEmpty && table.summary.firstDays.isEmpty)
    #expect(table.audit.occasions == 4)
  }

  @Test("a mean value without a count stands for every repeat purchase, where it is above 0")
  func defaultCount() throws {
    let text = "customer_id,frequency,recency,age,monetary_value\na,3,5,9,12.5\nb,2,5,9,0\nc,2,5,9,\nd,0,0,9,7\n"
    let table = try read(text)
    #expect(table.summary.spendCounts == [3, 0, 0, 0])
    #expect(table.summary.spendMeans == [12.5, 0, 0, 0])
    let all = try read(text) { $0.spendBasis = .all }
    #expect(all.summary.spendCounts == [4, 0, 0, 1])
  }

  @Test("a table of patterns has counts instead of ids")
  func patterns() throws {
    let table = try read("frequency,recency,age,customers\n1,2,3,10\n1,2,3,5\n0,0,3,1\n")
    #expect(table.summary.multiplicities == [10, 5, 1])
    #expect(table.summary.identifiers.count == 0)
    #expect(table.audit.customers == 16)
    #expect(PurchasePatterns(table.summary).weights == [15, 1])
    for bad in ["0", "-1", "1.5", "", "2e9"] {
      #expect(try failure("frequency,recency,age,customers\n1,2,3,\(bad)\n").column?.name == "customers")
    }
  }

  @Test(
    "wrong fields are named", .tags(.edge),
    arguments: [
      ("a,-1,0,9,,,", "frequency"), ("a,1.5,3,9,,,", "frequency"), ("a,,3,9,,,", "frequency"),
      ("a,x,3,9,,,", "frequency"), ("a,1e300,3,9,,,", "frequency"), ("a,2147483647,3,9,,,", "frequency"),
      ("a,1,9.5,9,,,", "recency"), ("a,1,-1,9,,,", "recency"), ("a,1,nan,9,,,", "recency"), ("a,1,,9,,,", "recency"),
      ("a,1,0,9,,,", "recency"), ("a,0,3,9,,,", "recency"), ("a,0,0,inf,,,", "age"), ("a,0,0,-1,,,", "age"),
      ("a,0,0,,,,", "age"), ("a,1,3,9,-2,1,", "monetary_value"), ("a,1,3,9,x,1,", "monetary_value"),
      ("a,1,3,9,5,2,", "spend_count"), ("a,1,3,9,5,-1,", "spend_count"), ("a,1,3,9,,1,", "monetary_value"),
      ("a,1,3,9,5,0,", "spend_count"), ("a,1,3,9,5,1,1e999", "total_spend"), (",1,3,9,5,1,", "customer_id"),
    ])
  func wrongField(row: String, column: String) throws {
    let header = "customer_id,frequency,recency,age,monetary_value,spend_count,total_spend\n"
    let error = try failure(header + "first,0,0,1,,,\n" + row + "\n")
    #expect(error.column?.name == column)
    #expect(error.line == 3)
    #expect(error.expected != nil)
    let skipped = try read(header + "first,0,0,1,,,\n\(row)\nlast,1,1,1,,0,-2\n") { $0.badRows = .skip }
    #expect(skipped.summary.count == 2)
    #expect((skipped.audit.rowsRead, skipped.audit.rowsUsed, skipped.audit.rowsRejected) == (3, 2, 1))
  }

  @Test("options widen what is allowed")
  func widened() throws {
    let header = "customer_id,frequency,recency,age,monetary_value,spend_count\n"
    #expect(try read(header + "a,1,0,9,,\n") { $0.occasion = .row }.summary.frequencies == [1])
    #expect(try read(header + "a,1,3,9,5,2\n") { $0.spendBasis = .all }.summary.spendCounts == [2])
    #expect(try failure(header + "a,1,3,9,5,3\n") { $0.spendBasis = .all }.column?.name == "spend_count")
  }

  @Test("dates must agree with the recency in the unit at hand", .tags(.edge))
  func dates() throws {
    let text = "customer_id,frequency,recency,age,first_purchase,last_purchase\na,1,30.43,38.86,1997-01-01,1997-08-02\n"
    #expect(try read(text) { $0.unit = .week }.summary.observationEnd == nil)
    #expect(try failure(text).column?.name == "last_purchase")
    #expect(try failure(text.replacing("1997-08-02", with: "1997-13-02")).column?.name == "last_purchase")
    let days = "customer_id,frequency,recency,age,first_purchase\na,1,3,9,1997-01-01\nb,0,0,8,1997-01-02\n"
    let table = try read(days)
    #expect(table.summary.observationEnd == CalendarDay("1997-01-10"))
    #expect(table.audit.firstDate == CalendarDay("1997-01-01"))
    #expect(try read(days + "c,0,0,9,1997-01-02\n").summary.observationEnd == nil)
  }

  @Test("a customer twice is refused, naming both lines, whatever happens to bad rows", .tags(.edge))
  func twice() throws {
    let text = "customer_id,frequency,recency,age\n\"a\nb\",0,0,1\nc,0,0,1\n\"q\"\"\",0,0,2\nc,1,1,2\n"
    for rule in BadRowRule.allCases {
      let error = try failure(text) { $0.badRows = rule }
      #expect(error.line == 6)
      #expect(error.problem.contains("line 4"))
      #expect(error.text == "c")
    }
    #expect(try failure("customer_id,frequency,recency,age\n\"q\"\"\",0,0,2\n\"q\"\"\",0,0,2\n").text == "q\"")
    #expect(try read("customer_id,frequency,recency,age\n1,0,0,2\n01,0,0,2\n1.0,0,0,2\n").summary.count == 3)
  }

  @Test(
    "a long table is the same on any number of threads, and its first error is named wherever it stands", .tags(.edge))
  func long() throws {
    let header = "customer_id,frequency,recency,age,first_purchase\n"
    // More than one block and one round of them.
    let rows = (0..<150_000).map { "customer number \($0),1,\($0 % 90 + 1),100,2020-01-01\n" }
    let tables = try [1, 3].map { count in try read(header + rows.joined()) { $0.threads = ThreadCount(count) } }
    #expect(tables[0] == tables[1])
    #expect(tables[0].summary.count == rows.count && tables[0].summary.identifiers[140_001] == "customer number 140001")
    #expect(tables[0].summary.recencies.last == Double(149_999 % 90 + 1))
    #expect(tables[0].summary.observationEnd == CalendarDay("2020-04-10"))
    for (bad, line) in [(90_000, 90_002), (120_000, 110_002)] {
      var broken = rows
      broken[bad] = "x,1,none,100,2020-01-01\n"
      broken[110_000] = rows[7]
      let error = try failure(header + broken.joined()) { $0.threads = ThreadCount(3) }
      #expect(error.line == line)
    }
  }

  @Test("a table without rows, or without a needed column, is refused", .tags(.edge))
  func missing() throws {
    _ = try failure("customer_id,frequency,recency,age\n")
    _ = try failure("customer_id,frequency,recency,age\na,x,0,1\n") { $0.badRows = .skip }
    _ = try failure("customer_id,frequency,recency\na,0,0\n")
    _ = try failure("frequency,recency,age\n0,0,1\n")
    _ = try failure("customer_id,age,frequency,recency,age\na,0,0,0,1\n")
    #expect(try failure("customer_id,frequency,recency,age\na,0,0\n").line == 2)
  }
}
