import CustomerData
import CustomerModels
import DenseLinearAlgebra
import Estimation
import Foundation
import Optimizers
import Parallelism
import TestSupport
import Testing

/// Customers simulated with two covariates: a number, and an indicator.
private struct Simulated {
  let data: CellObservations<PurchasePatterns>
  let design: CovariateDesign

  /// - Parameters:
  ///   - truth: coefficients, for each direction of the model those of the number and of the indicator.
  ///   - levels: distinct values of the number.
  init<Model: TransactionModel & Simulatable>(
    _ model: Model, truth: [Double], customers: Int, weeks: Double, levels: Int, seed: UInt64
  ) throws {
    var generator = SeededGenerator(seed: seed)
    var draws = CustomerModels.SeededGenerator(seed: seed)
    var members: [[PurchaseHistory]] = Array(repeating: [], count: 2 * levels)
    let rows: [[Double]] = (0..<2 * levels).map { cell in
      let number: Double = 2 * Double(cell / 2) / Double(max(1, levels - 1)) - 1
      return [number, Double(cell % 2)]
    }
    let coefficients = Model.covariateDirections.flatMap { direction in
      (0..<2).map {
        CovariateDesign.Coefficient(
          name: "\($0) (\(direction.process.rawValue))", column: $0, loadings: direction.loadings)
      }
    }
    let models = try rows.map { row in
      try model.moved(zip(truth, coefficients).map { ($0 * row[$1.column], $1.loadings) })
    }
    for _ in 0..<customers {
      let cell = Int(Double(2 * levels) * generator.uniform())
      let age = weeks * (1 - generator.uniform() / 4)
      let times = models[cell].simulatePurchaseTimes(age: age, using: &draws)
      members[cell].append(PurchaseHistory(frequency: times.count, recency: times.last ?? 0, age: age))
    }
    let all = members.flatMap { $0 }
    var ends: [Int] = []
    for cell in members { ends.append((ends.last ?? 0) + cell.count) }
    data = CellObservations(
      observations: PurchasePatterns(
        frequencies: all.map(\.frequency), recencies: all.map(\.recency), ages: all.map(\.age),
        weights: all.map { _ in 1 }, unit: .week), ends: ends)
    design = CovariateDesign(values: Matrix(rows), coefficients: coefficients)
  }
}

@Suite("Recovery with covariates", .tags(.recovery)) struct CovariateRecoveryTests {
  private func check<Model: TransactionModel & Simulatable>(
    _ model: Model, truth: [Double], levels: Int, customers: Int, seed: UInt64
  ) throws {
    let simulated = try Simulated(model, truth: truth, customers: customers, weeks: 52, levels: levels, seed: seed)
    let fit = try MaximumLikelihood.fit(Model.self, to: simulated.data, design: simulated.design)
    #expect(fit.report.status == .converged, "\(Model.name)")
    let errors = fit.covariance.standardErrors
    let k = model.parameters.count
    for (index, value) in truth.enumerated() {
      #expect(abs(fit.coefficients[index] - value) < 4 * errors[k + index]!, "\(Model.name) coefficient \(index)")
    }
    for index in 0..<k {
      #expect(abs(fit.model.parameters[index] - model.parameters[index]) < 4 * errors[index]!, "\(Model.name) \(index)")
    }
    // Information and sandwich agree where the model is true.
    for (error, robust) in zip(errors, fit.robustCovariance.standardErrors) {
      #expect((0.6...1.6).contains(robust! / error!), "\(Model.name)")
    }
  }

  @Test("simulated customers of four models give the coefficients back within four standard errors")
  func fourModels() throws {
    try check(
      ParetoNBD(r: 0.9, alpha: 5, s: 0.8, beta: 20), truth: [0.5, -0.4, 0.8, -0.6], levels: 3, customers: 400, seed: 1)
    try check(
      MBGNBD(r: 0.9, alpha: 5, a: 0.8, b: 2.5), truth: [0.5, -0.4, 0.9, -0.5], levels: 3, customers: 2000, seed: 2)
    try check(
      BGNBD(r: 0.9, alpha: 5, a: 0.8, b: 2.5), truth: [-0.3, 0.6, 0.9, -0.5], levels: 200, customers: 2000, seed: 3)
    try check(NBD(r: 0.9, alpha: 5), truth: [0.5, -0.4], levels: 4000, customers: 2000, seed: 4)
  }

  @Test("95 % intervals of coefficients cover the truth between 90 and 99 times in a hundred")
  func coverage() throws {
    // Pareto/NBD takes minutes without optimisation; the suite makes do with NBD.
    if ProcessInfo.processInfo.environment["LIFETIMEVALUE_STRESS"] == nil {
      try checkCoverage(NBD(r: 1.2, alpha: 4), truth: [0.5, -0.4], sets: 40)
    } else {
      try checkCoverage(ParetoNBD(r: 1.2, alpha: 4, s: 1, beta: 15), truth: [0.5, -0.4, 0.7, -0.6], sets: 200)
      try checkCoverage(NBD(r: 1.2, alpha: 4), truth: [0.5, -0.4], sets: 200)
    }
  }

  private func checkCoverage<Model: TransactionModel & Simulatable>(_ model: Model, truth: [Double], sets: Int) {
    let k = model.parameters.count
    let covered = ThreadCount.all.map(sets) { set -> [Bool?] in
      guard
        let simulated = try? Simulated(
          model, truth: truth, customers: 300, weeks: 52, levels: 3, seed: UInt64(5000 + set)),
        let fit = try? MaximumLikelihood.fit(
          Model.self, to: simulated.data, design: simulated.design, options: .init(threads: ThreadCount(1)))
      else { return truth.map { _ in false } }
      let errors = fit.covariance.standardErrors
      return truth.indices.map { index in
        errors[k + index].map { abs(fit.coefficients[index] - truth[index]) < 1.959964 * $0 }
      }
    }
    // The share of 80 intervals has a standard error of 0.025.
    let share = Double(covered.joined().count { $0 == true }) / Double(sets * truth.count)
    #expect((0.9...0.99).contains(share))
    for index in truth.indices where sets == 200 {
      #expect((0.9...0.99).contains(Double(covered.count { $0[index] == true }) / 200), "\(Model.name) \(index)")
    }
  }

  @Test("a level in which nobody came back runs away, and the report says so; a penalty holds it")
  func separation() throws {
    let simulated = try Simulated(
      NBD(r: 0.9, alpha: 20), truth: [0, 0], customers: 2000, weeks: 52, levels: 1, seed: 9)
    var patterns = simulated.data.observations
    for index in simulated.data.range(1) { (patterns.frequencies[index], patterns.recencies[index]) = (0, 0) }
    let data = CellObservations(observations: patterns, ends: simulated.data.ends)
    var design = CovariateDesign(
      values: simulated.design.values,
      coefficients: [CovariateDesign.Coefficient(name: "channel=tv (purchase)", column: 1, loadings: [0, -1])])
    let fit = try MaximumLikelihood.fit(NBD.self, to: data, design: design)
    #expect(fit.report.status == .boundary)
    #expect(fit.covariance.standardErrors[0] != nil && fit.covariance.standardErrors[2] == nil)
    #expect(fit.report.messages.contains { $0.contains("channel=tv (purchase) falls without bound") })
    design.coefficients[0].penalty = 0.001
    let held = try MaximumLikelihood.fit(NBD.self, to: data, design: design)
    #expect(held.report.status == .converged && held.covariance.standardErrors[2] != nil)
    #expect(held.degreesOfFreedom > 2 && held.degreesOfFreedom < 3)
    #expect(held.logLikelihood < fit.logLikelihood)
  }
}
