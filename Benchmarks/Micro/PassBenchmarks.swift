import Benchmark
import CustomerData
import CustomerModels
import Foundation
import DelimitedText

/// One pass over a table, what every step of a fit costs: log-likelihood, gradient and Hessian of all customers at a new
/// parameter vector, tables included. `compare.py` shows them beside its fits of the same customers.
func passBenchmarks() {
  let name = "100 k customers"
  addPass(of: BGNBD.self, at: [0.25, 31.9, 0.77, 2.5], over: name) { try Customers.simulated.get() }
  addPass(of: MBGNBD.self, at: [0.46, 42.7, 0.95, 2.3], over: name) { try Customers.simulated.get() }
  addPass(of: ParetoNBD.self, at: [0.51, 73.8, 0.65, 146], over: name) { try Customers.simulated.get() }
  addPass(of: NBD.self, at: [0.37, 90], over: name) { try Customers.simulated.get() }
  addPass(of: GGompertzNBD.self, at: [0.51, 73.8, 0.001, 0.65, 0.15], over: name) { try Customers.simulated.get() }
  addPass(of: BGCNBD<Erlang2>.self, at: [0.24, 11.6, 0.84, 2.1], over: name) { try Customers.simulated.get() }
  addPass(of: MBGCNBD<Erlang2>.self, at: [0.5, 16.6, 1.1, 2.2], over: name) { try Customers.simulated.get() }
  addPass(of: GammaGamma.self, at: [6, 4, 15], over: name) { try Customers.simulatedSpend.get() }
  addPass(of: BGBB.self, at: [1.2, 0.75, 0.66, 2.8], over: "donations, 11,104 donors") {
    try OpportunityTable(reading: .file(folder + "Donations/donations_rf_summary.csv.gz"), options: LogOptions())
      .patterns
  }
  addPass(of: SBG.self, at: [0.7, 1.2], over: "retention of two cohorts") { try retention() }
  addPass(of: BDW.self, at: [0.7, 1.2, 1.1], over: "retention of two cohorts") { try retention() }
}

private let folder = #filePath.replacing("Benchmarks/Micro/PassBenchmarks.swift", with: "Models/")

private func retention() throws -> SubscriberPatterns {
  try SubscriptionTable(reading: .file(folder + "Subscriptions/sbg_retention.csv.gz")).patterns
}

/// The customers of `compare.py`'s log of 100 k.
private enum Customers {
  private static let summary = Result {
    var options = LogOptions()
    options.logInterpurchaseSums = true
    return try SummarizedLog(reading: .file(DatedLog(customers: 100_000).path), options: options).summary
  }
  static let simulated = summary.map { PurchasePatterns($0) }
  static let simulatedSpend = summary.map { SpendPatterns($0) }
}

private func addPass<Model: ParametricModel>(
  of type: Model.Type, at parameters: [Double], over name: String,
  on observations: @escaping () throws -> Model.Observations
) {
  Benchmark("\(Model.name) pass, \(name)") { (_, table: PassTable<Model>) in
    blackHole(try table.pass(at: Model(parameters: parameters)))
  } setup: {
    try PassTable<Model>(observations())
  }
}

/// A table as a fit holds it.
private struct PassTable<Model: ParametricModel> {
  let likelihood: Model.Likelihood
  let count: Int

  init(_ observations: Model.Observations) {
    likelihood = Model.likelihood(of: observations)
    count = observations.weights.count
  }

  func pass(at model: Model) -> LikelihoodJet {
    var sum = LikelihoodJet(parameterCount: Model.parameterNames.count)
    likelihood.evaluator(at: model).accumulate(0..<count, into: &sum)
    return sum
  }
}
