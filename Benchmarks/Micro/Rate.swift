import Benchmark

/// What a benchmark counts besides time: whole numbers, more or less of which is better.
enum Rate {
  /// Nanoseconds per customer, for work on whole tables of customers.
  static var nanosecondsPerCustomer: BenchmarkMetric { .custom("ns per customer", useScalingFactor: false) }
  /// Millions of bytes per second.
  static var megabytesPerSecond: BenchmarkMetric {
    .custom("MB/s", polarity: .prefersLarger, useScalingFactor: false)
  }
  /// Thousands of rows per second.
  static var kilorowsPerSecond: BenchmarkMetric {
    .custom("1000 rows/s", polarity: .prefersLarger, useScalingFactor: false)
  }

  /// A configuration that shows these rates beside time.
  static func configuration(_ rates: [BenchmarkMetric], memory: Bool = false) -> Benchmark.Configuration {
    Benchmark.Configuration(
      metrics: [.wallClock, .cpuTotal, .instructions] + (memory ? [.peakMemoryResident] : []) + rates,
      // Otherwise 25,000 is shown as 25 K.
      units: Dictionary(uniqueKeysWithValues: rates.map { ($0, .count) }), warmupIterations: 1, maxDuration: .seconds(3)
    )
  }
}

/// Seconds that `body` takes; its result is used, so that nothing of it is optimised away.
func seconds<Result>(_ body: () throws -> Result) rethrows -> Double {
  let start = ContinuousClock.now
  blackHole(try body())
  let (whole, attoseconds) = (ContinuousClock.now - start).components
  return Double(whole) + Double(attoseconds) * 1e-18
}
