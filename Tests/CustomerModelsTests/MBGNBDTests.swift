import CustomerData
import CustomerModels
import TestSupport
import Testing

@Suite("MBG/NBD")
struct MBGNBDTests {
  @Test("every number of the 40-digit table is matched", .tags(.reference))
  func oracle() throws {
    for table in try OracleTable<MBGNBD>.all(in: "mpmath_mbgnbd.json") {
      table.checkLikelihoods()
      table.checkCustomers()
      table.checkTimes()
    }
  }

  @Test(
    "gradient and Hessian agree with differences", .tags(.gradient),
    arguments: [[0.525, 6.183, 0.891, 1.614], [2, 0.5, 0.01, 0.03], [30, 20, 5, 0.2], [0.1, 500, 50, 50]],
    [
      PurchaseHistory(frequency: 0, recency: 0, age: 38.86), PurchaseHistory(frequency: 1, recency: 0.14, age: 38.86),
      PurchaseHistory(frequency: 5, recency: 20, age: 39), PurchaseHistory(frequency: 10_000, recency: 350, age: 365),
      PurchaseHistory(frequency: 3, recency: 0, age: 12),
    ])
  func derivatives(parameters: [Double], history: PurchaseHistory) throws {
    let errors = try derivativeErrors(MBGNBD(parameters: parameters), on: patterns([history]))
    #expect(errors.gradient < 1e-9)
    #expect(errors.hessian < 1e-9)
  }

  @Test("half of a market in which a = b never counts as customers")
  func newcomers() throws {
    let model = try MBGNBD(r: 1, alpha: 5, a: 2, b: 2)
    #expect(model.probabilityAlive(at: 0) == 0.5)
    #expect(model.probabilityOfPurchase(over: .infinity) == 0.5)
  }
}
