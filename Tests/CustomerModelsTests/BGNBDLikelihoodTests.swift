import CustomerData
import CustomerModels
import TestSupport
import Testing

/// One customer as a table.
func patterns(_ histories: [PurchaseHistory], weights: [Double]? = nil) -> PurchasePatterns {
  PurchasePatterns(
    frequencies: histories.map(\.frequency), recencies: histories.map(\.recency), ages: histories.map(\.age),
    weights: weights ?? histories.map { _ in 1 }, unit: .week)
}

@Suite("BG/NBD likelihood")
struct BGNBDLikelihoodTests {
  @Test("log-likelihood and gradient agree with 60-digit values", .tags(.reference))
  func reference() throws {
    for table in try OracleTable<BGNBD>.all(in: "mpmath_bgnbd.json") { table.checkLikelihoods() }
  }

  @Test(
    "gradient and Hessian agree with differences", .tags(.gradient),
    arguments: [
      [0.243, 4.414, 0.793, 2.426], [2, 0.5, 0.01, 0.03], [30, 20, 5, 0.2], [0.1, 500, 50, 50], [1, 1, 1, 1],
    ],
    [
      PurchaseHistory(frequency: 0, recency: 0, age: 38.86), PurchaseHistory(frequency: 1, recency: 0.14, age: 38.86),
      PurchaseHistory(frequency: 1, recency: 38.86, age: 38.86), PurchaseHistory(frequency: 5, recency: 20, age: 39),
      PurchaseHistory(frequency: 300, recency: 38, age: 39), PurchaseHistory(frequency: 10_000, recency: 350, age: 365),
      PurchaseHistory(frequency: 0, recency: 0, age: 0), PurchaseHistory(frequency: 3, recency: 0, age: 12),
    ])
  func derivatives(parameters: [Double], history: PurchaseHistory) throws {
    let errors = try derivativeErrors(BGNBD(parameters: parameters), on: patterns([history]))
    #expect(errors.gradient < 1e-9)
    #expect(errors.hessian < 1e-9)
  }
}
