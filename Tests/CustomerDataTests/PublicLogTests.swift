import CustomerData
import DelimitedText
import Foundation
import TestSupport
import Testing

@Suite("Logs of known summaries")
struct PublicLogTests {
  /// Fader & Hardie (2005), and the data's own readme: 2,357 customers, 39 weeks of calibration and of holdout.
  @Test("The CDNOW sample has its published totals", .tags(.reference))
  func cdnowSample() throws {
    var options = LogOptions()
    options.unit = .week
    options.calibrationEnd = CalendarDay("1997-09-30")
    let log = try SummarizedLog(reading: .file(Repository.cdnow("cdnow_sample.csv.gz").path), options: options)
    let summary = log.summary
    #expect(summary.count == 2357)
    #expect(summary.frequencies.count { $0 == 0 } == 1411)
    #expect(summary.frequencies.reduce(0, +) == 2457)
    #expect(summary.spendCounts.count { $0 > 0 } == 946)
    let holdout = try #require(log.holdout)
    #expect(holdout.transactions.reduce(0, +) == 1882)
    #expect(holdout.customersBornLater == 0)
    #expect(holdout.start == CalendarDay("1997-10-01"))
    #expect(holdout.end == CalendarDay("1998-06-30"))
    // Customer 1 of the paper's table: x = 2, t_x = 30.43 weeks, T = 38.86 weeks.
    #expect(summary.identifiers[0] == "1")
    #expect(summary[0] == PurchaseHistory(frequency: 2, recency: 213.0 / 7, age: 272.0 / 7))
    #expect(log.audit.rowsRead == 6919)
    #expect(log.audit.firstDate == CalendarDay("1997-01-01"))
    #expect(log.audit.observationEnd == CalendarDay("1997-09-30"))
  }

  /// `Tests/Reference/synth_fits.json` says how the log was made.
  @Test("The synthetic log has the totals of its reference", .tags(.reference))
  func synthetic() throws {
    let reference = try JSONValue(contentsOf: Repository.reference("synth_fits.json"))
    var options = LogOptions()
    options.unit = .week
    options.customerColumn = "id"
    options.amountColumn = "value"
    options.observationEnd = CalendarDay("2024-01-01")
    let log = try SummarizedLog(reading: .file(Repository.reference("synth_log.csv.gz").path), options: options)
    let (summary, totals) = (log.summary, reference["summary"])
    #expect(Double(summary.count) == totals["customers"].number)
    #expect(Double(log.audit.occasions) == totals["transactions"].number)
    #expect(Double(summary.frequencies.reduce(0, +)) == totals["sum_x"].number)
    #expect(relativeError(summary.recencies.reduce(0, +), totals["sum_tx"].number) < 1e-12)
    #expect(relativeError(summary.ages.reduce(0, +), totals["sum_T"].number) < 1e-12)
    #expect(relativeError(summary.spendMeans.reduce(0, +), totals["sum_m"].number) < 1e-12)
    let rows = Dictionary(uniqueKeysWithValues: (0..<summary.count).map { (summary.identifiers[$0], $0) })
    for expected in reference["summary_rows_first_10"].array {
      let row = try #require(rows["\(Int(expected["id"].number))"])
      #expect(Double(summary.frequencies[row]) == expected["x"].number)
      #expect(relativeError(summary.recencies[row], expected["tx"].number) < 1e-14)
      #expect(relativeError(summary.ages[row], expected["T"].number) < 1e-14)
      #expect(relativeError(summary.spendMeans[row], expected["m"].number) < 1e-14)
    }
    expectToAddUp(log.audit)
  }

  /// The data's readme: 541,909 rows, 135,080 of them without an id, 4,372 customers, 34 of them without a positive row,
  /// 9,747,747.93 pounds in all.
  @Test("The online retail log goes through with its bad rows set aside, and adds up", .tags(.reference))
  func onlineRetail() throws {
    guard let url = Repository.sharedData("online_retail_2010_2011.csv.gz") else {
      print("skipped: online_retail_2010_2011.csv.gz is not here")
      return
    }
    var options = LogOptions()
    options.badRows = .skip
    let log = try SummarizedLog(reading: .file(url.path), options: options)
    let audit = log.audit
    #expect(audit.rowsRead == 541_909 && audit.rowsRejected == 135_080 && audit.rowsUsed == 406_829)
    #expect(audit.customers + audit.customersWithoutPurchase == 4372)
    #expect(audit.firstRejects.count == Audit.shownRejects)
    expectToAddUp(audit)
    #expect(log.summary.frequencies.count == audit.customers)
    #expect(log.summary.frequencies.reduce(0) { $0 + Int($1) } + audit.customers == audit.occasions)
  }
}
