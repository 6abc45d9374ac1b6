import CustomerData
import CustomerModels
import Estimation
import Optimizers
import Parallelism
import Testing
import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite(.tags(.recovery)) struct RecoveryTests {
  @Test(
    "20,000 simulated BG/NBD customers give the parameters back within four standard errors",
    arguments: [
      ([0.25, 4.4, 0.8, 2.4], 1), ([0.25, 4.4, 0.8, 2.4], 2), ([1.5, 12, 0.4, 1.2], 3), ([3, 20, 2, 6], 4),
      ([0.6, 2, 0.3, 5], 5),
    ] as [([Double], UInt64)])
  func purchases(truth: [Double], seed: UInt64) throws {
    let patterns = SyntheticCustomers.arriving(20_000, truth: truth, weeks: 52, seed: seed)
    let fit = try MaximumLikelihood.fit(BGNBD.self, to: patterns)
    #expect(fit.report.status == .converged)
    for index in 0..<4 { #expect(abs(fit.model.parameters[index] - truth[index]) < 4 * fit.standardErrors[index]!) }
  }

  @Test(
    "20,000 simulated Gamma-Gamma customers give the parameters back within four standard errors",
    arguments: [([6.25, 3.74, 15.4], 1), ([1.2, 2.5, 40], 2), ([15, 8, 3], 3)] as [([Double], UInt64)])
  func spend(truth: [Double], seed: UInt64) throws {
    let patterns = SyntheticCustomers.spend(20_000, truth: truth, seed: seed)
    let fit = try MaximumLikelihood.fit(GammaGamma.self, to: patterns)
    #expect(fit.report.status == .converged)
    for index in 0..<3 { #expect(abs(fit.model.parameters[index] - truth[index]) < 4 * fit.standardErrors[index]!) }
  }

  @Test("95 % intervals of 200 small sets cover the truth between 90 and 99 times in a hundred")
  func coverage() {
    let truth = [1.2, 8.0, 0.8, 2.5]
    let sets = 200
    let covered = ThreadCount.all.map(sets) { set in
      let patterns = SyntheticCustomers.arriving(500, truth: truth, weeks: 52, seed: UInt64(1000 + set))
      guard let fit = try? MaximumLikelihood.fit(BGNBD.self, to: patterns, options: .init(threads: ThreadCount(1)))
      else { return [false, false, false, false] }
      return (0..<4).map { index in
        // On the scale of logarithms, where the estimates of 500 customers are nearer to normal.
        guard let error = fit.logCovariance.standardErrors[index] else { return true }
        return abs(log(fit.model.parameters[index] / truth[index])) < 1.959964 * error
      }
    }
    for index in 0..<4 {
      let share = Double(covered.count { $0[index] }) / Double(sets)
      #expect((0.9...0.99).contains(share), "\(BGNBD.parameterNames[index])")
    }
  }
}

extension SyntheticCustomers {
  /// BG/NBD customers whose first purchases fell in the first quarter of the time, all observed to its end.
  static func arriving(
    _ count: Int, truth: [Double], weeks: Double, seed: UInt64
  ) -> PurchasePatterns {
    var generator = SeededGenerator(seed: seed)
    let histories = (0..<count).map { _ in
      let age = weeks * (1 - generator.uniform() / 4)
      let rate = exp(generator.logGamma(shape: truth[0])) / truth[1]
      let leave = generator.beta(truth[2], truth[3])
      var (time, last, x) = (0.0, 0.0, 0)
      while true {
        time += generator.exponential() / rate
        guard time <= age else { break }
        (last, x) = (time, x + 1)
        if generator.uniform() < leave { break }
      }
      return PurchaseHistory(frequency: x, recency: last, age: age)
    }
    return PurchasePatterns(histories, unit: .week)
  }

  /// Gamma-Gamma customers with one to some ten purchases.
  static func spend(_ count: Int, truth: [Double], seed: UInt64) -> SpendPatterns {
    var generator = SeededGenerator(seed: seed)
    var patterns = SpendPatterns(counts: [], means: [], weights: [])
    for _ in 0..<count {
      let x = 1 + Int(generator.exponential() * 3)
      let rate = exp(generator.logGamma(shape: truth[1])) / truth[2]
      patterns.counts.append(x)
      patterns.means.append(exp(generator.logGamma(shape: truth[0] * Double(x))) / rate / Double(x))
      patterns.weights.append(1)
    }
    return patterns
  }
}
