import Benchmark
import SpecialFunctions

/// ln 2F1 with the arguments of BG/NBD expectations, in the regions that take different methods.
func hypergeometricBenchmarks() {
  let regions: [(name: String, x: ClosedRange<Double>, time: ClosedRange<Double>)] = [
    ("few purchases, one year ahead", 0...5, 30...365),
    ("few purchases, 100 years ahead", 0...5, 36_500...36_500),
    ("many purchases, one year ahead", 50...1000, 30...365),
  ]
  for region in regions {
    Benchmark("ln 2F1 per value, \(region.name)", configuration: .init(scalingFactor: .kilo)) { benchmark, arguments in
      for index in benchmark.scaledIterations {
        let (a, b, c, z) = arguments[index]
        blackHole(logHypergeometric2F1(a, b, c, z))
      }
    } setup: {
      arguments(count: 1000, x: region.x, time: region.time)
    }
  }
}

/// Arguments of a customer with x repeat purchases and an age of 200 days, `time` days ahead.
private func arguments(
  count: Int, x: ClosedRange<Double>, time: ClosedRange<Double>
) -> [(Double, Double, Double, Double)] {
  let (r, alpha, a, b) = (0.25, 30.0, 0.8, 2.5)
  return (0..<count).map { index in
    let share = Double(index) / Double(count - 1)
    let x = (x.lowerBound + share * (x.upperBound - x.lowerBound)).rounded()
    // Another order than that of x, so that the two are mixed.
    let mixed = Double(index * 389 % count) / Double(count - 1)
    let t = time.lowerBound + mixed * (time.upperBound - time.lowerBound)
    return (r + x + 1, b + x, a + b + x, t / (alpha + 200 + t))
  }
}
