import CustomerData
import CustomerModels
import DenseLinearAlgebra
import Estimation
import Optimizers
import TestSupport
import Testing

@Suite("Contracts with covariates") struct ContractCovariateTests {
  /// Survivors of 1,000 subscribers, Fader & Hardie (2007): seven renewals of the segments "regular" and "high end".
  private static let segments: [[Double]] = [
    [1000, 631, 468, 382, 326, 289, 262, 241], [1000, 869, 743, 653, 593, 551, 517, 491],
  ]

  private func check<Model: ContractModel>(_ model: Model.Type) throws {
    let tables = Self.segments.map { RetentionTable.Cohort(active: $0).patterns }
    var all = tables[0]
    all.tenures += tables[1].tenures
    all.churned += tables[1].churned
    all.weights += tables[1].weights
    let design = CovariateDesign(
      values: Matrix([[0], [1]]),
      coefficients: [
        CovariateDesign.Coefficient(
          name: "segment=high end (dropout)", column: 0, loadings: model.covariateDirections[0].loadings)
      ])
    let fit = try MaximumLikelihood.fit(
      model, to: CellObservations(observations: all, ends: [tables[0].count, all.count]), design: design)
    #expect(fit.report.status == .converged)
    // The high end stays: the odds of leaving at once are far lower.
    #expect(fit.coefficients[0] < -3 * fit.covariance.standardErrors[fit.covariance.order - 1]!)
    var sum = 0.0
    for (table, value) in zip(tables, [0.0, 1]) {
      let own = try fit.model(of: [value], design: design)
      for index in 0..<table.count { sum += table.weights[index] * own.logLikelihood(of: table[index]) }
    }
    #expect(relativeError(sum, fit.logLikelihood) < 1e-12)
    let pooled = try MaximumLikelihood.fit(model, to: all)
    let apart = try tables.reduce(0) { $0 + (try MaximumLikelihood.fit(model, to: $1).logLikelihood) }
    #expect(fit.logLikelihood > pooled.logLikelihood + 50 && fit.logLikelihood <= apart)
  }

  @Test("a subscriber's segment acts on the odds of leaving at the first renewal")
  func segments() throws {
    try check(SBG.self)
    try check(BDW.self)
  }

  @Test("of many cells a sample starts the search, and the answer is that of all starts", .tags(.edge))
  func manyCells() throws {
    // Cells of one subscriber, equal histories among them.
    let histories = (0..<240).map { SubscriberHistory(tenure: 1 + $0 * 7 % 5, churned: $0 % 3 != 0) }
    let data = CellObservations(
      observations: SubscriberPatterns(
        tenures: histories.map(\.tenure), churned: histories.map(\.churned), weights: histories.map { _ in 1 }),
      ends: Array(1...240))
    let design = CovariateDesign(
      values: Matrix((0..<240).map { [Double($0 * 37 % 101) / 50 - 1] }),
      coefficients: [
        CovariateDesign.Coefficient(name: "age", column: 0, loadings: SBG.covariateDirections[0].loadings)
      ])
    let all = try MaximumLikelihood.fit(SBG.self, to: data, design: design)
    let explored = try MaximumLikelihood.fit(
      SBG.self, to: data, design: design, options: MaximumLikelihood.Options(explorationSize: 60))
    #expect(relativeError(explored.logLikelihood, all.logLikelihood) < 1e-10)
  }
}
