import CustomerData
import CustomerModels
import TestSupport
import Testing

@Suite("Gamma-Gamma likelihood")
struct GammaGammaLikelihoodTests {
  @Test("log-likelihood and gradient agree with 60-digit values", .tags(.reference))
  func reference() throws {
    let file = try JSONValue(contentsOf: Repository.reference("mpmath_gg.json"))
    for table in file["tables"].array {
      let parameters = ["p", "q", "v"].map { table["params"][$0].number }
      let model = try GammaGamma(parameters: parameters)
      let rows = table["rows"].array
      let observations = SpendPatterns(
        counts: rows.map { Int($0["x"].number) }, means: rows.map { $0["m"].number }, weights: rows.map { _ in 1 })
      let evaluator = GammaGamma.likelihood(of: observations).evaluator(at: model)
      for (index, row) in rows.enumerated() {
        var jet = LikelihoodJet(parameterCount: 3)
        evaluator.evaluate(index, into: &jet)
        #expect(relativeError(jet.value, row["loglik"].number) < 1e-13, "\(row["x"].number), \(row["m"].number)")
        for (position, name) in ["p", "q", "v"].enumerated() {
          let natural = jet.gradient[position] / parameters[position]
          #expect(
            relativeError(natural, row["gradient"][name].number) < 1e-11,
            "\(row["x"].number), \(row["m"].number) \(name)")
        }
      }
    }
  }

  @Test(
    "gradient and Hessian agree with differences", .tags(.gradient),
    arguments: [[6.25, 3.74, 15.44], [0.5, 0.5, 3], [100, 60, 20], [1, 1, 1]],
    [(1, 35.0), (1, 0.01), (1, 10_000), (7, 73.7), (300, 12.5), (10_000, 45.1)])
  func derivatives(parameters: [Double], spend: (Int, Double)) throws {
    let observations = SpendPatterns(counts: [spend.0], means: [spend.1], weights: [1])
    let errors = try derivativeErrors(GammaGamma(parameters: parameters), on: observations)
    #expect(errors.gradient < 1e-9)
    #expect(errors.hessian < 1e-9)
  }
}
