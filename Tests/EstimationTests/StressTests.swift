import CustomerData
import CustomerModels
import Foundation
import Optimizers
import Parallelism
import Testing
import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@testable import Estimation

@Suite struct StressTests {
  /// The full run is `LIFETIMEVALUE_STRESS=200 swift test -c release -Xswiftc -enable-testing --filter StressTests`.
  static let requested = ProcessInfo.processInfo.environment["LIFETIMEVALUE_STRESS"].flatMap { Int($0) }

  @Test("No start of many finds anything better than the BG/NBD fit", .tags(.recovery))
  func purchases() {
    compare(largest: 400, skewed: [(0.02, 20), (0.02, 200), (0.005, 50), (0.005, 50)]) { number, largest in
      let set = SyntheticCustomers(number, largest: largest)
      return (BGNBD.self, set.patterns, "\(set)")
    }
  }

  @Test("No start of many finds anything better than the MBG/NBD fit", .tags(.recovery))
  func earlyLeavers() {
    compare(MBGNBD.self, [(0.02, 20), (0.02, 200), (0.005, 50), (0.005, 50)])
  }

  @Test("No start of many finds anything better than the Pareto/NBD fit", .tags(.recovery))
  func leavingAtAnyTime() {
    compare(ParetoNBD.self, [(0.02, 20), (0.02, 200), (0.02, 20), (0.02, 200)])
  }

  @Test("No start of many finds anything better than the NBD fit", .tags(.recovery))
  func nobodyLeaves() {
    compare(NBD.self, [(0.02, 20), (0.02, 200)])
  }

  /// Other models of purchases, on the customers of BG/NBD: mostly the wrong model, as with real customers. Fewer and
  /// smaller sets unless asked for, because their likelihoods are slow in a debug build.
  private func compare<Model: TransactionModel>(_ model: Model.Type, _ ranges: [(Double, Double)]) {
    compare(sets: 5, starts: 4, largest: 120, most: 3000, skewed: ranges) { number, largest in
      let set = SyntheticCustomers(number, largest: largest)
      return (Model.self, set.patterns, "\(Model.name) \(set)")
    }
  }

  @Test("No start of many finds anything better than the Gamma-Gamma fit", .tags(.recovery))
  func spend() {
    compare(largest: 400, skewed: [(0.05, 200), (0.2, 100), (0.02, 200)]) { number, largest in
      let set = SyntheticSpend(number, largest: largest)
      return (GammaGamma.self, set.patterns, "\(set)")
    }
  }

  /// Fits set after set and compares with plain searches from random starts within the given ranges.
  private func compare<Model: ParametricModel>(
    sets few: Int = 24, starts fewStarts: Int = 8, largest: Int, most: Int = 20_000, skewed ranges: [(Double, Double)],
    set: (Int, Int) -> (Model.Type, Model.Observations, String)
  ) {
    let sets = Self.requested ?? few
    let starts = Self.requested == nil ? fewStarts : 30
    let verbose = Self.requested != nil
    let first = ProcessInfo.processInfo.environment["LIFETIMEVALUE_STRESS_FIRST"].flatMap { Int($0) } ?? 0
    var worst = -Double.infinity
    for number in first..<first + sets {
      let (_, observations, title) = set(number, verbose ? most : largest)
      guard observations.obstacle == nil else {
        if verbose { print(title, "obstacle:", observations.obstacle!.reason) }
        #expect(throws: FitError.self) { try MaximumLikelihood.fit(Model.self, to: observations) }
        continue
      }
      var fit: Fit<Model>?
      let duration = ContinuousClock().measure { fit = try? MaximumLikelihood.fit(Model.self, to: observations) }
      guard let fit else {
        Issue.record("no fit of \(title)")
        continue
      }
      #expect(fit.model.parameters.allSatisfy { $0.isFinite && $0 > 0 })
      let scale = observations.naturalScale
      let objective = MeanLogLikelihood<Model>(observations.divided(by: scale), threads: ThreadCount(1))
      let reached = try! fit.model.rescaled(by: 1 / scale).parameters.map { log($0) }
      var generator = SeededGenerator(seed: UInt64(number) &+ 77)
      let points = (0..<starts).map { _ in ranges.map { log(generator.logUniform($0.0, $0.1)) } }
      let found = ThreadCount.all.map(starts) { PlainSearch.climb(objective, from: points[$0]) }
      let best = found.max()!
      let deficit = best - objective.expansion(at: reached).value
      worst = max(worst, deficit)
      if verbose {
        print(
          title, "| patterns", observations.count, "|", fit.report.status, fit.model.parameters.map { Float($0) },
          "evals", fit.report.evaluations, duration, "deficit", deficit, deficit > 1e-9 ? "WORSE" : "",
          found.count { $0 > best - 1e-7 }, "of", starts, "|", fit.report.messages.joined(separator: " / "))
      }
      #expect(deficit <= 1e-9, "\(title)")
    }
    if verbose { print("worst deficit of the mean log-likelihood:", worst) }
  }
}
