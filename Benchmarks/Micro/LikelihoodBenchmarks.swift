import Benchmark
import CustomerData
import CustomerModels
import DelimitedText

/// Log-likelihood, gradient and Hessian per pattern of the CDNOW master, near its optimum; and what has to be worked out
/// once per parameter vector.
func likelihoodBenchmarks() {
  addLikelihoodBenchmarks(of: BGNBD.self, at: [0.28, 40, 0.75, 2.7], on: patterns)
  addLikelihoodBenchmarks(of: MBGNBD.self, at: [0.64, 51, 0.8, 1.2], on: patterns)
  addLikelihoodBenchmarks(of: ParetoNBD.self, at: [0.6, 81, 0.52, 62], on: patterns)
  addLikelihoodBenchmarks(of: NBD.self, at: [0.39, 86], on: patterns)
  addLikelihoodBenchmarks(of: BGBB.self, at: [1.2, 0.75, 0.66, 2.8], data: "18 opportunities", on: opportunities)
  addLikelihoodBenchmarks(of: SBG.self, at: [0.67, 3.8], data: "600 renewals", on: subscribers)
  addLikelihoodBenchmarks(of: BDW.self, at: [0.21, 1.4, 1.7], data: "600 renewals", on: subscribers)
  addLikelihoodBenchmarks(of: GGompertzNBD.self, at: [0.56, 81, 0.001, 0.65, 0.15], on: patterns)
  addLikelihoodBenchmarks(of: BGCNBD<Erlang2>.self, at: [0.3, 14, 0.8, 2.5], on: patterns)
  addLikelihoodBenchmarks(of: MBGCNBD<Erlang2>.self, at: [0.6, 20, 1, 2], on: patterns)
  addLikelihoodBenchmarks(of: GammaGamma.self, at: [6.2, 3.7, 15.4]) {
    try SpendPatterns(summary(of: CDNOW.master))
  }
}

/// Every history of up to 18 opportunities.
private func opportunities() -> OpportunityPatterns {
  OpportunityPatterns(
    (1...18).flatMap { n in
      (0...n).flatMap { tx in
        (min(tx, 1)...tx).map { OpportunityHistory(frequency: $0, recency: tx, opportunities: n) }
      }
    })
}

/// Those who left, and those who stayed, at each of 600 renewals.
private func subscribers() -> SubscriberPatterns {
  SubscriberPatterns((1...600).flatMap { t in [true, false].map { SubscriberHistory(tenure: t, churned: $0) } })
}

private func patterns() throws -> PurchasePatterns {
  var options = LogOptions()
  options.logInterpurchaseSums = true
  return try PurchasePatterns(SummarizedLog(reading: .file(CDNOW.master), options: options).summary)
}

private func addLikelihoodBenchmarks<Model: ParametricModel>(
  of type: Model.Type, at parameters: [Double], data: String = "CDNOW master",
  on observations: @escaping () throws -> Model.Observations
) {
  Benchmark(
    "\(Model.title) log-likelihood, gradient and Hessian per pattern",
    configuration: .init(scalingFactor: .kilo)
  ) { benchmark, evaluator in
    var sum = LikelihoodJet(parameterCount: parameters.count)
    evaluator.accumulate(benchmark.scaledIterations, into: &sum)
    blackHole(sum)
  } setup: {
    try Model.likelihood(of: observations()).evaluator(at: Model(parameters: parameters))
  }

  Benchmark("\(Model.title) tables at one parameter vector, \(data)") { benchmark, likelihood in
    blackHole(try likelihood.evaluator(at: Model(parameters: parameters)))
  } setup: {
    try Model.likelihood(of: observations())
  }
}
