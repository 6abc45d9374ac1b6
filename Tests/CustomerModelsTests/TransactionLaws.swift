import CustomerData
import CustomerModels
import LifetimeValue
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What holds for every model with latent attrition: those of the catalogue where their moments estimate puts them, and
/// examples in the corners.
@Suite("Laws of models with latent attrition", .tags(.law))
struct TransactionLaws {
  static let models = examples + ModelCatalogue.transactionModels.map { atMoments($0) as! any Example }

  typealias Example = LatentAttritionModel & Simulatable

  /// A model at the moments estimate of a few customers in weeks.
  private static func atMoments<Model: LatentAttritionModel>(_ type: Model.Type) -> Model {
    let customers = [(0, 0.0, 39.0), (0, 0, 30), (0, 0, 35), (1, 6, 38), (2, 30.4, 38.9), (4, 20, 33), (9, 36, 39)]
    let observations = patterns(customers.map { PurchaseHistory(frequency: $0, recency: $1, age: $2) })
    let scale = observations.naturalScale
    let start = Model.startingPoints(for: observations.divided(by: scale))[0]
    return try! Model(parameters: start).rescaled(by: scale)
  }

  static let examples: [any Example] = [
    try! BGNBD(r: 0.243, alpha: 4.414, a: 0.793, b: 2.426), try! BGNBD(r: 3, alpha: 2, a: 1, b: 1),
    try! BGNBD(r: 20, alpha: 15, a: 0.05, b: 0.02), try! BGNBD(r: 0.8, alpha: 6, a: 30, b: 120),
    try! MBGNBD(r: 0.525, alpha: 6.183, a: 0.891, b: 1.614), try! MBGNBD(r: 3, alpha: 2, a: 1, b: 1),
    try! MBGNBD(r: 20, alpha: 15, a: 0.05, b: 0.02),
    try! ParetoNBD(r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669), try! ParetoNBD(r: 3, alpha: 2, s: 1, beta: 6),
    try! ParetoNBD(r: 8, alpha: 9, s: 30, beta: 200),
    try! NBD(r: 0.385, alpha: 12.07), try! NBD(r: 5, alpha: 7),
    try! BGCNBD<Erlang2>(r: 0.227, alpha: 1.463, a: 0.944, b: 2.074), try! MBGCNBD<Erlang3>(r: 5, alpha: 4, a: 1, b: 2),
    try! GGompertzNBD(r: 1.2, alpha: 8, b: 0.06, s: 0.9, beta: 6),
    try! GGompertzNBD(r: 0.6, alpha: 11, b: 0.02, s: 0.35, beta: 0.2),
    try! GGompertzNBD(r: 20, alpha: 15, b: 0.1, s: 8, beta: 2),
    try! PoissonExponential(parameters: [0.2, 0.02]),
    try! CorrelatedParetoNBD(r: 0.462, alpha: 8.046, s: 0.222, beta: 4.555, dependence: 18),
    try! CorrelatedParetoNBD(r: 3, alpha: 2, s: 1, beta: 6, dependence: 0.1),
  ]

  static let histories = [
    PurchaseHistory(frequency: 0, recency: 0, age: 0), PurchaseHistory(frequency: 0, recency: 0, age: 39),
    PurchaseHistory(frequency: 1, recency: 0.14, age: 39), PurchaseHistory(frequency: 2, recency: 39, age: 39),
    PurchaseHistory(frequency: 7, recency: 20, age: 30.5), PurchaseHistory(frequency: 10_000, recency: 364, age: 365),
    PurchaseHistory(frequency: 10_000, recency: 100, age: 365),
  ]

  @Test("P(alive) is a probability and falls with silence", arguments: models, histories)
  func aliveIsProbability(model: any LatentAttritionModel & Simulatable, history: PurchaseHistory) {
    let now = model.probabilityAlive(given: history)
    #expect(now >= 0 && now <= 1)
    var before = now
    for wait in [0.0, 1e-6, 1, 52, 1e6] {
      let later = model.probabilityAlive(after: wait, given: history)
      #expect(later >= 0 && later <= before * (1 + 1e-14))
      before = later
    }
    var silent = history
    silent.age += 10
    #expect(model.probabilityAlive(given: silent) <= now)
  }

  @Test("nothing happens in no time", arguments: models)
  func zeroTime(model: any LatentAttritionModel & Simulatable) {
    #expect(model.expectedTransactions(over: 0) == 0)
    #expect(model.probability(ofTransactions: 0, over: 0) == 1)
    #expect(model.probability(ofTransactions: 3, over: 0) == 0)
    #expect(model.probabilityOfPurchase(over: 0) == 0)
    // Some may leave right after the first purchase; who is alive is so.
    let remaining = model.probabilityAlive(at: 0)
    #expect(remaining > 0 && remaining <= 1)
    #expect(
      model.livingCustomer(given: PurchaseHistory(frequency: 1, recency: 2, age: 3)).probabilityAlive(at: 0) == 1)
    #expect(model.discountedExpectedTransactions(over: 0, discountRate: 0.1) == 0)
    #expect(model.timeToNextPurchase(quantile: 0) == 0)
  }

  @Test("the number of purchases is a distribution with the stated mean", arguments: models)
  func distribution(model: any LatentAttritionModel & Simulatable) {
    let time = 6.0
    var (total, mean) = (0.0, 0.0)
    for n in 0..<200 {
      let probability = model.probability(ofTransactions: n, over: time)
      #expect(probability >= 0)
      total += probability
      mean += Double(n) * probability
    }
    #expect(abs(total - 1) < 1e-13)
    #expect(relativeError(mean, model.expectedTransactions(over: time)) < 1e-12)
    #expect(abs(1 - model.probability(ofTransactions: 0, over: time) - model.probabilityOfPurchase(over: time)) < 1e-15)
  }

  @Test("a customer's purchases to come are a distribution with the stated mean", arguments: models)
  func conditionalDistribution(model: any LatentAttritionModel & Simulatable) {
    let history = PurchaseHistory(frequency: 2, recency: 30, age: 39)
    let time = 15.0
    var (total, mean) = (0.0, 0.0)
    for n in 0..<200 {
      let probability = model.probability(ofTransactions: n, over: time, given: history)
      total += probability
      mean += Double(n) * probability
    }
    #expect(abs(total - 1) < 1e-13)
    #expect(relativeError(mean, model.expectedTransactions(over: time, given: history)) < 1e-12)
    let none = model.probability(ofTransactions: 0, over: time, given: history)
    #expect(abs(1 - none - model.probabilityOfPurchase(over: time, given: history)) < 1e-15)
  }

  @Test("what is rare is not impossible: logarithms are finite where no double holds the chance", arguments: models)
  func rareOutcomes(model: any LatentAttritionModel & Simulatable) {
    // Thousands of purchases within ten weeks, then a silence.
    for silence in [0.0, 0.1, 3, 90, 5000] {
      let history = PurchaseHistory(frequency: 3000, recency: 10, age: 10 + silence)
      let alive = model.probabilityAlive(given: history)
      let logAlive = model.logProbabilityAlive(given: history)
      #expect(logAlive.isFinite && logAlive <= 0)
      if alive > 1e-290 { #expect(abs(logAlive - log(alive)) < 1e-13 * max(1, abs(logAlive))) }
    }
    for n in [0, 1, 3, 40, 5000] {
      let probability = model.probability(ofTransactions: n, over: 39)
      let logarithm = model.logProbability(ofTransactions: n, over: 39)
      #expect(logarithm.isFinite && logarithm <= 0)
      if probability > 1e-290 { #expect(abs(logarithm - log(probability)) < 1e-12 * max(1, abs(logarithm))) }
      let history = PurchaseHistory(frequency: 2, recency: 30, age: 39)
      let given = model.logProbability(ofTransactions: n, over: 39, given: history)
      let chance = model.probability(ofTransactions: n, over: 39, given: history)
      #expect(given.isFinite && given <= 0)
      if chance > 1e-290 { #expect(abs(given - log(chance)) < 1e-12 * max(1, abs(given))) }
    }
  }

  @Test("expectations grow with the horizon, and are finite", arguments: models, histories)
  func monotone(model: any LatentAttritionModel & Simulatable, history: PurchaseHistory) {
    var before = 0.0
    for time in [1e-6, 0.01, 1, 39, 39.5, 400, 1e4, 1e6] {
      let expected = model.expectedTransactions(over: time, given: history)
      #expect(expected.isFinite && expected >= before)
      before = expected
      let discounted = model.discountedExpectedTransactions(over: time, discountRate: 0.003, given: history)
      #expect(discounted >= 0 && discounted <= expected * (1 + 1e-13))
    }
    #expect(model.expectedTransactions(over: .infinity, given: history) >= before * (1 - 1e-14))
    let lifetime = model.discountedExpectedTransactions(over: .infinity, discountRate: 0.003, given: history)
    let century = model.discountedExpectedTransactions(over: 1e5, discountRate: 0.003, given: history)
    #expect(lifetime.isFinite && relativeError(century, lifetime) < 1e-12)
  }

  @Test("discounting is integration by parts of the expectation", arguments: models, [0.003, -0.003, 0.2])
  func discounting(model: any LatentAttritionModel & Simulatable, delta: Double) {
    // DET = exp(-delta t) E(t) + delta times the integral of exp(-delta u) E(u), by Simpson's rule.
    let (time, steps) = (20.0, 400)
    var integral = 0.0
    for step in 0...steps {
      let u = time * Double(step) / Double(steps)
      let weight = step == 0 || step == steps ? 1.0 : (step % 2 == 1 ? 4 : 2)
      integral += weight * exp(-delta * u) * model.expectedTransactions(over: u)
    }
    integral *= time / Double(steps) / 3
    let expected = exp(-delta * time) * model.expectedTransactions(over: time) + delta * integral
    let discounted = model.discountedExpectedTransactions(over: time, discountRate: delta)
    // Simpson's rule on 400 steps is good for seven digits.
    #expect(relativeError(discounted, expected) < 1e-7)
  }

  @Test("what does not decay has no finite lifetime value", arguments: models)
  func divergence(model: any LatentAttritionModel & Simulatable) {
    #expect(model.discountedExpectedTransactions(over: .infinity, discountRate: -1) == .infinity)
    #expect(
      model.discountedExpectedTransactions(over: .infinity, discountRate: 0)
        == model.expectedTransactions(over: .infinity))
  }

  @Test("who leaves only at purchases waits as P(at least one purchase) says, others buy less", arguments: models)
  func quantiles(model: any LatentAttritionModel & Simulatable) {
    for history in Self.histories {
      let living = model.livingCustomer(given: history)
      for probability in [1e-9, 0.25, 0.5, 0.999] {
        let time = model.timeToNextPurchase(quantile: probability, given: history)
        let buys = living.probabilityOfPurchase(over: time)
        if living is BGNBD || living is NBD || living is RegularCustomer {
          #expect(relativeError(buys, probability) < 1e-12)
        } else {
          // The waiting time is that of one who stays: some leave before, all who are still there then have bought.
          #expect(buys <= probability && buys >= probability * living.probabilityAlive(at: time) * (1 - 1e-12))
        }
      }
      #expect(living.timeToNextPurchase(quantile: 1) == .infinity)
    }
  }

  @Test("the table of a likelihood gives what one customer's formula gives, weighted", arguments: models)
  func tables(model: any LatentAttritionModel & Simulatable) { checkTable(model) }

  private func checkTable<Model: LatentAttritionModel>(_ model: Model) {
    let weights = Self.histories.indices.map { Double(1 + $0) }
    let evaluator = Model.likelihood(of: patterns(Self.histories, weights: weights)).evaluator(at: model)
    let count = model.parameters.count
    var expected = LikelihoodJet(parameterCount: count)
    for (index, history) in Self.histories.enumerated() {
      var jet = LikelihoodJet(parameterCount: count)
      evaluator.evaluate(index, into: &jet)
      #expect(relativeError(jet.value, model.logLikelihood(of: history)) < 1e-13)
      expected.add(jet, weight: weights[index])
    }
    var sum = LikelihoodJet(parameterCount: count)
    evaluator.accumulate(0..<3, into: &sum)
    evaluator.accumulate(3..<Self.histories.count, into: &sum)
    #expect(relativeError(sum.value, expected.value) < 1e-13)
    let gradientScale = expected.gradient.map(abs).max()!
    for (one, other) in zip(sum.gradient, expected.gradient) { #expect(abs(one - other) < 1e-13 * gradientScale) }
    let hessianScale = expected.hessian.map(abs).max()!
    for (one, other) in zip(sum.hessian, expected.hessian) { #expect(abs(one - other) < 1e-13 * hessianScale) }
  }

  @Test("a change of unit shifts the log-likelihood by x log c and nothing else", arguments: models)
  func units(model: any LatentAttritionModel & Simulatable) throws { try checkUnits(model) }

  private func checkUnits<Model: LatentAttritionModel>(_ model: Model) throws {
    let days = try model.rescaled(by: 7)
    for history in Self.histories {
      let inDays = PurchaseHistory(
        frequency: history.frequency, recency: 7 * history.recency, age: 7 * history.age,
        logInterpurchaseSum: Double(history.frequency) * log(7))
      let shift = model.logLikelihood(of: history) - days.logLikelihood(of: inDays)
      #expect(
        abs(shift - Double(history.frequency) * log(7)) < 1e-13 * (1 + abs(model.logLikelihood(of: history)) * 10))
      #expect(
        relativeError(
          days.expectedTransactions(over: 70, given: inDays), model.expectedTransactions(over: 10, given: history))
          < 1e-12)
    }
  }

  @Test("simulated customers buy and leave as predicted, and predictions given their past are right", arguments: models)
  func simulation(model: any LatentAttritionModel & Simulatable) {
    let (age, horizon, customers) = (12.0, 6.0, 4000)
    var purchases = Moments()
    var buyers = Moments()
    var surprise = Moments()
    for customer in 0..<customers {
      var generator = SeededGenerator(seed: 7, stream: UInt64(customer))
      let times = model.simulatePurchaseTimes(age: age + horizon, using: &generator)
      #expect(times == times.sorted() && times.allSatisfy { $0 > 0 && $0 <= age + horizon })
      let past = times.filter { $0 <= age }
      let history = PurchaseHistory(frequency: past.count, recency: past.last ?? 0, age: age)
      purchases.add(Double(past.count))
      buyers.add(past.isEmpty ? 0 : 1)
      surprise.add(Double(times.count - past.count) - model.expectedTransactions(over: horizon, given: history))
    }
    // Five standard errors: one false alarm in two million. Where all bought, at most a few in a million do not.
    #expect(abs(purchases.mean - model.expectedTransactions(over: age)) < 5 * purchases.standardError)
    #expect(abs(buyers.mean - model.probabilityOfPurchase(over: age)) < 5 * buyers.standardError + 1e-4)
    #expect(abs(surprise.mean) < 5 * surprise.standardError)
  }
}
