import CustomerData
import CustomerModels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("GGompertz/NBD")
struct GGompertzNBDTests {
  /// Where the oracle's file is at fault. Checked apart from any of our code, with mpmath at 40 digits: the integral
  /// over the moment of leaving by its own quadrature on 24 equal panels, derivatives by central differences at a step of
  /// 1e-12. In two parameter sets and eight rows of each:
  /// - its gradients are those of its log-likelihood only where t_x = T. At r .6, alpha 11, b .02, s .35, beta 1.2 and
  ///   x = 0, T = 38.86 the derivative in r is -1.31323138128951267; the file has -0.40057525520807980;
  /// - its log-likelihood at x = 29, t_x = 20, T = 39 is off by 9.5e-13 of itself, at x = 300, t_x = 100, T = 520 by
  ///   1.9e-12, elsewhere by less than 1e-16; P(alive) and expectations inherit up to 3.4e-11.
  /// So values are compared to 5e-11, gradients only where t_x = T. `own_ggomnbd.json` has all of this with 20 digits.
  @Test("the 40-digit table is matched to the digits it has", .tags(.reference))
  func oracle() throws {
    try check(JSONValue(contentsOf: Repository.reference("mpmath_ggomnbd.json")), tolerance: 5e-11) {
      $0.recency == $0.age
    }
    for table in try OracleTable<GGompertzNBD>.all(in: "mpmath_ggomnbd.json") { table.checkTimes() }
  }

  @Test("our own 20-digit table is matched, gradients, x = 200 and corners included", .tags(.reference))
  func ownTable() throws {
    let file = try JSONValue(contentsOf: Repository.reference("own_ggomnbd.json"))
    try check(file, tolerance: 1e-12) { _ in true }
    for table in file["tables"].array {
      let model = try GGompertzNBD(parameters: GGompertzNBD.parameterNames.map { table["params"][$0].number })
      for row in table["times"].array {
        let t = row["t"].number
        #expect(relativeError(model.expectedTransactions(over: t), row["expectation"].number) < 1e-13, "\(model) \(t)")
        #expect(relativeError(model.probabilityOfPurchase(over: t), row["purchase"].number) < 1e-13, "\(model) \(t)")
        let discounted = model.discountedExpectedTransactions(over: t, discountRate: 0.003)
        #expect(relativeError(discounted, row["discounted"].number) < 1e-13, "\(model) \(t)")
        for n in row["pmf"].keys {
          let probability = model.probability(ofTransactions: Int(n)!, over: t)
          #expect(relativeError(probability, row["pmf"][n].number) < 1e-11, "\(model) \(n) in \(t)")
        }
      }
    }
  }

  /// Likelihood, gradient, P(alive) and conditional expectations of a table.
  private func check(_ file: JSONValue, tolerance: Double, hasGradient: (PurchaseHistory) -> Bool) throws {
    for table in file["tables"].array {
      let parameters = GGompertzNBD.parameterNames.map { table["params"][$0].number }
      let model = try GGompertzNBD(parameters: parameters)
      let rows = table["triples"].array
      let histories = rows.map {
        PurchaseHistory(frequency: Int($0["x"].number), recency: $0["tx"].number, age: $0["T"].number)
      }
      let evaluator = GGompertzNBD.likelihood(of: patterns(histories)).evaluator(at: model)
      for (index, row) in rows.enumerated() {
        let history = histories[index]
        var jet = LikelihoodJet(parameterCount: 5)
        evaluator.evaluate(index, into: &jet)
        // The sum of terms of the size of x may be near 0: it is right relative to them.
        let expected = row["loglik"].number
        let size = max(abs(expected), 1 + Double(history.frequency))
        #expect(abs(jet.value - expected) < 0.1 * tolerance * size, "\(model) \(history)")
        #expect(abs(model.logLikelihood(of: history) - expected) < 0.1 * tolerance * size, "\(model) \(history)")
        if hasGradient(history) {
          // Components that nearly vanish are right relative to the others.
          let scale = 1e-3 * jet.gradient.map(abs).max()!
          for (position, name) in GGompertzNBD.parameterNames.enumerated() {
            let exact = row["gradient"][name].number * parameters[position]
            #expect(
              abs(jet.gradient[position] - exact) < 10 * tolerance * max(abs(exact), scale),
              "\(model) \(history) \(name)")
          }
        }
        let alive = model.probabilityAlive(given: history)
        #expect(relativeError(alive, row["p_alive"].number) < tolerance, "\(model) \(history)")
        for horizon in row["cet"].keys {
          let expected = model.expectedTransactions(over: Double(horizon)!, given: history)
          #expect(relativeError(expected, row["cet"][horizon].number) < tolerance, "\(model) \(history) \(horizon)")
        }
      }
    }
  }

  static let shapes: [[Double]] = [
    [0.6, 11, 0.02, 0.35, 1.2], [1.2, 8, 0.06, 0.9, 6], [0.55, 10.6, 1e-5, 0.6, 1.2e-4], [3, 2, 0.5, 40, 5e4],
    [2, 5, 3, 0.01, 0.2], [20, 15, 0.1, 1, 1],
  ]

  @Test(
    "gradient and Hessian agree with differences", .tags(.gradient), arguments: shapes,
    [
      PurchaseHistory(frequency: 0, recency: 0, age: 38.86), PurchaseHistory(frequency: 1, recency: 0.14, age: 38.86),
      PurchaseHistory(frequency: 5, recency: 20, age: 39), PurchaseHistory(frequency: 10_000, recency: 350, age: 365),
      PurchaseHistory(frequency: 3, recency: 0, age: 12), PurchaseHistory(frequency: 3, recency: 12, age: 12),
    ])
  func derivatives(parameters: [Double], history: PurchaseHistory) throws {
    let errors = try derivativeErrors(GGompertzNBD(parameters: parameters), on: patterns([history]))
    #expect(errors.gradient < 1e-9)
    #expect(errors.hessian < 1e-9)
  }

  @Test("all is finite for frequent buyers and long lives", .tags(.edge), arguments: shapes)
  func extremes(parameters: [Double]) throws {
    let model = try GGompertzNBD(parameters: parameters)
    for history in [
      PurchaseHistory(frequency: 200, recency: 38, age: 40), PurchaseHistory(frequency: 100_000, recency: 1, age: 4000),
      PurchaseHistory(frequency: 3, recency: 4000, age: 40_000),
    ] {
      let evaluator = GGompertzNBD.likelihood(of: patterns([history])).evaluator(at: model)
      var jet = LikelihoodJet(parameterCount: 5)
      evaluator.evaluate(0, into: &jet)
      #expect(jet.value.isFinite && jet.gradient.allSatisfy(\.isFinite) && jet.hessian.allSatisfy(\.isFinite))
      let alive = model.probabilityAlive(given: history)
      #expect(alive >= 0 && alive <= 1)
      #expect(model.meanPurchaseRate(given: history).isFinite)
      #expect(model.expectedTransactions(over: .infinity, given: history).isFinite)
    }
  }

  @Test("the density of any one purchase sums to one over when it falls and what follows", .tags(.law))
  func normalisation() throws {
    // P(X(t) = 1) is the integral over t_x of the density of one purchase at t_x and silence until t.
    let model = try GGompertzNBD(r: 1.2, alpha: 8, b: 0.06, s: 0.9, beta: 6)
    let (age, steps) = (30.0, 300)
    var sum = 0.0
    for step in 0...steps {
      let weight = step == 0 || step == steps ? 1.0 : (step % 2 == 1 ? 4 : 2)
      let time = age * Double(step) / Double(steps)
      sum += weight * exp(model.logLikelihood(of: PurchaseHistory(frequency: 1, recency: time, age: age)))
    }
    // Simpson's rule on 300 steps is good for nine digits here.
    let integral = sum * age / Double(steps) / 3
    #expect(relativeError(integral, model.probability(ofTransactions: 1, over: age)) < 1e-8)
  }

  @Test("at beta = 1 all leave at the rate b s, and b and s alone do not matter")
  func evenHazard() throws {
    let one = try GGompertzNBD(r: 1.2, alpha: 8, b: 0.5, s: 0.1, beta: 1)
    let other = try GGompertzNBD(r: 1.2, alpha: 8, b: 0.01, s: 5, beta: 1)
    for time in [1.0, 20, 300] {
      #expect(relativeError(one.probabilityAlive(at: time), exp(-0.05 * time)) < 1e-14)
      #expect(relativeError(other.probabilityAlive(at: time), exp(-0.05 * time)) < 1e-14)
      #expect(relativeError(one.expectedTransactions(over: time), -0.15 * expm1(-0.05 * time) / 0.05) < 1e-14)
    }
    let history = PurchaseHistory(frequency: 4, recency: 20, age: 50)
    #expect(relativeError(one.logLikelihood(of: history), other.logLikelihood(of: history)) < 1e-14)
    #expect(one.livingCustomer(given: history).beta == 1)
  }
}
