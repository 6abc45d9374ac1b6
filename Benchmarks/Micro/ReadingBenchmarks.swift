import Benchmark
import CustomerData
import DelimitedText
import Parallelism

/// Reading and summarising logs: bytes and rows per second.
func readingBenchmarks() {
  Benchmark("read and summarise, CDNOW master, gzip") { _ in
    blackHole(try SummarizedLog(reading: .file(CDNOW.master), options: options(threads: 1)))
  }
  for (copies, threads) in [(1, 1), (20, 1), (20, 2)] {
    Benchmark(
      "read and summarise, \(copies) x CDNOW master, plain, \(threads) thread\(threads == 1 ? "" : "s")",
      configuration: .init(
        metrics: [
          .wallClock, .cpuTotal, .instructions, .peakMemoryResident, Rate.megabytesPerSecond, Rate.kilorowsPerSecond,
        ],
        maxDuration: .seconds(5))
    ) { benchmark, log in
      let time = try seconds { try SummarizedLog(reading: .file(log.path), options: options(threads: threads)) }
      benchmark.measurement(Rate.megabytesPerSecond, Int(Double(log.bytes) / time / 1e6))
      benchmark.measurement(Rate.kilorowsPerSecond, Int(Double(log.rows) / time / 1e3))
    } setup: {
      try CDNOW.plainMaster(copies: copies)
    }
  }
}

private func options(threads: Int) -> LogOptions {
  var options = LogOptions()
  options.threads = ThreadCount(threads)
  return options
}
