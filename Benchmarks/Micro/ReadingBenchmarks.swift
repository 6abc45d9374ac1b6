import Benchmark
import CustomerData
import DelimitedText
import Parallelism

/// Reading and summarising logs: bytes and rows per second.
func readingBenchmarks() {
  Benchmark("read and summarise, CDNOW master, gzip") { _ in
    blackHole(try SummarizedLog(reading: .file(CDNOW.master), options: options(threads: 1)))
  }
  for (customers, threads) in [(25_000, 1), (500_000, 1), (500_000, 2)] {
    Benchmark(
      "read and summarise, \(customers) customers by date, \(threads) thread\(threads == 1 ? "" : "s")",
      configuration: Rate.configuration([Rate.megabytesPerSecond, Rate.kilorowsPerSecond], memory: true)
    ) { benchmark, log in
      let time = try cpuSeconds { try SummarizedLog(reading: .file(log.path), options: options(threads: threads)) }
      benchmark.measurement(Rate.megabytesPerSecond, Int(Double(log.bytes) / time / 1e6))
      benchmark.measurement(Rate.kilorowsPerSecond, Int(Double(log.rows) / time / 1e3))
    } setup: {
      try DatedLog(customers: customers)
    }
  }
}

private func options(threads: Int) -> LogOptions {
  var options = LogOptions()
  options.threads = ThreadCount(threads)
  return options
}
