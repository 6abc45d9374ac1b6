import Benchmark
import CustomerData
import Parallelism

/// From customers to distinct patterns.
func compressionBenchmarks() {
  for customers in [25_000, 500_000] {
    let configuration = Rate.configuration([Rate.nanosecondsPerCustomer])
    Benchmark("purchase patterns, \(customers) customers", configuration: configuration) { benchmark, summary in
      let time = cpuSeconds { PurchasePatterns(summary, threads: ThreadCount(1)) }
      benchmark.measurement(Rate.nanosecondsPerCustomer, Int(1e9 * time / Double(summary.count)))
    } setup: {
      try summary(of: DatedLog(customers: customers).path)
    }
    Benchmark("spend patterns, \(customers) customers", configuration: configuration) { benchmark, summary in
      let time = cpuSeconds { SpendPatterns(summary, threads: ThreadCount(1)) }
      benchmark.measurement(Rate.nanosecondsPerCustomer, Int(1e9 * time / Double(summary.count)))
    } setup: {
      try summary(of: DatedLog(customers: customers).path)
    }
  }
}
