import CustomerData
import CustomerModels
import SpecialFunctions
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("NBD")
struct NBDTests {
  @Test("log-likelihood and expected transactions agree with the high-precision table", .tags(.reference))
  func oracle() throws {
    let file = try JSONValue(contentsOf: Repository.reference("mpmath_clv_contractual_nbd.json"))
    #expect(file["nbd"].array.count > 0)
    for table in file["nbd"].array {
      let model = try NBD(r: table["params"]["r"].number, alpha: table["params"]["alpha"].number)
      for row in table["rows"].array {
        let (x, age) = (row["x"].number, row["T"].number)
        let history = PurchaseHistory(frequency: Int(x), recency: x > 0 ? age : 0, age: age)
        // The table has the probability of the count: x log T - log x! more than the density of the times.
        let count = x > 0 ? x * log(age) - logGamma(x + 1) : 0
        let expected = row["loglik"].number
        #expect(abs(model.logLikelihood(of: history) + count - expected) < 1e-14 * max(abs(expected), abs(count)))
        #expect(
          relativeError(model.probability(ofTransactions: Int(x), over: age), exp(expected))
            < 1e-15 * (100 + 10 * abs(count)))
        for horizon in row["cet"].keys {
          let transactions = model.expectedTransactions(over: Double(horizon)!, given: history)
          #expect(relativeError(transactions, row["cet"][horizon].number) < 1e-14)
        }
      }
    }
  }

  @Test(
    "gradient and Hessian agree with differences", .tags(.gradient),
    arguments: [[0.385, 12.07], [20, 3], [0.01, 400]],
    [
      PurchaseHistory(frequency: 0, recency: 0, age: 39), PurchaseHistory(frequency: 4, recency: 4, age: 39),
      PurchaseHistory(frequency: 10_000, recency: 39, age: 39), PurchaseHistory(frequency: 0, recency: 0, age: 0),
    ])
  func derivatives(parameters: [Double], history: PurchaseHistory) throws {
    let errors = try derivativeErrors(NBD(parameters: parameters), on: patterns([history]))
    if history.age == 0 {
      #expect(NBD.likelihood(of: patterns([history])).evaluator(at: try NBD(parameters: parameters)).isZero)
    } else {
      #expect(errors.gradient < 1e-9)
      #expect(errors.hessian < 1e-9)
    }
  }
}

extension LikelihoodEvaluator {
  /// Whether the first observation says nothing of two parameters.
  fileprivate var isZero: Bool {
    var jet = LikelihoodJet(parameterCount: 2)
    evaluate(0, into: &jet)
    return jet == LikelihoodJet(parameterCount: 2)
  }
}
