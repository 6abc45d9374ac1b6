import CustomerData
import CustomerModels
import DelimitedText
import Foundation
import LifetimeValue
import Parallelism
import TestSupport
import Testing

@Suite("Simulated logs")
struct SimulatedLogTests {
  /// Keeps the bytes.
  private final class Memory: ByteSink {
    var bytes: [UInt8] = []
    func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) { self.bytes += bytes }
    func finish() throws(OutputError) {}
  }

  @Test("the summary of a written log has the moments of the models", .tags(.law))
  func moments() throws {
    let purchases = try BGNBD(r: 0.6, alpha: 20, a: 0.8, b: 2.5)
    let spend = try GammaGamma(p: 6, q: 8, gamma: 15)
    let log = SimulatedLog(
      transactions: purchases, unit: .day, spend: spend, customers: 10_000, start: CalendarDay("2023-01-01")!,
      end: CalendarDay("2023-12-31")!, seed: 5)
    let sink = Memory()
    let rows = try log.write(to: sink)
    let file = try TemporaryFile(sink.bytes)
    var options = LogOptions()
    options.occasion = .row
    options.observationEnd = log.end
    let summarized = try SummarizedLog(reading: .file(file.url.path), options: options)
    let summary = summarized.summary
    #expect(summarized.audit.rowsRead == rows && summary.count == 10_000)

    // Each customer has an age of their own, so each is held against the law at that age; sums are within 4.5 standard
    // errors, which fails by chance once in 150,000 runs, and the seed is fixed.
    var excess = (frequency: 0.0, repeaters: 0.0)
    var square = (frequency: 0.0, repeaters: 0.0)
    for row in 0..<summary.count {
      let age = summary.ages[row]
      let frequency = Double(summary.frequencies[row]) - purchases.expectedTransactions(over: age)
      let isRepeater = summary.frequencies[row] > 0 ? 1.0 : 0.0
      let repeats = isRepeater - purchases.probabilityOfPurchase(over: age)
      excess.frequency += frequency
      excess.repeaters += repeats
      square.frequency += frequency * frequency
      square.repeaters += repeats * repeats
    }
    #expect(abs(excess.frequency) < 4.5 * square.frequency.squareRoot())
    #expect(abs(excess.repeaters) < 4.5 * square.repeaters.squareRoot())
    // Ages are spread evenly over the window: mean 182, variance (365^2 - 1) / 12.
    let meanAge = summary.ages.reduce(0, +) / 10_000
    let ageError = ((365.0 * 365.0 - 1) / 12 / 10_000).squareRoot()
    #expect(abs(meanAge - 182) < 4.5 * ageError)
    // Mean spend of repeaters: one mean per customer, all with the same expectation p gamma / (q - 1).
    let repeaters = (0..<summary.count).filter { summary.spendCounts[$0] > 0 }
    let means = repeaters.map { summary.spendMeans[$0] }
    let mean = means.reduce(0, +) / Double(means.count)
    let squares = means.map { ($0 - mean) * ($0 - mean) }
    let variance = squares.reduce(0, +) / Double(means.count - 1)
    let spendError = (variance / Double(means.count)).squareRoot()
    #expect(abs(mean - 90.0 / 7) < 4.5 * spendError)
  }
}
