import DelimitedText
import Foundation
import TestSupport
import Testing

@testable import CustomerData

/// Rows that come by day, with days and amounts that repeat, are zero or unknown.
private func rows(_ count: Int, _ random: inout some RandomNumberGenerator) -> [PurchaseLedger.Row] {
  var day: Int32 = 100
  return (0..<count).map { _ in
    day += [0, 0, 1, 30].randomElement(using: &random)!
    return PurchaseLedger.Row(day: day, amount: [.nan, 0, 0.1, 0.2, 12.3, 1e9].randomElement(using: &random)!)
  }
}

@Suite("Histories row by row")
struct CustomerHistoryTests {
  @Test("rows by day add up to what the ledger makes of them", arguments: Occasion.allCases)
  func ledger(occasion: Occasion) {
    var random = SplitMix(state: 1)
    var kinds = Set<Int32>()
    for count in Array(1...12) + Array(repeating: 5, count: 200) {
      let rows = rows(count, &random)
      var history = CustomerHistory(word: 0, length: 1, firstRecord: 0)
      var holdout = HoldoutHistory()
      for row in rows {
        history.add(row.day, row.amount, mergesDays: occasion == .day)
        holdout.add(row.day, row.amount, mergesDays: occasion == .day)
      }
      var ledger = PurchaseLedger(occasion)
      rows.withUnsafeBufferPointer { ledger.fill($0) }
      let entries = ledger.entries
      let known = entries.filter { !$0.amount.isNaN }
      #expect(history.frequency == Int32(entries.count - 1))
      #expect(history.firstDay == entries.first?.day && history.lastDay == entries.last?.day)
      #expect(history.unknowns == Int32(entries.count - known.count))
      #expect(history.zeros == Int32(known.count { $0.amount == 0 }))
      let total = known.reduce(0) { $0 + $1.amount }
      #expect(known.isEmpty ? history.totalSpend.isNaN : abs(history.totalSpend - total) <= 1e-15 * total)
      for basis in SpendBasis.allCases {
        let spend = entries.dropFirst(basis == .all ? 0 : 1).map(\.amount).filter { $0 > 0 }
        #expect(history.spendCount(basis) == Int32(spend.count))
        let mean = spend.isEmpty ? 0 : spend.reduce(0, +) / Double(spend.count)
        #expect(abs(history.spendMean(basis) - mean) <= 1e-15 * mean)
      }
      #expect(holdout.occasions == history.occasions && holdout.unknowns == history.unknowns)
      #expect(abs(holdout.spend - total) <= 1e-15 * total)
      kinds.formUnion([history.unknowns.signum(), 2 + history.zeros.signum(), 4 + history.frequency.signum()])
    }
    #expect(kinds.count == 6)
  }

  @Test("a log by day and the same rows in another order make the same summary", arguments: Occasion.allCases)
  func anyOrder(occasion: Occasion) throws {
    var random = SplitMix(state: 2)
    var lines: [(day: Int32, text: String)] = []
    for customer in 0..<40 {
      for row in rows(Int.random(in: 1...9, using: &random), &random) {
        let amount = row.amount.isNaN ? "" : "\(row.amount)"
        lines.append((row.day, "c\(customer),\(CalendarDay(daysSince1970: row.day)),\(amount)\n"))
      }
    }
    lines = lines.enumerated().sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }.map(\.element)
    // The rows of one day stay in their order, which tells the first of them where each is an occasion.
    let backwards = lines.enumerated().sorted { (-$0.element.day, $0.offset) < (-$1.element.day, $1.offset) }
    var options = LogOptions()
    options.occasion = occasion
    options.calibrationEnd = CalendarDay(daysSince1970: 140)
    options.logInterpurchaseSums = true
    func log(_ lines: [String]) throws -> SummarizedLog {
      let file = try TemporaryFile(Array(("customer_id,date,amount\n" + lines.joined()).utf8))
      return try SummarizedLog(reading: .file(file.url.path), options: options)
    }
    func byCustomer(_ log: SummarizedLog) -> [String: [Double]] {
      let (summary, holdout) = (log.summary, log.holdout!)
      return Dictionary(
        uniqueKeysWithValues: (0..<summary.count).map { row in
          // Sums to the digits of a float: in another order of rows they may differ in the last bit.
          let numbers = [
            Double(summary.frequencies[row]), summary.recencies[row], summary.ages[row],
            Double(summary.spendCounts[row]), summary.logInterpurchaseSums[row], Double(holdout.transactions[row]),
            Double(Float(summary.spendMeans[row])), Double(Float(summary.totalSpends[row])),
            Double(Float(holdout.spends[row])),
          ]
          return (summary.identifiers[row], numbers.map { $0.isNaN ? -1 : $0 })
        })
    }
    let byDay = try log(lines.map(\.text))
    let byDayBackwards = try log(backwards.map(\.element.text))
    #expect(byDay.summary.count > 20 && byDay.audit.occasions < byDay.audit.rowsUsed + (occasion == .row ? 1 : 0))
    #expect(byCustomer(byDay) == byCustomer(byDayBackwards))
    #expect(byDay.audit.rowsMerged == byDayBackwards.audit.rowsMerged)
    #expect(byDay.audit.occasions == byDayBackwards.audit.occasions)
    #expect(byDay.audit.zeroOccasions == byDayBackwards.audit.zeroOccasions)
    #expect(byDay.audit.unknownOccasions == byDayBackwards.audit.unknownOccasions)
    #expect(byDay.holdout!.unknownOccasions == byDayBackwards.holdout!.unknownOccasions)
    #expect(byDay.holdout!.customersBornLater == byDayBackwards.holdout!.customersBornLater)
  }
}
