import Benchmark

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a benchmark counts besides time, in whole numbers. Per CPU second, not per second: other work on the machine moves
/// these less.
enum Rate {
  /// CPU nanoseconds per customer, for work on whole tables of customers.
  static var nanosecondsPerCustomer: BenchmarkMetric { .custom("CPU ns per customer", useScalingFactor: false) }
  /// Millions of bytes per CPU second.
  static var megabytesPerSecond: BenchmarkMetric {
    .custom("MB per CPU s", polarity: .prefersLarger, useScalingFactor: false)
  }
  /// CPU nanoseconds per row of a log.
  static var nanosecondsPerRow: BenchmarkMetric { .custom("CPU ns per row", useScalingFactor: false) }

  /// A configuration that shows these rates beside time.
  static func configuration(_ rates: [BenchmarkMetric], memory: Bool = false) -> Benchmark.Configuration {
    Benchmark.Configuration(
      metrics: [.wallClock, .instructions] + (memory ? [.peakMemoryResident] : []) + rates,
      // Otherwise 25,000 is shown as 25 K.
      units: Dictionary(uniqueKeysWithValues: rates.map { ($0, .count) }), warmupIterations: 1, maxDuration: .seconds(3)
    )
  }
}

/// CPU seconds of all threads that `body` takes; its result is used, so that nothing of it is optimised away.
func cpuSeconds<Result>(_ body: () throws -> Result) rethrows -> Double {
  let start = nanoseconds(CLOCK_PROCESS_CPUTIME_ID)
  blackHole(try body())
  return Double(nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - start) * 1e-9
}

private func nanoseconds(_ clock: clockid_t) -> Int {
  var time = timespec()
  clock_gettime(clock, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}
