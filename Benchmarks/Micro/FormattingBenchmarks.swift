import Benchmark
import CustomerData
import DelimitedText
import Parallelism

/// Numbers to text, and whole files to nowhere.
func formattingBenchmarks() {
  for (name, digits) in [("shortest", nil), ("6 digits", 6)] {
    Benchmark("format a double, \(name), per number", configuration: .init(scalingFactor: .kilo)) {
      benchmark, numbers in
      var block = CSVBlock(CSVFormat(digits: digits))
      for index in benchmark.scaledIterations { block.append(numbers[index]) }
      blackHole(block.byteCount)
    } setup: {
      (0..<1000).map { 1000 / (Double($0) + .pi) }
    }
  }
  Benchmark("format a whole number, per number", configuration: .init(scalingFactor: .kilo)) { benchmark in
    var block = CSVBlock(CSVFormat())
    for index in benchmark.scaledIterations { block.append(index &* 7919) }
    blackHole(block.byteCount)
  }
  for (name, digits) in [("shortest numbers", nil), ("6 digits", 6)] {
    Benchmark(
      "write a summary, 500000 customers, \(name)",
      configuration: Rate.configuration([Rate.megabytesPerSecond, Rate.nanosecondsPerCustomer])
    ) { benchmark, summary in
      let sink = CountingSink()
      let time = try cpuSeconds {
        try summary.write(to: sink, format: CSVFormat(digits: digits), threads: ThreadCount(1))
      }
      benchmark.measurement(Rate.megabytesPerSecond, Int(Double(sink.byteCount) / time / 1e6))
      benchmark.measurement(Rate.nanosecondsPerCustomer, Int(1e9 * time / Double(summary.count)))
    } setup: {
      try summary(of: DatedLog(customers: 500_000).path)
    }
  }
}

/// Counts bytes and drops them, so that formatting is measured and not a disk.
private final class CountingSink: ByteSink {
  private(set) var byteCount = 0

  func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) { byteCount += bytes.count }

  func finish() throws(OutputError) {}
}
