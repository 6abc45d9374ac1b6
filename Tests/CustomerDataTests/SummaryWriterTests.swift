import CustomerData
import DelimitedText
import Parallelism
import Testing

@Suite("Writing a summary")
struct SummaryWriterTests {
  private func text(_ summary: CustomerSummary, _ format: CSVFormat = CSVFormat()) throws -> String {
    let sink = TextSink()
    try summary.write(to: sink, format: format, threads: ThreadCount(2))
    return sink.text
  }

  @Test("all columns")
  func full() throws {
    var summary = CustomerSummary(unit: .week)
    summary.identifiers.append("0007")
    summary.identifiers.append("a,b")
    summary.frequencies = [2, 0]
    summary.recencies = [213.0 / 7, 0]
    summary.ages = [272.0 / 7, 12]
    summary.spendCounts = [1, 0]
    summary.spendMeans = [22.355, 0]
    summary.totalSpends = [71.25, .nan]
    summary.firstDays = [CalendarDay("1997-01-01")!.daysSince1970, CalendarDay("1997-07-08")!.daysSince1970]
    summary.lastDays = [CalendarDay("1997-08-02")!.daysSince1970, CalendarDay("1997-07-08")!.daysSince1970]
    #expect(
      try text(summary) == """
        customer_id,frequency,recency,age,monetary_value,spend_count,total_spend,first_purchase,last_purchase
        0007,2,30.428571428571427,38.857142857142854,22.355,1,71.25,1997-01-01,1997-08-02
        "a,b",0,0,12,,0,,1997-07-08,1997-07-08

        """)
    #expect(
      try text(summary, CSVFormat(delimiter: .tab, digits: 3)).contains("\n0007\t2\t30.4\t38.9\t22.4\t1\t71.3\t1997"))
  }

  @Test("columns that are not known are absent; patterns have no ids")
  func patterns() throws {
    var summary = CustomerSummary(unit: .day)
    summary.frequencies = [1]
    summary.recencies = [3]
    summary.ages = [9]
    summary.multiplicities = [12]
    #expect(try text(summary) == "frequency,recency,age,customers\n1,3,9,12\n")
  }
}

/// Keeps what it is given.
final class TextSink: ByteSink {
  private var bytes: [UInt8] = []
  var text: String { String(decoding: bytes, as: UTF8.self) }
  func write(_ more: UnsafeRawBufferPointer) throws(OutputError) { bytes.append(contentsOf: more) }
  func finish() throws(OutputError) {}
}
