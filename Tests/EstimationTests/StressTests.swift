import CustomerData
import CustomerModels
import Foundation
import Optimizers
import Parallelism
import Testing
import TestSupport

@testable import Estimation

@Suite struct StressTests {
  /// The full run is `LIFETIMEVALUE_STRESS=200 swift test -c release -Xswiftc -enable-testing --filter StressTests`.
  static let requested = ProcessInfo.processInfo.environment["LIFETIMEVALUE_STRESS"].flatMap { Int($0) }

  @Test("No start of many finds anything better than the fit", .tags(.recovery))
  func bestOfManyStarts() {
    let sets = Self.requested ?? 24
    let starts = Self.requested == nil ? 8 : 30
    let verbose = Self.requested != nil
    let first = ProcessInfo.processInfo.environment["LIFETIMEVALUE_STRESS_FIRST"].flatMap { Int($0) } ?? 0
    var worst = 0.0
    for number in first..<first + sets {
      let synthetic = SyntheticCustomers(number, largest: Self.requested == nil ? 400 : 20_000)
      let patterns = synthetic.patterns
      guard patterns.obstacle == nil else {
        if verbose { print(synthetic, "obstacle:", patterns.obstacle!.reason) }
        #expect(throws: FitError.self) { try MaximumLikelihood.fit(BGNBD.self, to: patterns) }
        continue
      }
      let clock = ContinuousClock()
      var fit: Fit<BGNBD>?
      let duration = clock.measure { fit = try? MaximumLikelihood.fit(BGNBD.self, to: patterns) }
      guard let fit else {
        Issue.record("no fit of \(synthetic)")
        continue
      }
      let scale = patterns.naturalScale
      let objective = MeanLogLikelihood<BGNBD>(patterns.divided(by: scale), threads: ThreadCount(1))
      // The log-likelihood per customer of scaled times.
      var shift = 0.0
      for index in 0..<patterns.count { shift += patterns.weights[index] * Double(patterns.frequencies[index]) }
      let reached = (fit.logLikelihood + shift * log(scale)) / objective.totalWeight
      var generator = SeededGenerator(seed: UInt64(number) &+ 77)
      let points = (0..<starts).map { _ in
        [
          log(generator.logUniform(0.02, 20)), log(generator.logUniform(0.02, 200)),
          log(generator.logUniform(0.005, 50)), log(generator.logUniform(0.005, 50)),
        ]
      }
      let found = ThreadCount.all.map(starts) { PlainSearch.climb(objective, from: points[$0]) }
      let best = found.max()!
      let deficit = best - reached
      worst = max(worst, deficit)
      if verbose {
        print(
          synthetic, "| patterns", patterns.count, "x max", patterns.frequencies.max()!, "|", fit.report.status,
          fit.model.parameters.map { Float($0) }, "evals", fit.report.evaluations, duration, "deficit", deficit,
          deficit > 1e-9 ? "WORSE" : "", found.filter { $0 > best - 1e-7 }.count, "of", starts, "|",
          fit.report.messages.joined(separator: " / "))
      }
      #expect(deficit <= 1e-9, "\(synthetic)")
    }
    if verbose { print("worst deficit of the mean log-likelihood:", worst) }
  }
}
