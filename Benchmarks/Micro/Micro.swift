import Benchmark
import CustomerModels

let benchmarks: @Sendable () -> Void = {
  Benchmark("x") { benchmark in
    blackHole(try! BGNBD(r: 1, alpha: 1, a: 1, b: 1))
  }
}
