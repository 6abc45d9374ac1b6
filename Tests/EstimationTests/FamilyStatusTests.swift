import CustomerData
import CustomerModels
import Estimation
import Optimizers
import TestSupport
import Testing

/// What fits of the models beside BG/NBD say of data in which something that they assume is missing.
@Suite(.tags(.edge)) struct FamilyStatusTests {
  private func customers(_ count: Int, of model: some Simulatable, age: Double, seed: UInt64) -> PurchasePatterns {
    let histories = (0..<count).map { customer in
      var generator = CustomerModels.SeededGenerator(seed: seed, stream: UInt64(customer))
      let times = model.simulatePurchaseTimes(age: age, using: &generator)
      return PurchaseHistory(frequency: times.count, recency: times.last ?? 0, age: age)
    }
    return PurchasePatterns(histories, unit: .week)
  }

  private let options = MaximumLikelihood.Options(explorationSize: 256)

  @Test("Pareto/NBD, lifetimes more alike than at one rate: a boundary at s and beta without bound")
  func sameDropoutRate() throws {
    let buyers = try NBD(r: 1, alpha: 6)
    let histories = (0..<600).map { customer in
      var generator = CustomerModels.SeededGenerator(seed: 1, stream: UInt64(customer))
      let leaving = Double.random(in: 5..<35, using: &generator)
      let times = buyers.simulatePurchaseTimes(age: leaving, using: &generator)
      return PurchaseHistory(frequency: times.count, recency: times.last ?? 0, age: 40)
    }
    let fit = try MaximumLikelihood.fit(
      ParetoNBD.self, to: PurchasePatterns(histories, unit: .week), options: options)
    #expect(fit.report.status == .boundary)
    #expect(fit.report.messages.first?.contains("all customers leave at the same rate s / beta") == true)
    #expect(fit.standardErrors[2] == nil && fit.standardErrors[3] == nil)
    #expect(fit.standardErrors[0] != nil && fit.standardErrors[1] != nil)
    // Lifetimes of 20 weeks on average.
    #expect(fit.model.meanDropoutRate > 0.03 && fit.model.meanDropoutRate < 0.08)
  }

  @Test("Pareto/NBD, some leave at once and the others never: a slow boundary at beta 0, not a runaway")
  func leaveAtOnceOrNever() throws {
    let truth = try MBGNBD(r: 2, alpha: 6, a: 4e-6, b: 6e-6)
    let patterns = customers(600, of: truth, age: 40, seed: 3)
    let fit = try MaximumLikelihood.fit(ParetoNBD.self, to: patterns, options: options)
    #expect(fit.report.status == .boundary)
    #expect(fit.report.messages.first?.contains("some customers leave right after the first purchase") == true)
    #expect(fit.standardErrors[3] == nil)
    // A customer seen for 20 weeks: alive with a probability near b / (a + b).
    #expect(abs(fit.model.probabilityAlive(at: 20) - 0.6) < 0.1)
    // MBG/NBD has that limit within reach, and says so.
    let other = try MaximumLikelihood.fit(MBGNBD.self, to: patterns, options: options)
    #expect(other.logLikelihood > fit.logLikelihood)
    #expect(other.report.messages.contains { $0.contains("two kinds of customers") })
  }

  @Test("Nobody leaves: MBG/NBD and Pareto/NBD find the NBD or say that it fits nearly as well")
  func nobodyLeaves() throws {
    let patterns = customers(600, of: try NBD(r: 1, alpha: 6), age: 40, seed: 2)
    let null = try MaximumLikelihood.fit(NBD.self, to: patterns, options: options)
    #expect(null.report.status == .converged)
    let modified = try MaximumLikelihood.fit(MBGNBD.self, to: patterns, options: options)
    #expect(modified.report.messages.contains { $0.contains("the NBD model, in which nobody leaves") })
    #expect(modified.logLikelihood > null.logLikelihood - 1e-5)
    let pareto = try MaximumLikelihood.fit(ParetoNBD.self, to: patterns, options: options)
    #expect(pareto.report.messages.contains { $0.contains("the NBD model, in which nobody leaves") })
    // The NBD is a limit of both: neither is below it.
    #expect(pareto.logLikelihood > null.logLikelihood - 1e-5)
  }

  @Test("All buy at one rate: a boundary at r and alpha without bound for every model")
  func samePurchaseRate() throws {
    let patterns = customers(600, of: try NBD(r: 1e9, alpha: 6e9), age: 40, seed: 6)
    let null = try MaximumLikelihood.fit(NBD.self, to: patterns, options: options)
    #expect(null.report.status == .boundary)
    #expect(null.report.messages.first?.contains("all customers buy at the same rate") == true)
    #expect(relativeError(null.model.meanPurchaseRate, 1.0 / 6) < 0.05)
    let pareto = try MaximumLikelihood.fit(ParetoNBD.self, to: patterns, options: options)
    #expect(pareto.report.messages.contains { $0.contains("all customers buy at the same rate") })
  }
}
