import Benchmark

/// All micro-benchmarks; the `BenchmarkPlugin` calls this.
///
/// A benchmark whose name ends in "per ..." reports time per item (`*` in the table); one with a rate reports it as a
/// metric of its own. Unless a name says otherwise one thread is used.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.wallClock, .cpuTotal, .instructions], warmupIterations: 1, maxDuration: .seconds(2))
  likelihoodBenchmarks()
  fitBenchmarks()
  hypergeometricBenchmarks()
  readingBenchmarks()
  compressionBenchmarks()
  scoringBenchmarks()
  formattingBenchmarks()
}
