import CustomerData
import CustomerModels
import Estimation
import TestSupport
import Testing
import Valuation

@Suite("Value of subscriptions")
struct SubscriptionValueTests {
  @Test("value is the profit of a period times DEL and DERL", .tags(.reference))
  func oracle() throws {
    let file = try JSONValue(contentsOf: Repository.reference("mpmath_clv_contractual_nbd.json"))
    #expect(file["sbg"].array.count > 0)
    for entry in file["sbg"].array {
      let model = try SBG(gamma: entry["params"]["gamma"].number, delta: entry["params"]["delta"].number)
      let terms = try SubscriptionTerms(price: 20, margin: 0.4, discountRate: 0.1)
      #expect(relativeError(model.lifetimeValue(terms), 8 * entry["del_10pct"].number) < 1e-12)
      for tenure in entry["derl_10pct"].keys {
        let value = model.residualLifetimeValue(tenure: Int(tenure)! - 1, terms)
        #expect(relativeError(value, 8 * entry["derl_10pct"][tenure].number) < 1e-12, "\(tenure)")
      }
    }
  }

  @Test("a period paid for at its end is worth one period's discount less", .tags(.law))
  func payment() throws {
    let model = try BDW(gamma: 0.4, delta: 1.1, c: 1.3)
    let start = try SubscriptionTerms(price: 30, margin: 0.5, payment: .start, discountRate: 0.02)
    let end = try SubscriptionTerms(price: 30, margin: 0.5, payment: .end, discountRate: 0.02)
    // By hand: renewals k = 1, 2, 3 of a subscriber of tenure 2.
    let byHand = (1...3).reduce(0.0) { sum, k in
      var discount = 1.0
      for _ in 1..<k { discount /= 1.02 }
      return sum + 15 * model.survival(over: k, tenure: 2) * discount
    }
    #expect(relativeError(model.residualLifetimeValue(tenure: 2, start, over: 3), byHand) < 1e-14)
    #expect(relativeError(model.residualLifetimeValue(tenure: 2, end, over: 3), byHand / 1.02) < 1e-14)
    // The first period, and the renewals after it one period later.
    let rest = model.residualLifetimeValue(tenure: 0, start, over: 4) / 1.02
    #expect(relativeError(model.lifetimeValue(start, over: 5), 15 + rest) < 1e-14)
  }

  @Test("terms without meaning are refused; nothing an endless number of times is nothing", .tags(.edge))
  func terms() throws {
    #expect(throws: PredictionError.self) { try SubscriptionTerms(price: .nan, discountRate: 0.1) }
    #expect(throws: PredictionError.self) { try SubscriptionTerms(price: 1, margin: .infinity, discountRate: 0.1) }
    #expect(throws: PredictionError.self) { try SubscriptionTerms(price: 1, discountRate: -1) }
    let model = try SBG(gamma: 0.7, delta: 4)
    #expect(model.lifetimeValue(try SubscriptionTerms(price: 0, discountRate: 0)) == 0)
    #expect(model.lifetimeValue(try SubscriptionTerms(price: 1, discountRate: 0)) == .infinity)
  }

  @Test("one who left is worth nothing; what does not exist is NaN")
  func subscribers() throws {
    let model = try SBG(gamma: 0.668, delta: 3.806)
    let histories = [
      SubscriberHistory(tenure: 0, churned: false), SubscriberHistory(tenure: 3, churned: true),
      SubscriberHistory(tenure: 5, churned: false),
    ]
    let terms = try SubscriptionTerms(price: 10, discountRate: 0.1)
    let all = SubscriberPredictions(of: histories, model: model, periods: nil, discountRate: 0.1, terms: terms)
    #expect(all[1].probabilityAlive == 0 && all[1].predictedValue == 0 && all[1].expectedPeriods == 0)
    #expect(relativeError(all[2].predictedValue, model.residualLifetimeValue(tenure: 5, terms)) == 0)
    // gamma is below 1.
    #expect(all[0].expectedPeriods.isNaN && all[0].discountedPeriods.isFinite)
    let some = SubscriberPredictions(of: histories, model: model, periods: 4, discountRate: nil, terms: nil)
    #expect(some[0].probabilityRetained == model.survival(over: 4) && some[0].predictedValue.isNaN)
    #expect(some[1].discountedPeriods.isNaN)
  }

  @Test("a cohort's 95 % interval holds what follows in about 95 of 100 cohorts", .tags(.recovery))
  func coverage() throws {
    let truth = try SBG(gamma: 0.9, delta: 3)
    var (inside, all) = (0, 0)
    for set in 0..<120 {
      let subscribers = (0..<400).map { index in
        var generator = SeededGenerator(seed: UInt64(set), stream: UInt64(index))
        return truth.simulateSubscriber(observedFor: 12, using: &generator)
      }
      let whole = try #require(RetentionTable.Cohort(SubscriberPatterns(subscribers)))
      let seen = RetentionTable.Cohort(active: Array(whole.active.prefix(8)))
      let fit = try MaximumLikelihood.fit(SBG.self, to: seen.patterns)
      let covariance = (0..<2).map { i in (0..<2).map { fit.logCovariance[i, $0] } }
      guard covariance.allSatisfy({ !$0.contains(nil) }) else { continue }
      let projection = CohortProjection(
        of: seen, model: fit.model, logCovariance: covariance.map { $0.map { $0! } }, periods: 5)
      let last = try #require(projection.periods.last)
      #expect(last.period == 12 && relativeError(last.survival, fit.model.survival(over: 12)) == 0)
      all += 1
      if try #require(last.interval).contains(whole.active[12]) { inside += 1 }
    }
    // 95 % of 120 with a standard deviation of 2 %.
    #expect(all > 110)
    #expect(Double(inside) / Double(all) > 0.88 && inside < all)
  }

  @Test("a share that cannot fall, and a cohort of nobody, have intervals of no length", .tags(.edge))
  func interval() throws {
    let model = try SBG(gamma: 1e-12, delta: 1e6)
    let covariance = [[0.1, 0.0], [0.0, 0.1]]
    let stay = CohortProjection(
      of: RetentionTable.Cohort(active: [50, 0]), model: model, logCovariance: covariance, periods: 2)
    #expect(stay.periods.allSatisfy { $0.active == 0 && $0.interval == 0...0 })
    #expect(
      CohortProjection(of: RetentionTable.Cohort(active: [5]), model: model, logCovariance: nil, periods: 0).periods
        .isEmpty)
  }
}
