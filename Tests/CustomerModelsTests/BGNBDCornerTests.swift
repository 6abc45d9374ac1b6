import CustomerData
import CustomerModels
import TestSupport
import Testing

@Suite("BG/NBD in the corners of its domain")
struct BGNBDCornerTests {
  let file: JSONValue

  init() throws { file = try JSONValue(contentsOf: Repository.reference("own_bgnbd.json")) }

  private func model(_ row: JSONValue) throws -> BGNBD {
    try BGNBD(parameters: row["parameters"].array.map(\.number))
  }

  @Test("E[X(t)]", .tags(.reference, .edge))
  func expectations() throws {
    for row in file["expectation"].array {
      let value = try model(row).expectedTransactions(over: row["t"].number)
      #expect(relativeError(value, row["value"].number) < 1e-12, "\(row.object)")
    }
  }

  @Test("P(alive at t)", .tags(.reference, .edge))
  func alive() throws {
    for row in file["alive"].array {
      let value = try model(row).probabilityAlive(at: row["t"].number)
      // 2F1 at b = 10^6 and more is the limit.
      #expect(relativeError(value, row["value"].number) < 5e-12, "\(row.object)")
    }
  }

  @Test("DET and DERT", .tags(.reference, .edge))
  func discounted() throws {
    for row in file["det"].array {
      let value = try model(row).discountedExpectedTransactions(
        over: row["t"].double ?? .infinity, discountRate: row["delta"].number)
      #expect(relativeError(value, row["value"].number) < 1e-12, "\(row.object)")
    }
  }

  @Test("P(X(t) = n)", .tags(.reference, .edge))
  func probabilities() throws {
    for row in file["pmf"].array {
      let value = try model(row).probability(ofTransactions: Int(row["n"].number), over: row["t"].number)
      // At x = 10,000 logarithms of the order 10^4 cancel.
      #expect(relativeError(value, row["value"].number) < 1e-11, "\(row.object)")
    }
  }

  @Test("log-likelihood and gradient on the way to every boundary", .tags(.reference, .edge, .gradient))
  func likelihood() throws {
    for row in file["loglik"].array {
      let history = PurchaseHistory(frequency: Int(row["x"].number), recency: row["tx"].number, age: row["T"].number)
      let model = try model(row)
      var jet = LikelihoodJet(parameterCount: 4)
      BGNBD.likelihood(of: patterns([history])).evaluator(at: model).evaluate(0, into: &jet)
      #expect(relativeError(jet.value, row["value"].number) < 1e-13, "\(row.object)")
      #expect(relativeError(model.logLikelihood(of: history), row["value"].number) < 1e-13, "\(row.object)")
      for (index, value) in row["log_gradient"].array.enumerated() {
        #expect(relativeError(jet.gradient[index], value.number) < 1e-12, "\(index) of \(row.object)")
      }
    }
  }

  @Test("Gamma-Gamma log-likelihood and gradient on the way to every boundary", .tags(.reference, .edge, .gradient))
  func spend() throws {
    for row in file["spend_loglik"].array {
      let observations = SpendPatterns(counts: [Int(row["x"].number)], means: [row["m"].number], weights: [1])
      let model = try GammaGamma(parameters: row["parameters"].array.map(\.number))
      var jet = LikelihoodJet(parameterCount: 3)
      GammaGamma.likelihood(of: observations).evaluator(at: model).evaluate(0, into: &jet)
      // At p = q = 10^9 the rounding of x m alone is worth 10^-12.
      #expect(relativeError(jet.value, row["value"].number) < 1e-12, "\(row.object)")
      for (index, value) in row["log_gradient"].array.enumerated() {
        #expect(
          abs(jet.gradient[index] - value.number) < 1e-11 * abs(value.number) + 1e-15, "\(index) of \(row.object)")
      }
    }
  }
}
