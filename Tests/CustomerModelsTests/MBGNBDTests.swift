import CustomerData
import CustomerModels
import TestSupport
import Testing

@Suite("MBG/NBD")
struct MBGNBDTests {
  /// 15 % a year, in weeks: the discount rate of the oracle files.
  static let weeklyDelta = 0.002_687_729_661_060_743

  @Test("every number of the 40-digit table is matched", .tags(.reference))
  func oracle() throws {
    let file = try JSONValue(contentsOf: Repository.reference("mpmath_mbgnbd.json"))
    for table in file["tables"].array {
      let parameters = MBGNBD.parameterNames.map { table["params"][$0].number }
      let model = try MBGNBD(parameters: parameters)
      let rows = table["triples"].array
      let histories = rows.map {
        PurchaseHistory(frequency: Int($0["x"].number), recency: $0["tx"].number, age: $0["T"].number)
      }
      let evaluator = MBGNBD.likelihood(of: patterns(histories)).evaluator(at: model)
      for (index, row) in rows.enumerated() {
        let history = histories[index]
        var jet = LikelihoodJet(parameterCount: 4)
        evaluator.evaluate(index, into: &jet)
        // The sum of terms of the size of x may be near 0: it is right relative to them.
        let expected = row["loglik"].number
        let tolerance = max(1e-13 * abs(expected), 1e-15 * (1 + 5 * Double(history.frequency)))
        #expect(abs(jet.value - expected) < tolerance, "\(history)")
        #expect(abs(model.logLikelihood(of: history) - expected) < tolerance, "\(history)")
        for (position, name) in MBGNBD.parameterNames.enumerated() {
          let natural = jet.gradient[position] / parameters[position]
          #expect(relativeError(natural, row["gradient"][name].number) < 1e-11, "\(history) \(name)")
        }
        #expect(relativeError(model.probabilityAlive(given: history), row["p_alive"].number) < 1e-12, "\(history)")
        for horizon in row["cet"].keys {
          let expected = model.expectedTransactions(over: Double(horizon)!, given: history)
          #expect(relativeError(expected, row["cet"][horizon].number) < 1e-12, "\(history) \(horizon)")
        }
        // The table's DERT has 18 digits.
        let dert = model.discountedExpectedTransactions(
          over: .infinity, discountRate: Self.weeklyDelta, given: history)
        #expect(relativeError(dert, row["dert_15pct"].number) < 1e-12, "\(history)")
      }
      for row in table["unconditional"].array {
        let expected = model.expectedTransactions(over: row["t"].number)
        #expect(relativeError(expected, row["expectation"].number) < 1e-13, "\(row["t"].number)")
      }
      for row in table["pmf"].array {
        for (n, value) in row["pmf_0_to_5"].array.enumerated() {
          let probability = model.probability(ofTransactions: n, over: row["t"].number)
          #expect(relativeError(probability, value.number) < 1e-13, "\(n) in \(row["t"].number)")
        }
      }
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
