import Foundation
import TestSupport
import Testing

@Suite("clv summarize", .tags(.endToEnd))
struct SummarizeCommandTests {
  @Test("the CDNOW sample in weeks has the published totals", .tags(.reference))
  func cdnow() throws {
    let tool = try Tool()
    let run = try tool.run(
      "summarize", Repository.cdnow("cdnow_sample.csv.gz").path, "--unit", "week", "--observation-end", "1997-09-30",
      "--quiet")
    #expect(run.exit == 0)
    let table = Table(run.output)
    #expect(table.rows.count == 2357)
    // Source: Fader & Hardie's published summary: sum x = 2,457; 1,411 customers without a repeat purchase.
    #expect(table.rows.reduce(0) { $0 + Int($1["frequency"]!)! } == 2457)
    #expect(table.rows.count { $0["frequency"] == "0" } == 1411)
    // Customer 1: 1997-01-01 first, repeats on 01-18 and 08-02: t_x = 213/7, T = 272/7 weeks.
    #expect(table.rows[0]["frequency"] == "2")
    #expect(Double(table.rows[0]["recency"]!)! == 213.0 / 7)
    #expect(Double(table.rows[0]["age"]!)! == 272.0 / 7)
  }

  @Test("with a file as output, standard output carries a short table or JSON totals")
  func totals() throws {
    let tool = try Tool()
    let log = Repository.cdnow("cdnow_sample.csv.gz").path
    let text = try tool.run("summarize", log, "--output", "summary.csv")
    #expect(text.output.contains("2,357") && text.output.contains("summary.csv"))
    let json = try tool.run("summarize", log, "--output", "summary.csv", "--format", "json")
    #expect(json.json["audit"]["customers"].number == 2357)
    #expect(try tool.text("summary.csv").hasPrefix("customer_id,frequency,recency,age,monetary_value,spend_count"))
  }

  @Test("refunds net within the day, then against the latest earlier occasions")
  func refunds() throws {
    let tool = try Tool()
    let log = try tool.file(
      "log.csv",
      """
      customer_id,date,amount
      a,2020-01-01,10
      a,2020-01-10,20
      a,2020-01-20,30
      a,2020-01-25,-35
      a,2020-01-31,1
      b,2020-01-01,10
      b,2020-01-05,8
      b,2020-01-05,-8
      c,2020-01-03,-5
      c,2020-01-04,5
      """)
    let table = Table(try tool.run("summarize", log, "--quiet", "--observation-end", "2020-01-31").output)
    // a: 35 takes the 30 of the 20th whole and 5 of the 10th's 20: left are the 1st, the 10th (15) and the 31st (1).
    #expect(table.rows[0]["frequency"] == "2")
    #expect(table.rows[0]["recency"] == "30")
    #expect(table.rows[0]["monetary_value"] == "8")
    #expect(table.rows[1]["frequency"] == "0")
    #expect(table.rows[2]["frequency"] == "0" && table.rows[2]["age"] == "27")
  }
}
