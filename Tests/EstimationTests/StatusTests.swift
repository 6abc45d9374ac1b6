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

@Suite(.tags(.edge)) struct StatusTests {
  /// Customers with gamma(r, alpha) rates who leave after a repeat purchase with a probability drawn by `dropout`.
  private func customers(
    _ count: Int, seed: UInt64, r: Double, alpha: Double, age: Double,
    dropout: (inout SeededGenerator) -> Double
  ) -> PurchasePatterns {
    var generator = SeededGenerator(seed: seed)
    let histories = (0..<count).map { _ in
      let rate = exp(generator.logGamma(shape: r)) / alpha
      let leave = dropout(&generator)
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

  @Test("Nobody leaves: a boundary, named as no dropout, and r and alpha keep their standard errors")
  func noDropout() throws {
    let patterns = customers(2000, seed: 1, r: 0.8, alpha: 10, age: 40) { _ in 0 }
    let fit = try MaximumLikelihood.fit(BGNBD.self, to: patterns)
    #expect(fit.report.status == .boundary)
    #expect(fit.report.messages[0].contains("no dropout is detectable"))
    #expect(fit.report.messages[0].contains("NBD"))
    #expect(fit.model.a / (fit.model.a + fit.model.b) < 1e-8)
    #expect(fit.standardErrors[2] == nil && fit.standardErrors[3] == nil)
    #expect(fit.covariance[0, 2] == nil && fit.robustCovariance[3, 3] == nil)
    // The NBD at its limit: r and alpha within four standard errors of the truth.
    #expect(abs(fit.model.r - 0.8) < 4 * fit.standardErrors[0]!)
    #expect(abs(fit.model.alpha - 10) < 4 * fit.standardErrors[1]!)
    #expect(fit.model.parameters.allSatisfy { $0.isFinite && $0 > 0 })
  }

  @Test("Nobody leaves, but chance looks like a little dropout: told that the NBD fits nearly as well")
  func hardlyDetectableDropout() throws {
    var statuses: Set<OptimizationReport.Status> = []
    for seed in 1...7 {
      let patterns = customers(500, seed: UInt64(seed), r: 0.8, alpha: 10, age: 40) { _ in 0 }
      let fit = try MaximumLikelihood.fit(BGNBD.self, to: patterns)
      statuses.insert(fit.report.status)
      #expect(fit.report.messages.contains { $0.contains("no dropout is detectable") }, "seed \(seed)")
    }
    #expect(statuses == [.boundary, .converged])
  }

  @Test("Some leave at once and the others never: a boundary at a and b both 0, the share kept")
  func leaveAtOnceOrNever() throws {
    let patterns = customers(3000, seed: 2, r: 2, alpha: 10, age: 60) { $0.uniform() < 0.3 ? 1 : 0 }
    let fit = try MaximumLikelihood.fit(BGNBD.self, to: patterns)
    #expect(fit.report.status == .boundary)
    #expect(fit.report.messages[0].contains("two kinds of customers"))
    #expect(fit.model.a < 1e-6 && fit.model.b < 1e-6)
    #expect(abs(fit.model.a / (fit.model.a + fit.model.b) - 0.3) < 0.05)
    #expect(fit.standardErrors[0] != nil && fit.standardErrors[1] != nil)
    #expect(fit.standardErrors[2] == nil && fit.standardErrors[3] == nil)
  }

  @Test("All buy at the same rate: a boundary at r and alpha without bound, their ratio kept")
  func sameRate() throws {
    let patterns = customers(3000, seed: 7, r: 1e9, alpha: 5e9, age: 50) { $0.beta(0.5, 3) }
    let fit = try MaximumLikelihood.fit(BGNBD.self, to: patterns)
    #expect(fit.report.status == .boundary)
    #expect(fit.report.messages[0].contains("all customers buy at the same rate"))
    #expect(abs(fit.model.r / fit.model.alpha - 0.2) < 0.01)
    #expect(fit.standardErrors[0] == nil && fit.standardErrors[1] == nil)
    #expect(abs(fit.model.a - 0.5) < 4 * fit.standardErrors[2]!)
    #expect(abs(fit.model.b - 3) < 4 * fit.standardErrors[3]!)
  }

  @Test("Everybody leaves with the same probability: a boundary at a and b without bound")
  func sameDropout() throws {
    let patterns = customers(3000, seed: 1, r: 1, alpha: 5, age: 50) { _ in 0.4 }
    let fit = try MaximumLikelihood.fit(BGNBD.self, to: patterns)
    #expect(fit.report.status == .boundary)
    #expect(fit.report.messages[0].contains("all customers leave with the same probability"))
    #expect(abs(fit.model.a / (fit.model.a + fit.model.b) - 0.4) < 0.05)
  }

  @Test("Hardly anybody repeats: an answer with a status, never an error or a number out of range")
  func hardlyAnyRepeat() throws {
    for repeats in [1, 2, 5] {
      let histories =
        Array(repeating: PurchaseHistory(frequency: 0, recency: 0, age: 30), count: 500)
        + (0..<repeats).map { PurchaseHistory(frequency: 1, recency: 3 + Double($0), age: 30) }
      let fit = try MaximumLikelihood.fit(BGNBD.self, to: PurchasePatterns(histories, unit: .week))
      #expect(fit.report.status != .converged)
      #expect(!fit.report.messages.isEmpty)
      #expect(fit.logLikelihood.isFinite)
      #expect(fit.model.parameters.allSatisfy { $0.isFinite && $0 > 0 })
      #expect(fit.standardErrors.allSatisfy { $0.map(\.isFinite) ?? true })
    }
  }

  /// CDNOW with further customers whose repeat purchases fall on the very moment of the first, as rows counted as
  /// occasions give: the density grows like alpha^-x toward alpha = 0.
  private func cdnow(withRepeatsAtOnce customers: Double) -> PurchasePatterns {
    var patterns = SampleLogs.cdnow.purchases
    for (x, share) in [(1, 0.75), (2, 0.25)] {
      patterns.frequencies.append(x)
      patterns.recencies.append(0)
      patterns.ages.append(35)
      patterns.weights.append(customers * share)
    }
    return patterns
  }

  @Test("Some customers who repeat at once: the summit away from alpha = 0 is the answer")
  func someRepeatAtOnce() throws {
    let fit = try MaximumLikelihood.fit(BGNBD.self, to: cdnow(withRepeatsAtOnce: 40))
    #expect(fit.report.status == .converged)
    #expect((3...5).contains(fit.model.alpha))
  }

  @Test("Many customers who repeat at once: the likelihood rises for ever, and that is said instead of an estimate")
  func manyRepeatAtOnce() throws {
    #expect {
      try MaximumLikelihood.fit(BGNBD.self, to: cdnow(withRepeatsAtOnce: 400))
    } throws: { error in
      guard case FitError.notFittable(let obstacle) = error else { return false }
      return obstacle.reason.contains("alpha goes to 0") && obstacle.reason.contains("recency 0")
    }
  }

  @Test("Nobody bought twice, a single customer, no time between purchases: refused with a reason and advice")
  func notFittable() {
    func refusal(_ histories: [PurchaseHistory]) -> FitObstacle? {
      do throws(FitError) {
        _ = try MaximumLikelihood.fit(BGNBD.self, to: PurchasePatterns(histories, unit: .day))
        return nil
      } catch {
        guard case .notFittable(let obstacle) = error else { return nil }
        return obstacle
      }
    }
    let once = Array(repeating: PurchaseHistory(frequency: 0, recency: 0, age: 30), count: 10)
    #expect(refusal(once)?.reason == "nobody bought twice")
    #expect(refusal([PurchaseHistory(frequency: 3, recency: 10, age: 30)])?.reason == "there is a single customer")
    #expect(refusal([])?.reason == "there is no customer")
    #expect(refusal(once + [PurchaseHistory(frequency: 2, recency: 0, age: 30)])?.reason.contains("day") == true)
    #expect(refusal(once)?.advice.isEmpty == false)
  }

  @Test("Spend of one customer, of nobody, or the same of everybody: refused")
  func spendNotFittable() {
    for means in [[], [20.0], [20, 20, 20]] {
      let patterns = SpendPatterns(
        counts: means.indices.map { $0 + 1 }, means: means, weights: means.map { _ in 1 })
      #expect(throws: FitError.self) { try MaximumLikelihood.fit(GammaGamma.self, to: patterns) }
    }
  }

  @Test("Two customers are enough for an answer with a status")
  func twoCustomers() throws {
    let purchases = PurchasePatterns(
      [
        PurchaseHistory(frequency: 2, recency: 12, age: 30), PurchaseHistory(frequency: 0, recency: 0, age: 25),
      ], unit: .week)
    let fit = try MaximumLikelihood.fit(BGNBD.self, to: purchases)
    #expect(fit.report.status != .converged)
    #expect(fit.model.parameters.allSatisfy { $0.isFinite && $0 > 0 })
    let spend = SpendPatterns(counts: [1, 3], means: [10, 20], weights: [1, 1])
    let spendFit = try MaximumLikelihood.fit(GammaGamma.self, to: spend)
    #expect(spendFit.model.parameters.allSatisfy { $0.isFinite && $0 > 0 })
    #expect(spendFit.report.status != .converged)
  }

  @Test("A direction that the data do not determine is flat, and only its parameters lose their standard errors")
  func flat() throws {
    let waits = PurchasePatterns(
      [1.0, 2, 4, 7].map { PurchaseHistory(frequency: 1, recency: $0, age: 10) }, unit: .day)
    let fit = try MaximumLikelihood.fit(RedundantWaits.self, to: waits)
    #expect(fit.report.status == .flat)
    #expect(fit.report.messages[0].contains("u and v"))
    #expect(fit.standardErrors[0] == nil && fit.standardErrors[1] == nil)
    // u v is the rate of an exponential: 4 / 14; its shape k belongs to ages and is found alone.
    #expect(relativeError(fit.model.u * fit.model.v, 4.0 / 14) < 1e-8)
    // An exponential with mean 10 observed four times: k = 1/10, standard error k / sqrt(4).
    #expect(relativeError(fit.model.k, 0.1) < 1e-8)
    #expect(relativeError(fit.standardErrors[2]!, 0.05) < 1e-8)
  }

  @Test("A few customers who spend beyond all measure do not move the search away from the others")
  func heavyTailOfSpend() throws {
    // Mean values over 27 powers of ten: q is far below 1.
    let truth = try GammaGamma(p: 2, q: 0.1, gamma: 15)
    var generator = SeededGenerator(seed: 5)
    var patterns = SpendPatterns(counts: [], means: [], weights: [])
    for customer in 0..<300 {
      let count = 1 + customer % 5
      let rate = generator.logGamma(shape: truth.q) - log(truth.gamma)
      let total = exp(generator.logGamma(shape: truth.p * Double(count)) - rate)
      patterns.counts.append(count)
      patterns.means.append(total / Double(count))
      patterns.weights.append(1)
    }
    let fit = try MaximumLikelihood.fit(GammaGamma.self, to: patterns)
    let own = (0..<300).reduce(0) { sum, index in
      sum + truth.logLikelihood(ofMean: patterns.means[index], count: patterns.counts[index])
    }
    #expect(fit.logLikelihood >= own)
    #expect(fit.logLikelihood < own + 10)
  }

  @Test("Nearly equal spend: the limit is reached to 1e-9, and rounding alone is nothing to model")
  func nearlyEqualSpend() throws {
    for spread in [1e-2, 1e-3, 2e-4] {
      let patterns = SpendPatterns(counts: [2, 3, 1], means: [10, 10 * (1 + spread), 10], weights: [1, 1, 1])
      let fit = try MaximumLikelihood.fit(GammaGamma.self, to: patterns)
      #expect(fit.report.status == .boundary)
      // Further out along p, with p gamma fixed.
      let beyond = try GammaGamma(p: fit.model.p * 1e3, q: fit.model.q, gamma: fit.model.gamma / 1e3)
      var jet = LikelihoodJet(parameterCount: 3)
      GammaGamma.likelihood(of: patterns).evaluator(at: beyond).accumulate(0..<3, into: &jet)
      #expect(jet.value - fit.logLikelihood < 3e-9)
    }
    let rounding = SpendPatterns(counts: [2, 3], means: [0.1 + 0.2, 0.3], weights: [1, 1])
    #expect(throws: FitError.self) { try MaximumLikelihood.fit(GammaGamma.self, to: rounding) }
  }

  @Test("Amounts near the ends of the doubles: a fit whose numbers are finite, or an error")
  func extremeAmounts() throws {
    for scale in [Double.leastNonzeroMagnitude, 1e-300, 1e-160, 1e160, 1e300, 5e307] {
      let patterns = SpendPatterns(
        counts: [1, 2, 3, 4, 5, 2], means: [1, 2, 3, 1, 2, 3].map { $0 * scale }, weights: Array(repeating: 1, count: 6)
      )
      guard let fit = try? MaximumLikelihood.fit(GammaGamma.self, to: patterns) else { continue }
      #expect(fit.logLikelihood.isFinite)
      #expect(fit.model.parameters.allSatisfy { $0 > 0 && $0.isFinite })
      #expect((fit.covariance.entries + fit.robustCovariance.entries).joined().allSatisfy { $0?.isFinite ?? true })
    }
  }
}
