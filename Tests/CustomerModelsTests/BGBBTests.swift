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

@Suite("BG/BB")
struct BGBBTests {
  static let models = [
    try! BGBB(alpha: 1.204, beta: 0.75, gamma: 0.657, delta: 2.783), try! BGBB(alpha: 0.3, beta: 5, gamma: 1, delta: 4),
    try! BGBB(alpha: 20, beta: 30, gamma: 0.05, delta: 0.02), try! BGBB(alpha: 2, beta: 0.1, gamma: 40, delta: 400),
  ]

  static let histories = [
    OpportunityHistory(frequency: 0, recency: 0, opportunities: 0),
    OpportunityHistory(frequency: 0, recency: 0, opportunities: 6),
    OpportunityHistory(frequency: 2, recency: 4, opportunities: 6),
    OpportunityHistory(frequency: 6, recency: 6, opportunities: 6),
    OpportunityHistory(frequency: 300, recency: 350, opportunities: 500),
    OpportunityHistory(frequency: 1, recency: 1, opportunities: 500),
  ]

  @Test("every number of the 60-digit table is matched", .tags(.reference))
  func oracle() throws {
    let file = try JSONValue(contentsOf: Repository.reference("mpmath_bgbb.json"))
    #expect(file["tables"].array.count > 0)
    for table in file["tables"].array {
      let parameters = BGBB.parameterNames.map { table["params"][$0].number }
      let model = try BGBB(parameters: parameters)
      for row in table["triples"].array {
        let history = OpportunityHistory(
          frequency: Int(row["x"].number), recency: Int(row["tx"].number), opportunities: Int(row["T"].number))
        var jet = LikelihoodJet(parameterCount: 4)
        BGBB.likelihood(of: OpportunityPatterns([history])).evaluator(at: model).evaluate(0, into: &jet)
        #expect(relativeError(jet.value, row["loglik"].number) < 1e-13, "\(history)")
        #expect(relativeError(model.logLikelihood(of: history), row["loglik"].number) < 1e-13, "\(history)")
        for (position, name) in BGBB.parameterNames.enumerated() {
          let natural = jet.gradient[position] / parameters[position]
          #expect(relativeError(natural, row["gradient"][name].number) < 1e-11, "\(history) \(name)")
        }
        let alive = model.probabilityAlive(after: 1, given: history)
        #expect(relativeError(alive, row["p_alive"].number) < 1e-12, "\(history)")
        for horizon in row["cet"].keys {
          let expected = model.expectedTransactions(over: Int(horizon)!, given: history)
          #expect(relativeError(expected, row["cet"][horizon].number) < 1e-12, "\(history) \(horizon)")
        }
        let dert = model.discountedExpectedTransactions(over: nil, discountRate: 0.15, given: history)
        #expect(relativeError(dert, row["dert_15pct"].number) < 1e-12, "\(history)")
      }
      for row in table["unconditional"].array {
        let expected = model.expectedTransactions(over: Int(row["t"].number))
        #expect(relativeError(expected, row["expectation"].number) < 1e-13, "\(row["t"].number)")
      }
      for row in table["pmf"].array {
        for (n, value) in row["pmf_0_to_5"].array.enumerated() {
          let probability = model.probability(ofTransactions: n, over: Int(row["t"].number))
          #expect(relativeError(probability, value.number) < 1e-13, "\(n) in \(row["t"].number)")
        }
      }
    }
  }

  @Test("gradients and Hessians agree with differences", .tags(.gradient), arguments: models, histories.dropFirst())
  func derivatives(model: BGBB, history: OpportunityHistory) throws {
    let errors = try derivativeErrors(model, on: OpportunityPatterns([history]))
    #expect(errors.gradient < 1e-9 && errors.hessian < 1e-9)
  }

  @Test("the paths of six opportunities are all there is", .tags(.law), arguments: models)
  func paths(model: BGBB) {
    let n = 6
    var total = 0.0
    var counts = [Double](repeating: 0, count: n + 1)
    var (purchase, dropout, alive) = (0.0, 0.0, 0.0)
    for path in 0..<(1 << n) {
      let history = OpportunityHistory((0..<n).map { path >> $0 & 1 == 1 })
      let probability = exp(model.logLikelihood(of: history))
      total += probability
      counts[history.frequency] += probability
      purchase += probability * model.meanPurchaseProbability(given: history)
      dropout += probability * model.meanDropoutProbability(given: history)
      alive += probability * model.probabilityAlive(given: history)
    }
    #expect(abs(total - 1) < 1e-13)
    for x in 0...n {
      #expect(relativeError(model.probability(ofTransactions: x, over: n), counts[x]) < 1e-12)
    }
    // Posterior means average to prior means.
    #expect(relativeError(purchase, model.meanPurchaseProbability) < 1e-12)
    #expect(relativeError(dropout, model.meanDropoutProbability) < 1e-12)
    #expect(relativeError(alive, model.probabilityAlive(at: n)) < 1e-12)
  }

  @Test("purchases are a distribution with the stated mean", .tags(.law), arguments: models, histories)
  func distribution(model: BGBB, history: OpportunityHistory) {
    for n in [1, 13, 60] {
      var (total, mean) = (0.0, 0.0)
      for x in 0...n {
        let probability = model.probability(ofTransactions: x, over: n, given: history)
        #expect(probability >= 0)
        total += probability
        mean += Double(x) * probability
      }
      #expect(abs(total - 1) < 1e-12)
      #expect(relativeError(mean, model.expectedTransactions(over: n, given: history)) < 1e-11)
      let none = model.probability(ofTransactions: 0, over: n, given: history)
      #expect(abs(1 - none - model.probabilityOfPurchase(over: n, given: history)) < 1e-13)
      #expect(model.probability(ofTransactions: n + 1, over: n, given: history) == 0)
    }
    #expect(model.expectedTransactions(over: 0, given: history) == 0)
  }

  @Test(
    "P(alive) is a probability, 1 after a purchase, and falls with silence", .tags(.law), arguments: models, histories)
  func alive(model: BGBB, history: OpportunityHistory) {
    let now = model.probabilityAlive(given: history)
    #expect(now >= 0 && now <= 1)
    if history.recency == history.opportunities { #expect(now == 1) }
    var silent = history
    silent.opportunities += 1
    #expect(model.probabilityAlive(given: silent) <= now * (1 + 1e-14))
    #expect(model.probabilityAlive(after: 3, given: history) <= now)
    // One more silent opportunity, by Bayes' theorem.
    let survived = model.probabilityAlive(after: 1, given: history)
    let living = model.livingCustomer(given: history)
    let buys = model.probabilityOfPurchase(over: 1, given: history)
    let expected = (survived - buys) / (1 - buys)
    #expect(abs(model.probabilityAlive(given: silent) - expected) < 1e-13)
    #expect(relativeError(living.expectedTransactions(over: 1) * now, buys) < 1e-13)
  }

  @Test("discounted expectations are sums, finite where they are", .tags(.law), arguments: models, histories)
  func discounting(model: BGBB, history: OpportunityHistory) {
    var (sum, before) = (0.0, 0.0)
    for k in 1...30 {
      let expected = model.expectedTransactions(over: k, given: history)
      sum += (expected - before) * pow(1.02, -Double(k))
      before = expected
    }
    let det = model.discountedExpectedTransactions(over: 30, discountRate: 0.02, given: history)
    #expect(abs(det - sum) <= 1e-12 * sum)
    let lifetime = model.discountedExpectedTransactions(over: nil, discountRate: 0.02, given: history)
    let century = model.discountedExpectedTransactions(over: 3000, discountRate: 0.02, given: history)
    #expect(lifetime.isFinite && relativeError(century, lifetime) < 1e-12)
    #expect((model.expectedTransactions(over: nil, given: history) == .infinity) == (model.gamma <= 1))
  }

  @Test("the chance to buy ever is the limit of the chance to buy in time", .tags(.law), arguments: models)
  func ever(model: BGBB) {
    let ever = model.probabilityOfPurchase(over: nil)
    let late = model.probabilityOfPurchase(over: 200_000)
    #expect(ever <= 1 && ever >= late * (1 - 1e-13))
    // What is left after N opportunities falls like N^-(alpha + gamma).
    let later = model.probabilityOfPurchase(over: 400_000)
    let ratio = pow(2, -(model.alpha + model.gamma))
    #expect(abs(later + (later - late) * ratio / (1 - ratio) - ever) < 1e-7)
  }

  @Test("waiting times are quantiles", .tags(.law))
  func waiting() throws {
    let model = Self.models[1]
    for quantile in [0.01, 0.3, 0.5, 0.9] {
      let k = try #require(model.opportunitiesToNextPurchase(quantile: quantile))
      #expect(1 - exp(logBetaDifference(model.alpha, model.beta, Double(k))) >= quantile - 1e-15)
      #expect(k == 1 || 1 - exp(logBetaDifference(model.alpha, model.beta, Double(k - 1))) < quantile)
    }
    #expect(try BGBB(alpha: 1e-6, beta: 1, gamma: 1, delta: 1).opportunitiesToNextPurchase(quantile: 0.5) == nil)
  }

  @Test("tens of thousands of opportunities stay finite", .tags(.edge))
  func long() {
    for model in Self.models {
      for x in [0, 1, 25_000, 50_000] {
        let history = OpportunityHistory(frequency: x, recency: x, opportunities: 50_000)
        #expect(model.logLikelihood(of: history).isFinite)
        #expect(model.probabilityAlive(given: history).isFinite)
        #expect(model.expectedTransactions(over: 5000, given: history).isFinite)
      }
      #expect(model.probability(ofTransactions: 1500, over: 5000).isFinite)
    }
  }

  @Test("drawn customers buy as the model says", .tags(.law), arguments: models)
  func simulation(model: BGBB) {
    var moments = Moments()
    var none = Moments()
    for index in 0..<10_000 {
      var generator = SeededGenerator(seed: 3, stream: UInt64(index))
      let history = OpportunityHistory(model.simulatePurchases(opportunities: 12, using: &generator))
      moments.add(Double(history.frequency))
      none.add(history.frequency == 0 ? 1 : 0)
    }
    #expect(abs(moments.mean - model.expectedTransactions(over: 12)) < 4 * moments.standardError)
    #expect(abs(none.mean - model.probability(ofTransactions: 0, over: 12)) < 4 * none.standardError)
  }
}
