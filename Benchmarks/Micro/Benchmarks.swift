import Benchmark

/// All micro-benchmarks; the `BenchmarkPlugin` calls this.
///
/// A benchmark whose name ends in "per ..." reports time per item (`*` in the table); one with a rate reports it as a
/// metric of its own. Unless a name says otherwise one thread is used. Instruction counts appear where the machine has
/// them; CPU time is counted in steps of 10 ms, so only the longer benchmarks show it.
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
