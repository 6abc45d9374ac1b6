import Benchmark
import CustomerData
import CustomerModels
import Parallelism
import Valuation

/// All prediction columns for every customer.
func scoringBenchmarks() {
  for customers in [25_000, 500_000] {
    for (horizon, length) in [("one year", Horizon.finite(days: 365)), ("lifetime", .lifetime)] {
      Benchmark(
        "score, \(customers) customers, \(horizon)", configuration: Rate.configuration([Rate.nanosecondsPerCustomer])
      ) { benchmark, summary in
        let time = try cpuSeconds { try predictions(of: summary, horizon: length) }
        benchmark.measurement(Rate.nanosecondsPerCustomer, Int(1e9 * time / Double(summary.count)))
      } setup: {
        try summary(of: DatedLog(customers: customers).path)
      }
    }
  }
}

/// Predictions at the parameters of the simulated log, on one thread.
private func predictions(of summary: CustomerSummary, horizon: Horizon) throws -> Predictions {
  try Predictions(
    of: summary, transactions: BGNBD(r: 0.25, alpha: 30, a: 0.8, b: 2.5), unit: .day,
    spend: GammaGamma(p: 6, q: 4, gamma: 15),
    options: PredictionOptions(horizon: horizon, threads: ThreadCount(1)))
}
