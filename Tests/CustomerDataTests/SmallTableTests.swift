import CustomerData
import DelimitedText
import Foundation
import TestSupport
import Testing

@Suite("Tables of subscribers, cohorts and opportunities")
struct SmallTableTests {
  private func skipping(rejects: String? = nil) -> LogOptions {
    var options = LogOptions()
    options.badRows = .skip
    options.rejects = rejects
    return options
  }

  @Test("rows that cannot be used are set aside, counted and written verbatim")
  func rejects() throws {
    let input = try TemporaryFile("customer_id,tenure,churned\na,3,1\n,2,0\nb,two,0\nc,0,1\nd,4\ne,4,no\n")
    let rejects = input.sibling("rejects.csv")
    let table = try SubscriptionTable(reading: .file(input.url.path), options: skipping(rejects: rejects))
    guard case .subscribers(let histories, let ids, let counts) = table.content else {
      Issue.record("not a table of subscribers")
      return
    }
    #expect(histories == [SubscriberHistory(tenure: 3, churned: true), SubscriberHistory(tenure: 4, churned: false)])
    #expect([ids[0], ids[1]] == ["a", "e"] && counts == [1, 1])
    #expect((table.audit.rowsRead, table.audit.rowsUsed, table.audit.rowsRejected) == (6, 2, 4))
    #expect(table.audit.firstRejects.map(\.line) == [3, 4, 5, 6])
    let lines = try String(contentsOfFile: rejects, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines[0] == "line,reason,customer_id,tenure,churned")
    #expect(lines[1].hasPrefix("3,") && lines[1].hasSuffix(",,2,0"))
    #expect(lines[4].hasSuffix(",d,4"))
  }

  @Test("a curve ends before the first period that cannot be used; rejects stand in the order of the input")
  func curves() throws {
    let input = try TemporaryFile(
      """
      cohort,period,active
      a,0,100
      b,3,20
      a,1,80
      a,2,90
      b,0,50
      a,3,70
      b,1,40
      b,1,39
      c,1,5

      """)
    let table = try SubscriptionTable(reading: .file(input.url.path), options: skipping())
    #expect(
      table.curves?.cohorts == [
        RetentionTable.Cohort(name: "a", active: [100, 80]), RetentionTable.Cohort(name: "b", active: [50, 40]),
      ])
    #expect(table.audit.firstRejects.map(\.line) == [3, 5, 7, 9, 10])
    #expect((table.audit.rowsRead, table.audit.rowsUsed, table.audit.customers) == (9, 4, 150))
  }

  @Test("opportunities: a bad row is no customer; one that stands twice ends the reading all the same")
  func opportunities() throws {
    let good = try TemporaryFile("customer_id,frequency,recency,opportunities\na,1,7,6\nb,2,3,6\n")
    let table = try OpportunityTable(reading: .file(good.url.path), options: skipping())
    #expect(table.histories == [OpportunityHistory(frequency: 2, recency: 3, opportunities: 6)])
    #expect(table.identifiers[0] == "b" && table.audit.rowsRejected == 1)
    let twice = try TemporaryFile("customer_id,frequency,recency,opportunities\na,1,2,6\na,2,3,6\n")
    #expect(throws: DataError.self) {
      try OpportunityTable(reading: .file(twice.url.path), options: skipping())
    }
    let none = try TemporaryFile("customer_id,frequency,recency,opportunities\na,1,7,6\n")
    #expect(throws: DataError.self) {
      try OpportunityTable(reading: .file(none.url.path), options: skipping())
    }
  }

  @Test("ids are compared byte by byte: one letter written in two ways is two customers")
  func bytes() throws {
    let input = try TemporaryFile("customer_id,tenure,churned\n\u{e9},1,0\ne\u{301},2,0\n")
    let table = try SubscriptionTable(reading: .file(input.url.path))
    #expect(table.audit.customers == 2)
  }

  @Test("subscribers who started together are a curve")
  func cohort() throws {
    let curve = RetentionTable.Cohort(active: [1000, 869, 743, 653, 593, 551, 517, 491])
    #expect(RetentionTable.Cohort(curve.patterns) == curve)
    let mixed = [SubscriberHistory(tenure: 2, churned: false), SubscriberHistory(tenure: 3, churned: false)]
    #expect(RetentionTable.Cohort(SubscriberPatterns(mixed)) == nil)
    let table = RetentionTable(cohorts: [curve, RetentionTable.Cohort(name: "new", active: [10])])
    #expect(table.observed(renewals: 2).cohorts.map(\.active) == [[1000, 869, 743], [10]])
    #expect(table.observed(periodsAgo: 6).cohorts.map(\.active) == [[1000, 869]])
  }

  @Test("a log is split at the end of an opportunity, and nowhere else")
  func split() throws {
    let log = try TemporaryFile(
      "customer_id,date,amount\na,2020-03-05,10\na,2021-07-01,20\na,2021-08-01,5\na,2023-01-09,7\nb,2021-02-01,3\n"
        + "b,2022-12-31,4\nc,2022-05-05,1\n")
    var options = LogOptions()
    options.period = .year
    options.calibrationEnd = CalendarDay("2021-12-31")
    let table = try OpportunityTable(reading: .file(log.url.path), options: options)
    #expect(
      table.histories == [
        OpportunityHistory(frequency: 1, recency: 1, opportunities: 1),
        OpportunityHistory(frequency: 0, recency: 0, opportunities: 0),
      ])
    #expect(table.holdout?.transactions == [1, 1] && table.holdoutOpportunities == 2)
    #expect(table.customers?.spendMeans == [25, 0] && table.customers?.totalSpends == [35, 3])
    #expect(table.customers?.recencies == [1, 0] && table.customers?.unit == .year)
    options.calibrationEnd = CalendarDay("2021-12-30")
    #expect(throws: DataError.self) { try OpportunityTable(reading: .file(log.url.path), options: options) }
  }
}
