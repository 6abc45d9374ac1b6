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
}
