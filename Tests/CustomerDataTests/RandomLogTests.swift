import DelimitedText
import Foundation
import Parallelism
import TestSupport
import Testing

@testable import CustomerData

/// A messy log as text, with its valid rows and the lines of its bad ones.
private struct MessyLog {
  var text = ""
  var rows: [NaiveSummary.Row] = []
  var badLines: [Int] = []
  private var random: SplitMix

  init(seed: UInt64, rowCount: Int) {
    random = SplitMix(state: seed)
    let delimiter = [",", ";", "\t", "|"].randomElement(using: &random)!
    let lineEnd = ["\n", "\r\n"].randomElement(using: &random)!
    let ids = (0..<8).map { number in
      ["c\(number)", "0\(number)", "id \"\(number)\"", "new\nline\(number)", "é,;|\t\(number)"].randomElement(
        using: &random)!
    }
    var line = 1
    func add(_ fields: [String]) {
      text += fields.joined(separator: delimiter) + lineEnd
      line += 1 + fields.joined().count { $0 == "\n" }
    }
    add(["note", "date", "customer_id", "amount"])
    for _ in 0..<rowCount {
      let id = ids.randomElement(using: &random)!
      let day = Int32.random(in: 18_200...18_240, using: &random)
      let cents = [nil, 0, -1, 1, 1, 1].randomElement(using: &random)!.map {
        $0 * [10, 20, 30, 70, 199].randomElement(using: &random)!
      }
      let amount =
        cents.map { "\($0 < 0 ? "-" : "")\(abs($0) / 100).\(abs($0) % 100 < 10 ? "0" : "")\(abs($0) % 100)" } ?? ""
      let date =
        CalendarDay(daysSince1970: day).description + ["", "T12:30", " 23:59:59Z"].randomElement(using: &random)!
      let note = ["", "\"a \"\"note\"\"\"", "\"\(delimiter)\n\"", "n", "5\""].randomElement(using: &random)!
      let quotedID = "\"\(id.replacingOccurrences(of: "\"", with: "\"\""))\""
      let isPlain = !id.contains { "\"\n".contains($0) || String($0) == delimiter }
      let field = isPlain && Bool.random(using: &random) ? id : quotedID
      switch Int.random(in: 0..<20, using: &random) {
      case 0:
        badLines.append(line)
        let bad = [
          [note, date, "", amount], [note, "2020-02-30", field, amount],
          [note, date, field, "1,5x"].map { $0.replacingOccurrences(of: ",5", with: "_5") },
          [note, date, field], [note, date, field, amount, ""], [note, date, "\"\"", amount],
          [note, date, field, "NaN"],
        ]
        add(bad.randomElement(using: &random)!)
      case 1:
        text += lineEnd
        line += 1
      default:
        add([note, Bool.random(using: &random) ? date : "\"\(date)\"", field, amount])
        rows.append(NaiveSummary.Row(customer: id, day: day, cents: cents))
      }
    }
    if Bool.random(using: &random) { text.removeLast() }
  }

  /// Options drawn at random.
  mutating func options() -> LogOptions {
    var options = LogOptions()
    options.badRows = .skip
    options.occasion = Occasion.allCases.randomElement(using: &random)!
    options.spendBasis = SpendBasis.allCases.randomElement(using: &random)!
    options.refunds = [.cancel, .cancel, .ignore].randomElement(using: &random)!
    options.zeroAmounts = ZeroAmountRule.allCases.randomElement(using: &random)!
    if Bool.random(using: &random) { options.observationStart = CalendarDay(daysSince1970: 18_205) }
    if Bool.random(using: &random) { options.observationEnd = CalendarDay(daysSince1970: 18_236) }
    if Bool.random(using: &random) {
      options.calibrationEnd = CalendarDay(daysSince1970: 18_220)
      if Bool.random(using: &random) { options.holdoutEnd = CalendarDay(daysSince1970: 18_232) }
    }
    return options
  }

  func read(_ options: LogOptions, threads: Int, blockSize: Int) throws -> SummarizedLog {
    let file = try TemporaryFile(text)
    var options = options
    options.threads = ThreadCount(threads)
    return try SummarizedLog(
      DelimitedInput(.file(file.url.path), recognising: [["customer_id", "date"]], blockSize: blockSize),
      options: options,
      progress: nil)
  }
}

/// The two sums that `Audit` promises, and the kinds of rows.
func expectToAddUp(_ audit: Audit) {
  #expect(
    audit.rowsRead == audit.rowsUsed + audit.rowsInHoldout + audit.rowsOutsideWindow + audit.zeroRowsDropped
      + audit.refundRowsIgnored + audit.rowsRejected)
  #expect(audit.rowsUsed == audit.occasions + audit.rowsMerged + audit.occasionsCancelled + audit.refundsAlone)
  #expect(audit.rowsUsed == audit.purchaseRows + audit.zeroRows + audit.unknownRows + audit.refundRows)
}

/// Two results are the same to the last bit.
func expectSameBits(_ result: SummarizedLog, _ expected: SummarizedLog) {
  // NaN, an unknown total, equals itself by its bits only.
  #expect(result.summary.totalSpends.map(\.bitPattern) == expected.summary.totalSpends.map(\.bitPattern))
  var (left, right) = (result, expected)
  left.summary.totalSpends = []
  right.summary.totalSpends = []
  #expect(left == right)
}

@Suite("Random messy logs")
struct RandomLogTests {
  @Test("the summary agrees with dictionaries and whole cents, and the audit adds up", .tags(.law), arguments: 0..<60)
  func agreement(seed: UInt64) throws {
    var log = MessyLog(seed: seed, rowCount: 120)
    let options = log.options()
    let naive = NaiveSummary(log.rows, options)
    let result = try log.read(options, threads: 2, blockSize: 500)
    let (summary, audit) = (result.summary, result.audit)
    expectToAddUp(audit)
    #expect(audit.rowsRead == log.rows.count + log.badLines.count && audit.rowsRejected == log.badLines.count)
    #expect(audit.firstRejects.map(\.line) == Array(log.badLines.prefix(Audit.shownRejects)))
    #expect(audit.rowsUsed == naive.used && audit.rowsOutsideWindow == naive.outside)
    #expect(audit.rowsInHoldout == naive.inHoldout && audit.customersWithoutPurchase == naive.withoutPurchase)
    #expect(audit.zeroRowsDropped == naive.zerosDropped && audit.refundRowsIgnored == naive.refundsIgnored)
    #expect((0..<summary.count).map { summary.identifiers[$0] } == naive.customers.map(\.id))
    let end = summary.observationEnd!.daysSince1970
    for (row, customer) in naive.customers.enumerated() where row < summary.count {
      #expect(Int(summary.frequencies[row]) == customer.frequency)
      #expect(summary.firstDays[row] == customer.first && summary.lastDays[row] == customer.last)
      #expect(
        summary.recencies[row] == Double(customer.last - customer.first)
          && summary.ages[row] == Double(end - customer.first))
      #expect(Int(summary.spendCounts[row]) == customer.spendCount)
      let mean = customer.spendCount == 0 ? 0 : Double(customer.spendCents) / 100 / Double(customer.spendCount)
      #expect(relativeError(summary.spendMeans[row], mean) < 1e-13)
      if let cents = customer.totalCents {
        #expect(relativeError(summary.totalSpends[row], Double(cents) / 100) < 1e-13)
      } else {
        #expect(summary.totalSpends[row].isNaN)
      }
    }
    if let holdout = result.holdout {
      #expect(
        holdout.transactions.map(Int.init) == naive.holdout.map(\.occasions)
          && holdout.customersBornLater == naive.bornLater)
      for (spend, expected) in zip(holdout.spends, naive.holdout) {
        #expect(relativeError(spend, Double(expected.cents) / 100) < 1e-13)
      }
    }
  }

  @Test("the same bits on any thread count and for any block size", .tags(.law), arguments: 100..<104)
  func sameBits(seed: UInt64) throws {
    var log = MessyLog(seed: seed, rowCount: 200)
    let options = log.options()
    let expected = try log.read(options, threads: 1, blockSize: 1 << 20)
    for (threads, blockSize) in [(1, 1), (1, 7), (2, 7), (5, 7), (2, 64), (5, 333), (2, 1 << 20)] {
      expectSameBits(try log.read(options, threads: threads, blockSize: blockSize), expected)
    }
  }

  @Test("the same bits when all rows go through temporary files", .tags(.law), arguments: 200..<208)
  func sameBitsWithinLimit(seed: UInt64) throws {
    var log = MessyLog(seed: seed, rowCount: 200)
    var options = log.options()
    let expected = try log.read(options, threads: 1, blockSize: 1 << 20)
    options.memoryLimit = 1
    for (threads, blockSize) in [(1, 7), (2, 64), (2, 1 << 20)] {
      expectSameBits(try log.read(options, threads: threads, blockSize: blockSize), expected)
    }
  }
}
