import CustomerData
import CustomerModels
import TestSupport
import Testing

@Suite("What models say of themselves")
struct ModelDescriptionTests {
  @Test("parameters outside the domain are refused by name", .tags(.edge))
  func domain() {
    #expect(
      throws: ParameterError(model: "bg-nbd", parameter: "alpha", value: -1, expected: "positive and finite")
    ) { try BGNBD(r: 1, alpha: -1, a: 1, b: 1) }
    #expect(
      throws: ParameterError(model: "gamma-gamma", parameter: "q", value: 0, expected: "positive and finite")
    ) { try GammaGamma(p: 1, q: 0, gamma: 1) }
    #expect(throws: ParameterError(model: "bg-nbd", parameter: nil, value: 3, expected: "4 parameters")) {
      try BGNBD(parameters: [1, 1, 1])
    }
    #expect(throws: ParameterError.self) { try BGNBD(r: .nan, alpha: 1, a: 1, b: 1) }
    #expect(throws: ParameterError.self) { try BGNBD(r: .infinity, alpha: 1, a: 1, b: 1) }
  }

  @Test("limits have one entry per parameter and end in finite likelihoods", .tags(.law))
  func limits() throws {
    let purchases = patterns(TransactionLaws.histories)
    try check(BGNBD(r: 0.243, alpha: 4.414, a: 0.793, b: 2.426), on: purchases)
    let spend = SpendPatterns(counts: [1, 5, 300], means: [35, 1e-6, 1e9], weights: [1, 2, 3])
    try check(GammaGamma(p: 6.25, q: 3.74, gamma: 15.44), on: spend)
  }

  private func check<Model: ParametricModel>(_ model: Model, on observations: Model.Observations) throws {
    let likelihood = Model.likelihood(of: observations)
    for limit in Model.limits {
      #expect(limit.direction.count == Model.parameterNames.count)
      for factor in [1e3, 1e9] {
        let moved = zip(model.parameters, limit.direction).map { $1 == 0 ? $0 : ($1 > 0 ? $0 * factor : $0 / factor) }
        var jet = LikelihoodJet(parameterCount: moved.count)
        likelihood.evaluator(at: try Model(parameters: moved)).accumulate(0..<observations.count, into: &jet)
        #expect(jet.value.isFinite && jet.gradient.allSatisfy(\.isFinite) && jet.hessian.allSatisfy(\.isFinite))
      }
    }
  }

  @Test("starting points are in the domain and have a likelihood, on odd data too", .tags(.edge))
  func startingPoints() throws {
    let odd = [
      [PurchaseHistory(frequency: 0, recency: 0, age: 1)],
      [PurchaseHistory(frequency: 10_000, recency: 1, age: 1)],
      [PurchaseHistory(frequency: 3, recency: 0, age: 2)],
      [PurchaseHistory(frequency: 0, recency: 0, age: 0), PurchaseHistory(frequency: 1, recency: 0.001, age: 2)],
      TransactionLaws.histories,
    ]
    for histories in odd { try checkStart(BGNBD.self, on: patterns(histories)) }
    let spend = [([1], [1.0]), ([1, 1], [1, 1]), ([5, 5000], [1e-6, 1e9]), ([1, 2, 3], [0.9, 1, 1.1])]
    for (counts, means) in spend {
      try checkStart(GammaGamma.self, on: SpendPatterns(counts: counts, means: means, weights: means.map { _ in 1 }))
    }
  }

  private func checkStart<Model: ParametricModel>(_: Model.Type, on observations: Model.Observations) throws {
    let points = Model.startingPoints(for: observations)
    #expect(points.count >= 6)
    let likelihood = Model.likelihood(of: observations)
    for point in points {
      var jet = LikelihoodJet(parameterCount: point.count)
      likelihood.evaluator(at: try Model(parameters: point)).accumulate(0..<observations.count, into: &jet)
      #expect(jet.value.isFinite && jet.gradient.allSatisfy(\.isFinite), "\(point)")
    }
  }
}

@Suite("Gamma-Gamma predictions")
struct GammaGammaPredictionTests {
  @Test("expected spend agrees with 60-digit values", .tags(.reference))
  func expectedSpend() throws {
    let file = try JSONValue(contentsOf: Repository.reference("mpmath_gg.json"))
    for table in file["tables"].array {
      let model = try GammaGamma(parameters: ["p", "q", "v"].map { table["params"][$0].number })
      if let population = model.expectedSpend {
        #expect(relativeError(population, table["expected_spend_new_customer"].number) < 1e-14)
      } else {
        #expect(model.q <= 1)
      }
      for row in table["rows"].array {
        let count = Int(row["x"].number)
        let spend = try #require(model.expectedSpend(givenMean: row["m"].number, count: count))
        #expect(relativeError(spend, row["expected_spend"].number) < 1e-14)
        let scalar = model.logLikelihood(ofMean: row["m"].number, count: count)
        #expect(relativeError(scalar, row["loglik"].number) < 1e-12)
      }
    }
  }

  @Test("no mean where none exists", .tags(.edge))
  func noMean() throws {
    let model = try GammaGamma(p: 0.25, q: 0.6, gamma: 20)
    #expect(model.expectedSpend == nil)
    #expect(model.expectedSpend(givenMean: 30, count: 1) == nil)
    // p x + q - 1 = 0.1 at x = 2; p (gamma + x m) = 0.25 * 80.
    #expect(relativeError(try #require(model.expectedSpend(givenMean: 30, count: 2)), 200) < 1e-14)
  }

  @Test("a change of currency shifts the log density by log c and nothing else", .tags(.law))
  func currency() throws {
    let model = try GammaGamma(p: 6.25, q: 3.74, gamma: 15.44)
    let cents = try model.rescaled(by: 100)
    #expect(cents.parameters == [6.25, 3.74, 1544])
    let shift = model.logLikelihood(ofMean: 35, count: 3) - cents.logLikelihood(ofMean: 3500, count: 3)
    #expect(abs(shift - 4.605170185988091) < 1e-13)
  }
}
