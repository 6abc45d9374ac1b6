import Benchmark
import CustomerData

/// From customers to distinct patterns.
func compressionBenchmarks() {
  for (name, customers) in [("CDNOW master", 1), ("20 x CDNOW master", 20)] {
    let configuration = Benchmark.Configuration(metrics: [
      .wallClock, .cpuTotal, .instructions, Rate.nanosecondsPerCustomer,
    ])
    Benchmark("purchase patterns, \(name)", configuration: configuration) { benchmark, summary in
      let time = seconds { PatternIndex(summary) }
      benchmark.measurement(Rate.nanosecondsPerCustomer, Int(1e9 * time / Double(summary.count)))
    } setup: {
      try CDNOW.summary(of: CDNOW.plainMaster(copies: customers).path)
    }
    Benchmark("spend patterns, \(name)", configuration: configuration) { benchmark, summary in
      let time = seconds { SpendPatterns(summary) }
      benchmark.measurement(Rate.nanosecondsPerCustomer, Int(1e9 * time / Double(summary.count)))
    } setup: {
      try CDNOW.summary(of: CDNOW.plainMaster(copies: customers).path)
    }
  }
}
