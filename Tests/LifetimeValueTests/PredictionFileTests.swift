import Foundation
@testable import LifetimeValue
import TestSupport
import Testing

@Suite("Prediction file")
struct PredictionFileTests {
  private func predictions(threads: Int) throws -> Predictions {
    let (log, options) = try ArtifactTests.cdnow("cdnow_sample.csv.gz")
    let artifact = try ModelArtifact(fitting: log.summary, audit: log.audit, options: options)
    return try artifact.predictions(for: log.summary, options: PredictionOptions(threads: ThreadCount(threads)))
  }

  @Test("every field is the entry of the row, and the totals that come with the file those of the rows")
  func fields() throws {
    let predictions = try predictions(threads: 2)
    let sink = TextSink()
    let totals = try predictions.write(to: sink)
    #expect(totals == PredictionTotals(of: predictions))
    let lines = sink.text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(lines[0].map { String($0) } == PredictionColumn.standard(for: predictions).map(\.rawValue))
    let columns: [(PredictionColumn, [Double])] = [
      (.recency, predictions.summary.recencies), (.age, predictions.summary.ages),
      (.daysSinceLastPurchase, predictions.column(\.daysSinceLastPurchase)),
      (.probabilityAlive, predictions.column(\.probabilityAlive)),
      (.expectedTransactions, predictions.column(\.expectedTransactions)),
      (.probabilityOfPurchase, predictions.column(\.probabilityOfPurchase)),
      (.expectedSpend, predictions.column(\.expectedSpend)), (.predictedValue, predictions.column(\.predictedValue)),
      (.historicValue, predictions.column(\.historicValue)), (.totalValue, predictions.column(\.totalValue)),
    ]
    for (column, values) in columns {
      let position = PredictionColumn.allCases.firstIndex(of: column)!
      #expect(lines.dropFirst().map { Double($0[position])! } == values, "\(column.rawValue)")
    }
    #expect(lines.count == predictions.count + 1)
    let sum = predictions.column(\.predictedValue).reduce(0, +)
    #expect(relativeError(totals.predictedValue!, sum) < 1e-12)
  }

  @Test("the same bytes and totals on any number of threads")
  func threads() throws {
    let texts = try [1, 2, 5].map { count in
      let sink = TextSink()
      let totals = try predictions(threads: count).write(to: sink)
      return (text: sink.text, totals: totals)
    }
    #expect(texts.allSatisfy { $0.text == texts[0].text && $0.totals == texts[0].totals })
  }

  @Test("customers who bought once on one day share a text only as far as they are alike", .tags(.edge))
  func alike() throws {
    // The same ages, with other last purchases, spends and multiplicities: what a summary file may hold.
    var summary = CustomerSummary(unit: .week)
    for row in 0..<3000 {
      let frequency = Int32(row % 3 == 0 ? 1 : 0)
      summary.identifiers.append("customer \(row)")
      summary.frequencies.append(frequency)
      summary.recencies.append(frequency == 0 ? 0 : 2)
      summary.ages.append(Double(row % 7) + 2)
      summary.spendCounts.append(row % 5 == 0 ? 1 : frequency)
      summary.spendMeans.append(summary.spendCounts[row] == 0 ? 0 : Double(row % 11) + 1)
      summary.totalSpends.append(Double(row % 13))
      summary.lastDays.append(Int32(20_000 - row % 4))
    }
    summary.observationEnd = CalendarDay(daysSince1970: 20_000)
    let predictions = try Predictions(
      of: summary, transactions: BGNBD(r: 0.25, alpha: 4, a: 0.8, b: 2.5), unit: .week,
      spend: GammaGamma(p: 6, q: 4, gamma: 15), options: PredictionOptions(threads: ThreadCount(1)))
    for columns in [
      PredictionColumn.allCases, PredictionColumn.allCases.reversed(), [.age], [.totalValue, .lastPurchase],
    ] {
      let sink = TextSink()
      try predictions.write(to: sink, columns: columns)
      var plain = CSVBlock(CSVFormat())
      plain.appendRow(columns.map(\.rawValue))
      for row in 0..<summary.count {
        for column in columns { column.append(predictions[row], row: row, of: predictions, to: &plain) }
        plain.endRow()
      }
      #expect(sink.text == plain.withBytes { String(decoding: $0, as: UTF8.self) })
    }
  }

  @Test("chosen columns stand in the order asked for, with the text they have among all; totals stay the same")
  func chosen() throws {
    let predictions = try predictions(threads: 2)
    let (all, some) = (TextSink(), TextSink())
    let totals = try predictions.write(to: all)
    #expect(try predictions.write(to: some, columns: [.probabilityAlive, .customerID, .customers]) == totals)
    let rows = all.text.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return "\(fields[7]),\(fields[0]),1"
    }
    #expect(some.text == (["p_alive,customer_id,customers"] + rows).joined(separator: "\n") + "\n")
  }
}

/// Keeps what is written.
private final class TextSink: ByteSink {
  private var bytes: [UInt8] = []

  var text: String { String(decoding: bytes, as: UTF8.self) }

  func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) { self.bytes += bytes }

  func finish() throws(OutputError) {}
}
