import CustomerData
import CustomerModels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("sBG and BdW")
struct ContractModelTests {
  static let models: [any ContractModel] = [
    try! SBG(gamma: 0.668, delta: 3.806), try! SBG(gamma: 1, delta: 1), try! SBG(gamma: 5, delta: 0.3),
    try! SBG(gamma: 1e6, delta: 9e6), try! BDW(gamma: 0.2142, delta: 1.4266, c: 1.7236),
    try! BDW(gamma: 0.4556, delta: 0.7793, c: 1.2835), try! BDW(gamma: 2, delta: 30, c: 0.4),
    try! BDW(gamma: 0.7, delta: 2, c: 4),
  ]

  static var file: JSONValue {
    get throws { try JSONValue(contentsOf: Repository.reference("mpmath_clv_contractual_nbd.json")) }
  }

  @Test("every sBG number of the 50-digit table is matched", .tags(.reference))
  func oracle() throws {
    let tables = try Self.file["sbg"].array
    #expect(tables.count == 3)
    for table in tables {
      let model = try SBG(gamma: table["params"]["gamma"].number, delta: table["params"]["delta"].number)
      for t in table["survival"].keys {
        let renewal = Int(t)!
        #expect(relativeError(model.survival(over: renewal), table["survival"][t].number) < 1e-14, "S(\(t))")
        #expect(relativeError(model.retention(at: renewal), table["retention"][t].number) < 1e-14, "r(\(t))")
        #expect(relativeError(model.churn(at: renewal), table["hazard"][t].number) < 1e-14, "h(\(t))")
      }
      let lifetime = model.discountedExpectedLifetime(discountRate: 0.1)
      #expect(relativeError(lifetime, table["del_10pct"].number) < 1e-14)
      for n in table["derl_10pct"].keys {
        let residual = model.discountedExpectedResidualLifetime(tenure: Int(n)! - 1, discountRate: 0.1)
        #expect(relativeError(residual, table["derl_10pct"][n].number) < 1e-14, "DERL(\(n))")
      }
    }
  }

  @Test("every BdW number of the 50-digit table is matched", .tags(.reference))
  func weibullOracle() throws {
    let tables = try Self.file["bdw"].array
    #expect(tables.count == 2)
    for table in tables {
      let model = try BDW(parameters: BDW.parameterNames.map { table["params"][$0].number })
      for t in table["survival"].keys {
        #expect(relativeError(model.survival(over: Int(t)!), table["survival"][t].number) < 1e-14, "S(\(t))")
      }
    }
  }

  static let histories = [
    SubscriberHistory(tenure: 1, churned: true), SubscriberHistory(tenure: 1, churned: false),
    SubscriberHistory(tenure: 2, churned: true), SubscriberHistory(tenure: 7, churned: true),
    SubscriberHistory(tenure: 7, churned: false), SubscriberHistory(tenure: 500, churned: true),
    SubscriberHistory(tenure: 500, churned: false),
  ]

  @Test(
    "gradients and Hessians agree with differences", .tags(.gradient),
    arguments: [[0.668, 3.806, 1], [5, 0.3, 1.6], [40, 300, 0.5], [0.2142, 1.4266, 1.7236], [0.01, 0.02, 0.9]],
    histories)
  func derivatives(parameters: [Double], history: SubscriberHistory) throws {
    let table = SubscriberPatterns([history])
    let sbg = try derivativeErrors(SBG(parameters: Array(parameters.prefix(2))), on: table)
    #expect(sbg.gradient < 1e-9 && sbg.hessian < 1e-9)
    let bdw = try derivativeErrors(BDW(parameters: parameters), on: table)
    #expect(bdw.gradient < 1e-9 && bdw.hessian < 1e-9)
  }

  @Test("a subscriber leaves at one of the renewals or is still there", .tags(.law), arguments: models)
  func distribution(model: any ContractModel) {
    var total = 0.0
    for t in 1...60 {
      let left = model.probability(ofChurnAt: t)
      let logarithm = model.logLikelihood(of: SubscriberHistory(tenure: t, churned: true))
      #expect(left >= 0 && abs(exp(logarithm) - left) <= 1e-13 * left)
      #expect(abs(model.retention(at: t) + model.churn(at: t) - 1) < 1e-15)
      let stayed = model.logLikelihood(of: SubscriberHistory(tenure: t, churned: false))
      #expect(abs(exp(stayed) - model.survival(over: t)) <= 1e-13 * exp(stayed))
      total += left
    }
    #expect(abs(total + model.survival(over: 60) - 1) < 1e-13)
    #expect(model.survival(over: 0) == 1 && model.survival(over: 0, tenure: 12) == 1)
    #expect(model.logLikelihood(of: SubscriberHistory(tenure: 0, churned: false)) == 0)
  }

  @Test("survival is a product over any split of time", .tags(.law), arguments: models)
  func product(model: any ContractModel) {
    for (m, k) in [(1, 1), (3, 9), (12, 1), (200, 300)] {
      let split = model.survival(over: m) * model.survival(over: k, tenure: m)
      #expect(abs(split - model.survival(over: m + k)) <= 1e-13 * split)
    }
    let curve = model.projection(ofActive: 250, tenure: 7, periods: 5)
    #expect(curve.count == 5)
    #expect(relativeError(curve[4], 250 * model.survival(over: 12) / model.survival(over: 7)) < 1e-12)
  }

  @Test("BdW with c = 1 is sBG; a survivor of sBG is a new subscriber", .tags(.law))
  func nesting() throws {
    let sbg = try SBG(gamma: 0.7, delta: 2.4)
    let bdw = try BDW(gamma: 0.7, delta: 2.4, c: 1)
    for history in Self.histories {
      #expect(relativeError(bdw.logLikelihood(of: history), sbg.logLikelihood(of: history)) < 1e-14)
    }
    for t in [1, 2, 9, 300] {
      #expect(relativeError(sbg.survivor(tenure: 5).survival(over: t), sbg.survival(over: t, tenure: 5)) < 1e-15)
    }
  }

  @Test(
    "lifetimes obey their recursion, whatever the discount", .tags(.law), arguments: models, [1e-9, 1e-4, 0.01, 0.5])
  func recursion(model: any ContractModel, rate: Double) {
    // Of a residual lifetime, one renewal comes first: DERL(m) = r (1 + DERL(m + 1) / (1 + d)).
    let new = model.discountedExpectedLifetime(discountRate: rate)
    let residual = model.discountedExpectedResidualLifetime(tenure: 0, discountRate: rate)
    #expect(relativeError(1 + residual / (1 + rate), new) < 1e-15)
    for tenure in [0, 1, 30, 5000] {
      let now = model.discountedExpectedResidualLifetime(tenure: tenure, discountRate: rate)
      let next = model.discountedExpectedResidualLifetime(tenure: tenure + 1, discountRate: rate)
      #expect(now > 0 && now.isFinite)
      let retention = model.retention(at: tenure + 1)
      #expect(relativeError(retention * (1 + next / (1 + rate)), now) < 2e-13, "tenure \(tenure)")
    }
    // A horizon cuts the sum.
    var sum = 0.0
    for k in 1...20 { sum += model.survival(over: k, tenure: 3) * power(1 + rate, Double(1 - k)) }
    let cut = model.discountedExpectedResidualLifetime(tenure: 3, discountRate: rate, over: 20)
    #expect(abs(cut - sum) <= 1e-14 * sum)
  }

  private func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

  @Test(
    "endless sBG lifetimes have their closed form", .tags(.law), arguments: [1.01, 1.5, 3, 50, 1e6],
    [0.3, 4, 1000, 1e7])
  func closedForm(gamma: Double, delta: Double) throws {
    let model = try SBG(gamma: gamma, delta: delta)
    #expect(relativeError(model.expectedResidualLifetime(tenure: 0), delta / (gamma - 1)) < 1e-12)
  }

  @Test("a lifetime without end or discount is infinite where the tail is heavy", .tags(.edge))
  func infinite() throws {
    #expect(try SBG(gamma: 1, delta: 3).expectedLifetime() == .infinity)
    #expect(try SBG(gamma: 1.5, delta: 3).expectedLifetime().isFinite)
    #expect(try BDW(gamma: 0.5, delta: 3, c: 2).expectedLifetime() == .infinity)
    #expect(try BDW(gamma: 0.5, delta: 3, c: 2.5).expectedLifetime().isFinite)
    #expect(try SBG(gamma: 4, delta: 3).discountedExpectedLifetime(discountRate: -0.01) == .infinity)
    #expect(try SBG(gamma: 4, delta: 3).expectedLifetime(over: 1) == 1)
    #expect(try SBG(gamma: 4, delta: 3).expectedLifetime(over: 0) == 0)
    #expect(try SBG(gamma: 0.1, delta: 3).expectedLifetime(over: 50_000).isFinite)
  }

  @Test("extreme parameters and tenures give finite probabilities", .tags(.edge))
  func extremes() throws {
    for model in [
      try BDW(gamma: 1e-9, delta: 1e9, c: 1e-3), try BDW(gamma: 1e9, delta: 1e-9, c: 50),
      try BDW(gamma: 3, delta: 2, c: 200),
    ] {
      for tenure in [0, 1, 100_000] {
        let stay = model.survival(over: 3, tenure: tenure)
        #expect(stay >= 0 && stay <= 1)
        #expect(model.discountedExpectedResidualLifetime(tenure: tenure, discountRate: 0.1).isFinite)
      }
    }
  }

  @Test("drawn subscribers leave as the model says", .tags(.law))
  func simulation() throws {
    for model in [try SBG(gamma: 0.668, delta: 3.806)] as [any ContractModel] + [try BDW(gamma: 0.5, delta: 1, c: 1.6)]
    {
      var left = [Int](repeating: 0, count: 6)
      let subscribers = 20_000
      for index in 0..<subscribers {
        var generator = SeededGenerator(seed: 7, stream: UInt64(index))
        let history = model.simulateSubscriber(observedFor: 5, using: &generator)
        #expect(history.tenure >= 1 && history.tenure <= 5)
        left[history.churned ? history.tenure : 0] += 1
      }
      for t in 1...5 {
        let expected = model.probability(ofChurnAt: t)
        let error = (expected * (1 - expected) / Double(subscribers)).squareRoot()
        #expect(abs(Double(left[t]) / Double(subscribers) - expected) < 4 * error)
      }
    }
  }

  @Test("lifetimes near a geometric curve, where fits at a limit lie, are geometric sums", .tags(.edge))
  func geometric() throws {
    // gamma and delta without bound: everybody leaves with the chance 0.09, or 0.0004.
    for (gamma, churn) in [(1.5e10, 0.09), (1e9, 0.0004)] {
      let model = try SBG(gamma: gamma, delta: gamma * (1 - churn) / churn)
      #expect(relativeError(model.expectedLifetime(), 1 / churn) < 1e-6)
      let discounted = model.discountedExpectedLifetime(discountRate: 1e-4)
      #expect(relativeError(discounted, 1.0001 / (1.0001 - (1 - churn))) < 1e-6)
      let weibull = try BDW(gamma: gamma, delta: gamma * (1 - churn) / churn, c: 1.2)
      let (all, most) = (weibull.expectedLifetime(), weibull.expectedLifetime(over: 100_000))
      #expect(relativeError(all, most) < 1e-10)
    }
    let buyers = try BGBB(alpha: 1.2, beta: 1, gamma: 1.5e10, delta: 1.5e11)
    #expect(relativeError(buyers.probabilityOfPurchase(over: nil), buyers.probabilityOfPurchase(over: 5000)) < 1e-10)
  }
}
