import Benchmark
import CustomerData
import CustomerModels
import Parallelism
import Valuation

/// All prediction columns for every customer.
func scoringBenchmarks() {
  for (name, copies) in [("CDNOW master", 1), ("20 x CDNOW master", 20)] {
    for (horizon, length) in [("one year", Horizon.finite(days: 365)), ("lifetime", .lifetime)] {
      Benchmark(
        "score, \(name), \(horizon)",
        configuration: .init(metrics: [.wallClock, .cpuTotal, .instructions, Rate.nanosecondsPerCustomer])
      ) { benchmark, summary in
        let time = try seconds { try predictions(of: summary, horizon: length) }
        benchmark.measurement(Rate.nanosecondsPerCustomer, Int(1e9 * time / Double(summary.count)))
      } setup: {
        try CDNOW.summary(of: CDNOW.plainMaster(copies: copies).path)
      }
    }
  }
}

/// Predictions at the rounded estimates of the master, on one thread.
func predictions(of summary: CustomerSummary, horizon: Horizon) throws -> Predictions {
  try Predictions(
    of: summary, transactions: BGNBD(r: 0.28, alpha: 40, a: 0.75, b: 2.7), unit: .day,
    spend: GammaGamma(p: 6.2, q: 3.7, gamma: 15.4),
    options: PredictionOptions(horizon: horizon, threads: ThreadCount(1)))
}
