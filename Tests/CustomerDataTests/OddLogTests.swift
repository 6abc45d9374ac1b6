import DelimitedText
import Foundation
import Parallelism
import TestSupport
import Testing

@testable import CustomerData

/// Summarises a log given as text.
private func summarize(
  _ text: String, blockSize: Int = 1 << 20, _ change: (inout LogOptions) -> Void = { _ in }
) throws -> SummarizedLog {
  try summarize(Array(text.utf8), blockSize: blockSize, change)
}

private func summarize(
  _ bytes: [UInt8], blockSize: Int = 1 << 20, _ change: (inout LogOptions) -> Void = { _ in }
) throws -> SummarizedLog {
  let file = try TemporaryFile(bytes)
  var options = LogOptions()
  change(&options)
  let input = try DelimitedInput(
    .file(file.url.path), delimiter: options.delimiter,
    recognising: [[options.customerColumn, options.dateColumn]], blockSize: blockSize)
  return try SummarizedLog(input, options: options, progress: nil)
}

private func failure(_ text: String, _ change: (inout LogOptions) -> Void = { _ in }) throws -> DataError {
  try #require(throws: DataError.self) { try summarize(text, change) }
}

extension SummarizedLog {
  fileprivate var ids: [String] { (0..<summary.count).map { summary.identifiers[$0] } }
}

@Suite("Odd logs")
struct OddLogTests {
  static let head = "customer_id,date,amount\n"

  @Test("x, t_x, T and spend of a log by hand")
  func byHand() throws {
    let log = try summarize(
      OddLogTests.head
        + "b,2020-01-10,4\na,2020-01-01,10\na,2020-01-08,20\na,2020-01-08,1\na,2020-01-22,7\nb,2020-01-24,0\n"
    ) { $0.unit = .week }
    let summary = log.summary
    #expect(log.ids == ["b", "a"])
    #expect(summary.frequencies == [1, 2])
    #expect(summary.recencies == [2, 3])
    #expect(summary.ages == [2, 23.0 / 7])
    #expect(summary.spendCounts == [0, 2])
    #expect(summary.spendMeans == [0, 14])
    #expect(summary.totalSpends == [4, 38])
    #expect(summary.observationEnd == CalendarDay("2020-01-24"))
    #expect(log.audit.zeroOccasions == 1 && log.audit.rowsMerged == 1 && log.audit.occasions == 5)
    let all = try summarize(OddLogTests.head + "a,2020-01-01,10\na,2020-01-08,20\n") { $0.spendBasis = .all }
    #expect(all.summary.spendCounts == [2] && all.summary.spendMeans == [15])
  }

  @Test("ids are opaque: zeros, blanks, quotes, delimiters, any UTF-8, any length")
  func identifiers() throws {
    let long = String(repeating: "long\"id,", count: 500)
    let ids = [
      "1", "01", "001", " 1", "1 ", "a,b", "say \"hi\"", "two\nlines", "é", "e\u{301}", "🛒", "NULL", "0", "-", long,
      "12345678", "123456789", "1234567890123456", "12345678901234567",
    ]
    let rows = (ids + ids).map { "\"\($0.replacingOccurrences(of: "\"", with: "\"\""))\",2020-01-01\n" }.joined()
    for blockSize in [1, 7, 64, 1 << 20] {
      let log = try summarize("customer_id,date\n" + rows, blockSize: blockSize)
      #expect(log.ids.map { Array($0.utf8) } == ids.map { Array($0.utf8) })
      #expect(log.summary.frequencies.allSatisfy { $0 == 0 } && log.audit.rowsMerged == ids.count)
      #expect(!log.summary.hasSpend && log.summary.totalSpends.isEmpty && log.audit.unknownRows == 2 * ids.count)
    }
  }

  @Test("other columns, other names, other orders")
  func columns() throws {
    let log = try summarize("extra;when;who;extra;paid\nx;31.12.2019;u;\"y;\";-1e1\nx;1.1.2020;u;z;2.5\n") {
      $0.customerColumn = "who"
      $0.dateColumn = "when"
      $0.amountColumn = "paid"
      $0.dateFormat = "%d.%m.%Y"
    }
    #expect(log.ids == ["u"] && log.summary.totalSpends == [2.5] && log.audit.refundsDropped == 1)
  }

  @Test("unknown amounts count for frequency only; when all are unknown the log has no amounts")
  func unknownAmounts() throws {
    let log = try summarize(
      OddLogTests.head + "a,2020-01-01,1\na,2020-01-02,\na,2020-01-03,\"\"\na,2020-01-04,6\nb,2020-01-04,\n")
    #expect(
      log.summary.frequencies == [3, 0] && log.summary.spendCounts == [1, 0] && log.summary.spendMeans == [6, 0])
    #expect(log.summary.totalSpends[0] == 7 && log.summary.totalSpends[1].isNaN)
    #expect(log.audit.unknownOccasions == 3)
    #expect(try !summarize(OddLogTests.head + "a,2020-01-01,\na,2020-01-02,\n").summary.hasSpend)
  }

  @Test("zero amounts and refunds by their rules")
  func rules() throws {
    let text = OddLogTests.head + "a,2020-01-01,5\na,2020-01-02,0\na,2020-01-03,-5\na,2020-01-04,-0\n"
    #expect(try summarize(text).summary.frequencies == [1])
    let dropped = try summarize(text) {
      $0.zeroAmounts = .drop; $0.refunds = .ignore
    }
    #expect(
      dropped.summary.frequencies == [0] && dropped.audit.zeroRowsDropped == 2 && dropped.audit.refundRowsIgnored == 1)
    #expect(dropped.summary.observationEnd == CalendarDay("2020-01-04"))
    let error = try failure(text) { $0.refunds = .error }
    #expect(error.line == 4 && error.column == DataError.Column(name: "amount", number: 3) && error.text == "-5")
  }

  @Test("rows outside the window do not count, but keep their customer's place")
  func window() throws {
    let text =
      OddLogTests.head
      + "late,2020-03-01,1\na,2020-01-01,1\nlate,2020-01-20,1\na,2020-01-15,1\ngone,2020-04-01,1\na,2020-01-31,1\n"
    let log = try summarize(text) {
      $0.observationStart = CalendarDay("2020-01-15")
      $0.observationEnd = CalendarDay("2020-01-31")
    }
    #expect(log.ids == ["late", "a"] && log.summary.frequencies == [0, 1] && log.summary.ages == [11, 16])
    #expect(log.audit.rowsOutsideWindow == 3 && log.audit.rowsUsed == 3 && log.audit.rowsRead == 6)
    #expect(log.audit.firstDate == CalendarDay("2020-01-15") && log.audit.customers == 2)
  }

  @Test("refunds after the split leave calibration alone; the holdout nets against itself")
  func holdout() throws {
    let text =
      OddLogTests.head
      + "a,2020-01-01,10\na,2020-01-05,20\nnew,2020-02-01,5\na,2020-02-02,-20\na,2020-02-03,4\na,2020-02-04,6\na,2020-02-05,-6\na,2020-02-09,\nb,2020-01-03,1\na,2020-03-09,1\nrefunded,2020-01-03,1\nrefunded,2020-01-04,-1\n"
    let log = try summarize(text) {
      $0.calibrationEnd = CalendarDay("2020-01-31")
      $0.holdoutEnd = CalendarDay("2020-02-29")
    }
    #expect(log.ids == ["a", "b"] && log.summary.frequencies == [1, 0] && log.summary.totalSpends == [30, 1])
    #expect(log.summary.ages == [30, 28] && log.summary.observationEnd == CalendarDay("2020-01-31"))
    let holdout = try #require(log.holdout)
    #expect(holdout.transactions == [2, 0] && holdout.spends == [4, 0] && holdout.unknownOccasions == 1)
    #expect(holdout.customersBornLater == 1 && holdout.end == CalendarDay("2020-02-29"))
    #expect(log.audit.rowsInHoldout == 6 && log.audit.rowsOutsideWindow == 1 && log.audit.customersWithoutPurchase == 1)
    for (calibration, end) in [
      ("2019-12-31", "2020-02-29"), ("2020-03-09", "2020-04-01"), ("2020-01-31", "2020-01-31"),
    ] {
      let error = try failure(text) {
        $0.calibrationEnd = CalendarDay(calibration)
        $0.holdoutEnd = CalendarDay(end)
      }
      #expect(error.exit == .badData)
    }
  }

  @Test(
    "the first bad row stops the reading, with line, column, text", .tags(.edge),
    arguments: [
      (",2020-01-01,1", "the customer id is empty", 1, ""), ("\"\",2020-01-01,1", "the customer id is empty", 1, ""),
      ("x,2020-02-30,1", "not a date", 2, "2020-02-30"), ("x,,1", "the date is empty", 2, ""),
      ("x,2020-01-01,1_000", "not an amount", 3, "1_000"), ("x,2020-01-01,1e999", "not an amount", 3, "1e999"),
    ])
  func badRows(row: String, problem: String, column: Int, text: String) throws {
    let log = OddLogTests.head + "a,2020-01-01,1\n\"b\nc\",2020-01-01,1\n\n" + row + "\nx,bad,bad\n"
    for (threads, blockSize) in [(1, 1), (2, 7), (5, 20), (2, 1 << 20)] {
      let error = try #require(throws: DataError.self) {
        try summarize(log, blockSize: blockSize) { $0.threads = ThreadCount(threads) }
      }
      #expect(error.line == 6 && error.problem == problem && error.column?.number == column && error.text == text)
    }
  }

  @Test("skipped rows are counted, shown, and written verbatim with their reasons")
  func rejects() throws {
    let place = try TemporaryFile("")
    let text =
      "\u{FEFF}customer_id;date;amount\r\na;2020-01-01;1\r\n;2020-01-01;2\r\n\"q\n\"\"r\";2020-13-01;\"x\"\r\nb;2020-01-02\r\nc;2020-01-02;1,5\r\n"
    for (threads, blockSize) in [(1, 1), (2, 7), (5, 20), (2, 1 << 20)] {
      let path = place.sibling("rejects.csv")
      let log = try summarize(Array(text.utf8) + [0x78, 0xE9] + Array(";2020-01-01;1".utf8), blockSize: blockSize) {
        $0.badRows = .skip
        $0.rejects = path
        $0.threads = ThreadCount(threads)
      }
      #expect(log.audit.rowsRead == 6 && log.audit.rowsRejected == 5 && log.audit.rowsUsed == 1)
      #expect(log.audit.firstRejects.map(\.line) == [3, 4, 6, 7, 8])
      #expect(log.audit.firstRejects[0].reason == "column 1 (customer_id): the customer id is empty")
      let written = try Data(contentsOf: URL(filePath: path))
      let expected =
        "line;reason;customer_id;date;amount\n3;\"column 1 (customer_id): the customer id is empty\";;2020-01-01;2\n"
        + "4;\"column 2 (date): not a date\";\"q\n\"\"r\";2020-13-01;\"x\"\n6;\"the record has 2 fields\";b;2020-01-02\n"
        + "7;\"column 3 (amount): not an amount\";c;2020-01-02;1,5\n8;\"the text is not UTF-8\";x"
      #expect(Array(written) == Array(expected.utf8) + [0xE9] + Array(";2020-01-01;1\n".utf8))
    }
    let error = try failure(OddLogTests.head + "a,2020-01-01,1\n") {
      $0.badRows = .skip
      $0.rejects = place.sibling("no/such/folder.csv")
    }
    #expect(error.exit == .cannotWrite)
  }

  @Test("a log that leaves nothing to summarise is refused", .tags(.edge))
  func nothing() throws {
    #expect(try failure(OddLogTests.head).exit == .badData)
    #expect(try failure("customer_id,date,amount").exit == .badData)
    #expect(try failure(OddLogTests.head + "a,x,1\n") { $0.badRows = .skip }.exit == .badData)
    #expect(
      try failure(OddLogTests.head + "a,2020-01-01,1\n") { $0.observationEnd = CalendarDay("2019-01-01") }.exit
        == .badData)
    #expect(try failure(OddLogTests.head + "a,2020-01-01,-1\n").problem.contains("no purchase"))
    #expect(try failure("customer_id,day\na,2020-01-01\n").problem.contains("'date'"))
    #expect(try failure("customer_id,date,date\na,2020-01-01,2\n").problem.contains("twice"))
    #expect(try failure(OddLogTests.head) { $0.dateFormat = "%Q" }.exit == .badRequest)
  }

  @Test("sums beyond the largest double name the customer", .tags(.edge))
  func overflow() throws {
    let text =
      OddLogTests.head
      + "a,2020-01-01,1\nbig,2020-01-01,1e308\nbig,2020-01-02,1e308\nbigger,2020-01-02,1e308\nbigger,2020-01-02,1e308\n"
    #expect(try failure(text).text == "big")
  }
}
