import Benchmark
import CustomerData
import DelimitedText
import Parallelism

/// Reading and summarising logs: bytes per second and time per row.
func readingBenchmarks() {
  Benchmark("read and summarise, CDNOW master, gzip") { _ in
    blackHole(try SummarizedLog(reading: .file(CDNOW.master), options: options(threads: 1)))
  }
  for (customers, threads) in [(25_000, 1), (500_000, 1), (500_000, 2)] {
    Benchmark(
      "read and summarise, \(customers) customers by date, \(threads) thread\(threads == 1 ? "" : "s")",
      configuration: rates
    ) { benchmark, log in
      try read(log, options(threads: threads), benchmark)
    } setup: {
      try DatedLog(customers: customers)
    }
  }
  // So few that all of them stay in the nearest cache: what is left is reading.
  Benchmark("scan, the same rows of 64 customers", configuration: rates) { benchmark, log in
    try read(log, options(threads: 1), benchmark)
  } setup: {
    try DatedLog(customers: 500_000, identifiers: 64)
  }
}

private var rates: Benchmark.Configuration {
  Rate.configuration([Rate.megabytesPerSecond, Rate.nanosecondsPerRow], memory: true)
}

private func read(_ log: DatedLog, _ options: LogOptions, _ benchmark: Benchmark) throws {
  let time = try cpuSeconds { try SummarizedLog(reading: .file(log.path), options: options) }
  benchmark.measurement(Rate.megabytesPerSecond, Int(Double(log.bytes) / time / 1e6))
  benchmark.measurement(Rate.nanosecondsPerRow, Int(1e9 * time / Double(log.rows)))
}

private func options(threads: Int) -> LogOptions {
  var options = LogOptions()
  options.threads = ThreadCount(threads)
  return options
}
