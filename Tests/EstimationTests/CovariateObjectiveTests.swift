import CustomerData
import CustomerModels
import DenseLinearAlgebra
import Optimizers
import Parallelism
import TestSupport
import Testing

@testable import Estimation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Customers in cells of very different sizes: one worth tables, some small ones, one without customers.
private func data(_ seed: UInt64) -> (CellObservations<PurchasePatterns>, Matrix) {
  var generator = SeededGenerator(seed: seed)
  var patterns = PurchasePatterns(frequencies: [], recencies: [], ages: [], weights: [], unit: .week)
  var ends: [Int] = []
  var rows: [[Double]] = []
  for size in [300, 1, 0, 7] + Array(repeating: 1, count: 30) {
    for _ in 0..<size {
      let age = 20 + 30 * generator.uniform()
      let x = Int(3 * generator.exponential())
      patterns.frequencies.append(x)
      patterns.recencies.append(x == 0 ? 0 : age * generator.uniform())
      patterns.ages.append(age)
      patterns.weights.append(size == 7 ? 2 : 1)
    }
    ends.append(patterns.count)
    rows.append([generator.uniform() < 0.5 ? 1 : 0, 2 * generator.uniform() - 1])
  }
  return (CellObservations(observations: patterns, ends: ends), Matrix(rows))
}

private func coefficients<Model: ParametricModel>(_ model: Model.Type) -> [CovariateDesign.Coefficient] {
  let directions = model.covariateDirections
  var result = directions.map {
    CovariateDesign.Coefficient(name: "x", column: 0, loadings: $0.loadings, penalty: 0.01)
  }
  // One of the second column that moves all processes together, and one of the first process alone.
  result.append(
    CovariateDesign.Coefficient(
      name: "shared", column: 1,
      loadings: directions.reduce(Array(repeating: 0, count: directions[0].loadings.count)) {
        zip($0, $1.loadings).map { $0 + $1 }
      }))
  return result
}

@Suite("Objective with covariates", .tags(.gradient)) struct CovariateObjectiveTests {
  private func check<Model: ParametricModel>(_ model: Model.Type, at parameters: [Double]) throws
  where Model.Observations == PurchasePatterns {
    let (observations, values) = data(7)
    let objective = CovariateObjective<Model>(
      observations, design: CovariateDesign(values: values, coefficients: coefficients(model)), threads: ThreadCount(2))
    let point = parameters.map { log($0) } + [0.4, -0.3, 0.7].suffix(objective.design.coefficients.count)
    let exact = objective.expansion(at: point)
    #expect(exact.isFinite)
    let scale = exact.gradient.map(abs).max()!
    let curvature = exact.hessian.elements.map(abs).max()!
    for index in point.indices {
      // Eighth-order central differences.
      var slope = 0.0
      var slopes = Array(repeating: 0.0, count: point.count)
      for (order, weight) in [4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280].enumerated() {
        for sign in [1.0, -1.0] {
          var moved = point
          moved[index] += sign * Double(order + 1) * 0.01
          let there = objective.expansion(at: moved)
          slope += sign * weight * there.value / 0.01
          for other in slopes.indices { slopes[other] += sign * weight * there.gradient[other] / 0.01 }
        }
      }
      #expect(abs(slope - exact.gradient[index]) < 1e-10 * max(1, scale), "\(Model.name) gradient \(index)")
      for other in slopes.indices {
        #expect(
          abs(slopes[other] - exact.hessian[index, other]) < 1e-9 * max(1, curvature),
          "\(Model.name) Hessian \(index), \(other)")
      }
    }
  }

  @Test("gradient and Hessian agree with differences, for every continuous model")
  func derivatives() throws {
    try check(BGNBD.self, at: [0.6, 9, 0.9, 2.5])
    try check(MBGNBD.self, at: [0.9, 12, 0.7, 1.8])
    try check(ParetoNBD.self, at: [0.8, 11, 0.6, 12])
    try check(NBD.self, at: [0.8, 11])
    try check(GGompertzNBD.self, at: [0.8, 11, 0.05, 0.7, 2])
    try check(BGCNBD<Erlang2>.self, at: [0.6, 5, 0.9, 2.5])
  }

  private func checkSingle<Model: ParametricModel>(_ model: Model, _ observations: Model.Observations) {
    let likelihood = Model.likelihood(of: observations)
    let evaluator = likelihood.evaluator(at: model)
    var (own, tabled) = (LikelihoodJet(parameterCount: 0), LikelihoodJet(parameterCount: 0))
    for observation in 0..<observations.count {
      likelihood.evaluate(observation, at: model, into: &own)
      evaluator.evaluate(observation, into: &tabled)
      let pairs =
        [(own.value, tabled.value)] + zip(own.gradient, tabled.gradient) + zip(own.hessian, tabled.hessian)
      #expect(own.parameterCount == tabled.parameterCount)
      for (one, other) in pairs {
        #expect(abs(one - other) <= 1e-12 * max(1, abs(other)), "\(Model.name), observation \(observation)")
      }
    }
  }

  @Test("an observation at parameters of its own has the jet that tables give it")
  func single() throws {
    let (observations, _) = data(3)
    checkSingle(try BGNBD(r: 0.6, alpha: 9, a: 0.9, b: 2.5), observations.observations)
    checkSingle(try MBGNBD(r: 0.6, alpha: 9, a: 0.9, b: 2.5), observations.observations)
    checkSingle(try ParetoNBD(r: 0.6, alpha: 9, s: 0.9, beta: 25), observations.observations)
    checkSingle(
      try GammaGamma(p: 6, q: 4, gamma: 15),
      SpendPatterns(counts: [1, 3, 40], means: [12, 0.5, 300], weights: [1, 2, 1]))
  }

  @Test("the bits do not depend on the number of threads")
  func threads() throws {
    let (observations, values) = data(11)
    let design = CovariateDesign(values: values, coefficients: coefficients(ParetoNBD.self))
    let point = [0.8, 11, 0.6, 12].map { log($0) } + [0.4, -0.3, 0.7]
    let (one, three) = (
      CovariateObjective<ParetoNBD>(observations, design: design, threads: ThreadCount(1)),
      CovariateObjective<ParetoNBD>(observations, design: design, threads: ThreadCount(3))
    )
    #expect(one.expansion(at: point) == three.expansion(at: point))
    #expect(one.meanSquaredGradient(at: point) == three.meanSquaredGradient(at: point))
  }
}
