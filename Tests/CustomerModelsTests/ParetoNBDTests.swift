import CustomerData
import TestSupport
import Testing

@testable import CustomerModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Pareto/NBD")
struct ParetoNBDTests {
  @Test("every number of the 40-digit table is matched", .tags(.reference))
  func oracle() throws {
    for table in try OracleTable<ParetoNBD>.all(in: "mpmath_pnbd.json") {
      table.checkLikelihoods()
      table.checkCustomers()
      table.checkTimes(expectations: 1e-14)
    }
  }

  @Test(
    "where published packages overflow, cancel or divide by zero, 34-digit values are matched", .tags(.reference, .edge)
  )
  func extremes() throws {
    let file = try JSONValue(contentsOf: Repository.reference("own_pnbd.json"))
    for table in file["tables"].array {
      let parameters = ParetoNBD.parameterNames.map { table["params"][$0].number }
      let model = try ParetoNBD(parameters: parameters)
      let rows = table["triples"].array
      let histories = rows.map {
        PurchaseHistory(frequency: Int($0["x"].number), recency: $0["tx"].number, age: $0["T"].number)
      }
      let evaluator = ParetoNBD.likelihood(of: patterns(histories)).evaluator(at: model)
      for (index, row) in rows.enumerated() {
        let history = histories[index]
        var jet = LikelihoodJet(parameterCount: 4)
        evaluator.evaluate(index, into: &jet)
        let expected = row["loglik"].number
        let tolerance = max(1e-13 * abs(expected), 1e-15 * (3 + 10 * Double(history.frequency)))
        #expect(abs(jet.value - expected) < tolerance, "\(parameters) \(history)")
        #expect(abs(model.logLikelihood(of: history) - expected) < tolerance, "\(parameters) \(history)")
        let gradient = row["log_gradient"].array.map(\.number)
        let scale = gradient.map(abs).max()!
        for (position, value) in gradient.enumerated() {
          #expect(abs(jet.gradient[position] - value) < 1e-12 * scale, "\(parameters) \(history) \(position)")
        }
        let alive = row["p_alive"].number
        #expect(
          relativeError(model.probabilityAlive(given: history), alive) < 1e-15 * (100 - log(alive))
            || alive < 1e-300,
          "\(parameters) \(history) \(relativeError(model.probabilityAlive(given: history), alive)) \(alive)")
      }
      for row in table["horizons"].array {
        let time = row["t"].number
        #expect(relativeError(model.expectedTransactions(over: time), row["expectation"].number) < 1e-14)
        let discounted = model.discountedExpectedTransactions(over: time, discountRate: weeklyDelta)
        #expect(relativeError(discounted, row["det_15pct"].number) < 1e-13, "\(parameters) \(time)")
        for count in row["pmf"].keys {
          let value = row["pmf"][count].number
          let probability = model.probability(ofTransactions: Int(count)!, over: time)
          #expect(
            relativeError(probability, value) < 2e-15 * (100 + 10 * Double(count)! - log(value)) || value < 1e-300,
            "\(parameters) \(count) in \(time): \(relativeError(probability, value)) of \(value)")
        }
      }
      let lifetime = model.discountedExpectedTransactions(over: .infinity, discountRate: weeklyDelta)
      #expect(relativeError(lifetime, table["dert_15pct"].number) < 1e-13, "\(parameters)")
    }
  }

  @Test("DERT at whole s, where published packages divide by zero or overflow", .tags(.reference, .edge))
  func wholeShapes() throws {
    // source: mpmath 1.3.0, both integrals over the moment of leaving and that over time by its own quadrature, 30 digits.
    let rows: [(s: Double, x: Int, recency: Double, age: Double, dert: Double)] = [
      (1, 0, 0, 38.86, 0.148497933538772579),
      (1, 2, 30.43, 38.86, 3.68285653349957825),
      (1, 300, 51.9, 52, 489.684895712976536),
      (6, 0, 0, 38.86, 7.78103068866354276e-6),
      (6, 2, 30.43, 38.86, 0.137993605760359657),
      (6, 300, 51.9, 52, 57.9745945507994043),
    ]
    for row in rows {
      let model = try ParetoNBD(r: 0.553, alpha: 10.578, s: row.s, beta: 11.669)
      let history = PurchaseHistory(frequency: row.x, recency: row.recency, age: row.age)
      let value = model.discountedExpectedTransactions(
        over: .infinity, discountRate: weeklyDelta, given: history)
      #expect(relativeError(value, row.dert) < 1e-13, "\(row)")
    }
  }

  @Test("values that published packages give, or cannot give", .tags(.reference, .edge))
  func peers() throws {
    // Source: BTYD 2.4.3 at these parameters.
    let first = try ParetoNBD(r: 0.5, alpha: 8, s: 0.7, beta: 10)
    #expect(
      abs(first.logLikelihood(of: PurchaseHistory(frequency: 3, recency: 4, age: 6)) + 7.774886116) < 5e-10)
    let second = try ParetoNBD(r: 0.55, alpha: 10.56, s: 0.61, beta: 11.64)
    #expect(abs(second.expectedTransactions(over: 2) - 0.09916088423) < 5e-12)
    #expect(relativeError(second.probability(ofTransactions: 10, over: 2), 1.893707596e-9) < 5e-10)
    #expect(abs(second.probability(ofTransactions: 0, over: 39) - 0.5959380696) < 5e-11)
    let ten = PurchaseHistory(frequency: 10, recency: 35, age: 39)
    #expect(abs(second.expectedTransactions(over: 2, given: ten) - 0.3884117232) < 5e-11)
    let third = try ParetoNBD(r: 0.5629966, alpha: 12.559037, s: 0.4081095, beta: 10.5148048)
    let seven = PurchaseHistory(frequency: 7, recency: 35, age: 77.86)
    let dert = third.discountedExpectedTransactions(over: .infinity, discountRate: 0.0027, given: seven)
    #expect(abs(dert - 1.864183328) < 5e-10)
    // Source: the overflow test of lifetimes; finite is what counts.
    let steep = try ParetoNBD(r: 10.465, alpha: 0.00798565, s: 3.0516, beta: 2.820)
    for (x, recency, age) in [(400, 5.0, 6.0), (500, 1, 37), (500, 4, 37)] {
      let history = PurchaseHistory(frequency: x, recency: recency, age: age)
      #expect(steep.logLikelihood(of: history).isFinite)
      let alive = steep.probabilityAlive(given: history)
      #expect(alive >= 0 && alive < 1e-30)
    }
  }

  @Test("over an infinite horizon the number of purchases is a distribution", .tags(.edge))
  func everAgain() throws {
    for (alpha, beta) in [(10.0, 4.0), (4, 10), (7, 7)] {
      let model = try ParetoNBD(r: 0.8, alpha: alpha, s: 6, beta: beta)
      let none = model.probability(ofTransactions: 0, over: .infinity)
      #expect(relativeError(1 - none, model.probabilityOfPurchase(over: .infinity)) < 1e-13)
      #expect(
        relativeError(model.probabilityOfPurchase(over: 1e12), model.probabilityOfPurchase(over: .infinity)) < 1e-13)
      let mean = (1...2000).reduce(0) { $0 + Double($1) * model.probability(ofTransactions: $1, over: .infinity) }
      // Beyond, where chances fall like n^-7, is left 1e-11.
      #expect(relativeError(mean, model.expectedTransactions(over: .infinity)) < 1e-10)
      let late = model.probability(ofTransactions: 3, over: 1e12)
      #expect(relativeError(late, model.probability(ofTransactions: 3, over: .infinity)) < 1e-12)
    }
  }

  @Test("as a function of other parameters it differentiates as a table does", .tags(.gradient))
  func primitive() throws {
    let history = PurchaseHistory(frequency: 4, recency: 20, age: 39)
    let parameters = [0.553, 10.578, 0.606, 11.669]
    let scalars = parameters.enumerated().map {
      SecondOrder<Symmetric4>(exponentialOf: $0.offset, value: $0.element)
    }
    let jet = ParetoNBD.logLikelihood(of: history, parameters: scalars)
    var table = LikelihoodJet(parameterCount: 4)
    let model = try ParetoNBD(parameters: parameters)
    ParetoNBD.likelihood(of: patterns([history])).evaluator(at: model).evaluate(0, into: &table)
    let plain = ParetoNBD.logLikelihood(of: history, parameters: parameters.map { PlainScalar($0) })
    #expect(relativeError(plain.value, table.value) < 1e-14)
    #expect(relativeError(jet.value, table.value) < 1e-15)
    for row in 0..<4 {
      #expect(abs(jet.gradient[row] - table.gradient[row]) < 1e-15)
      for column in 0...row {
        #expect(abs(jet.hessian[row, column] - table.hessian[LikelihoodJet.packed(row, column)]) < 1e-14)
      }
    }
  }

  @Test("posterior mean rates are the means over the moment of leaving")
  func posteriorRates() throws {
    let model = try ParetoNBD(r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669)
    let history = PurchaseHistory(frequency: 2, recency: 30.43, age: 38.86)
    // d l / d log alpha = r - alpha E[lambda]; d l / d log beta = s - beta E[mu].
    var jet = LikelihoodJet(parameterCount: 4)
    ParetoNBD.likelihood(of: patterns([history])).evaluator(at: model).evaluate(0, into: &jet)
    #expect(relativeError(model.meanPurchaseRate(given: history), (model.r - jet.gradient[1]) / model.alpha) < 1e-13)
    #expect(relativeError(model.meanDropoutRate(given: history), (model.s - jet.gradient[3]) / model.beta) < 1e-13)
  }

  @Test(
    "gradient and Hessian agree with differences", .tags(.gradient),
    arguments: [
      [0.553, 10.578, 0.606, 11.669], [1.45, 48.6, 0.561, 46.9], [2, 0.5, 0.01, 300], [30, 20, 5, 0.2],
      [0.1, 500, 50, 50], [1, 1, 1, 1], [0.5, 3, 0.3, 1e-4], [0.5, 1e-4, 3, 20],
    ],
    [
      PurchaseHistory(frequency: 0, recency: 0, age: 38.86), PurchaseHistory(frequency: 1, recency: 0.14, age: 38.86),
      PurchaseHistory(frequency: 1, recency: 38.86, age: 38.86), PurchaseHistory(frequency: 5, recency: 20, age: 39),
      PurchaseHistory(frequency: 300, recency: 38, age: 39), PurchaseHistory(frequency: 10_000, recency: 350, age: 365),
      PurchaseHistory(frequency: 3, recency: 0, age: 12), PurchaseHistory(frequency: 0, recency: 0, age: 0.14),
    ])
  func derivatives(parameters: [Double], history: PurchaseHistory) throws {
    let errors = try derivativeErrors(ParetoNBD(parameters: parameters), on: patterns([history]))
    #expect(errors.gradient < 1e-9)
    #expect(errors.hessian < 1e-9)
  }

  @Test("a customer of age 0 says nothing")
  func ageZero() throws {
    let model = try ParetoNBD(r: 0.5, alpha: 3, s: 2, beta: 7)
    let newcomer = PurchaseHistory(frequency: 0, recency: 0, age: 0)
    #expect(model.logLikelihood(of: newcomer) == 0)
    #expect(model.probabilityAlive(given: newcomer) == 1)
    var jet = LikelihoodJet(parameterCount: 4)
    ParetoNBD.likelihood(of: patterns([newcomer])).evaluator(at: model).evaluate(0, into: &jet)
    #expect(jet == LikelihoodJet(parameterCount: 4))
  }
}
