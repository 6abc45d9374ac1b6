import Benchmark

/// All micro-benchmarks; the `BenchmarkPlugin` calls this.
///
/// A benchmark whose name says "per ..." does a thousand things at a time, and `micro.py` shows the time of one; one with a
/// rate reports it as a metric of its own, in CPU time (the benchmark package counts that in steps of 10 ms). Unless a name
/// says otherwise one thread is used. Instruction counts appear where the machine has them.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.wallClock, .instructions], warmupIterations: 1, maxDuration: .seconds(2))
  likelihoodBenchmarks()
  passBenchmarks()
  fitBenchmarks()
  hypergeometricBenchmarks()
  readingBenchmarks()
  compressionBenchmarks()
  scoringBenchmarks()
  formattingBenchmarks()
}
