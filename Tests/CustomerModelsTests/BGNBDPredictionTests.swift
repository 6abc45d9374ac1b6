import CustomerData
import CustomerModels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

private func model(_ value: JSONValue) throws -> BGNBD {
  try BGNBD(r: value["r"].number, alpha: value["alpha"].number, a: value["a"].number, b: value["b"].number)
}

@Suite("BG/NBD predictions")
struct BGNBDPredictionTests {
  @Test("every prediction in the 60-digit oracle is matched", .tags(.reference))
  func oracle() throws {
    for table in try OracleTable<BGNBD>.all(in: "mpmath_bgnbd.json") {
      table.checkCustomers()
      table.checkTimes()
    }
  }

  @Test("lifetime value over twelve months, discrete, as the oracle defines it", .tags(.reference))
  func discreteLifetimeValue() throws {
    let file = try JSONValue(contentsOf: Repository.reference("mpmath_clv_contractual_nbd.json"))
    let table = try #require(file["clv"].array.first { $0["model"].string == "bgnbd" })
    let model = try model(table["params"])
    let spend = try GammaGamma(parameters: ["p", "q", "v"].map { table["gg_params"][$0].number })
    for row in table["rows"].array {
      let history = PurchaseHistory(frequency: Int(row["x"].number), recency: row["tx"].number, age: row["T"].number)
      let mean =
        row["mean_repeat_value"].isNull
        ? spend.expectedSpend
        : spend.expectedSpend(givenMean: row["mean_repeat_value"].number, count: history.frequency)
      let value = try #require(mean)
      #expect(relativeError(value, row["expected_spend"].number) < 1e-14)
      var sum = 0.0
      var discount = 1.0
      var before = 0.0
      for month in 1...12 {
        let after = model.expectedTransactions(over: 4.345 * Double(month), given: history)
        discount /= 1.01
        sum += (after - before) * discount
        before = after
      }
      // Differences of neighbouring expectations lose up to two digits.
      #expect(relativeError(value * sum, row["clv_12_months_discrete"].number) < 1e-11, "\(history)")
      if !row["clv_infinite"].isNull {
        let dert = model.discountedExpectedTransactions(
          over: .infinity, discountRate: weeklyDelta, given: history)
        #expect(relativeError(value * dert, row["clv_infinite"].number) < 1e-12)
      }
    }
  }

  @Test("values on which published packages are wrong or fail", .tags(.reference, .edge))
  func peers() throws {
    let model = try BGNBD(r: 0.243, alpha: 4.414, a: 0.793, b: 2.426)
    // Source: closed form, 40 digits; a package in use returns 0.926755.
    let oneTime = PurchaseHistory(frequency: 0, recency: 0, age: 39)
    #expect(abs(1 - model.probabilityOfPurchase(over: 39, given: oneTime) - 0.855767522641) < 5e-13)
    #expect(
      model.probability(ofTransactions: 0, over: 39, given: oneTime)
        == model.livingCustomer(given: oneTime)
        .probability(ofTransactions: 0, over: 39))
    let twice = PurchaseHistory(frequency: 2, recency: 30.43, age: 38.86)
    #expect(abs(model.probability(ofTransactions: 0, over: 39, given: twice) - 0.445372862083) < 5e-13)
    // Source: 40-digit arithmetic.
    let rows: [(Int, Double, Double, Double, Double)] = [
      (2, 30.43, 38.86, 39, 1.22602817476714), (26, 30.86, 31, 52, 25.7581959364835),
      (172, 38, 38.86, 39, 103.611299268918), (300, 360, 364, 365, 207.992217438024),
      (0, 0, 38.86, 39, 0.195098052011263),
    ]
    for (x, tx, age, time, value) in rows {
      let history = PurchaseHistory(frequency: x, recency: tx, age: age)
      #expect(relativeError(model.expectedTransactions(over: time, given: history), value) < 2e-14)
    }
    // a = 1: the textbook form divides by zero. Limit to the digits published.
    let one = try BGNBD(r: 0.243, alpha: 4.414, a: 1, b: 2.426)
    #expect(abs(one.expectedTransactions(over: 39, given: twice) - 1.10213679) < 5e-9)
    // a + b + x < 1: the transformed 2F1 is negative.
    let low = try BGNBD(r: 0.11, alpha: 2.24, a: 0.31, b: 0.5)
    let young = PurchaseHistory(frequency: 0, recency: 0, age: 1)
    #expect(relativeError(low.expectedTransactions(over: 30, given: young), 0.564588615532785) < 1e-14)
  }

  @Test("posterior means of rate and dropout chance are ratios of likelihoods", .tags(.law))
  func posteriorMeans() throws {
    // A factor lambda turns gamma(r, alpha) into r / alpha times gamma(r + 1, alpha), and a factor p turns beta(a, b)
    // into a / (a + b) times beta(a + 1, b): so E[lambda | data] and E[p | data] are ratios of two likelihoods.
    let model = try BGNBD(r: 0.243, alpha: 4.414, a: 0.793, b: 2.426)
    let faster = try BGNBD(r: 1.243, alpha: 4.414, a: 0.793, b: 2.426)
    let looser = try BGNBD(r: 0.243, alpha: 4.414, a: 1.793, b: 2.426)
    for (x, recency) in [(0, 0.0), (1, 0.14), (1, 39), (5, 20), (29, 20)] {
      let history = PurchaseHistory(frequency: x, recency: recency, age: 39)
      let base = model.logLikelihood(of: history)
      let rate = model.meanPurchaseRate * exp(faster.logLikelihood(of: history) - base)
      #expect(relativeError(model.meanPurchaseRate(given: history), rate) < 1e-12)
      let chance = model.meanDropoutProbability * exp(looser.logLikelihood(of: history) - base)
      #expect(relativeError(model.meanDropoutProbability(given: history), chance) < 1e-12)
    }
  }

  @Test("over an infinite horizon the expectation is finite only for a > 1", .tags(.edge))
  func infiniteHorizon() throws {
    let leaving = try BGNBD(r: 20, alpha: 15, a: 30, b: 120)
    #expect(leaving.expectedTransactions(over: .infinity) == 149.0 / 29)
    #expect(relativeError(leaving.expectedTransactions(over: 1e9), 149.0 / 29) < 1e-13)
    #expect(leaving.discountedExpectedTransactions(over: .infinity, discountRate: 0) == 149.0 / 29)
    #expect(
      relativeError(leaving.discountedExpectedTransactions(over: .infinity, discountRate: 1e-12), 149.0 / 29) < 1e-9)
    let staying = try BGNBD(r: 20, alpha: 15, a: 1, b: 120)
    #expect(staying.expectedTransactions(over: .infinity) == .infinity)
    #expect(staying.probabilityOfPurchase(over: .infinity) == 1)
    #expect(staying.probabilityAlive(at: .infinity) == 0)
    #expect((0..<400).map { leaving.probability(ofTransactions: $0, over: .infinity) }.reduce(0, +) > 1 - 1e-9)
  }
}
