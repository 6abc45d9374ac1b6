import CustomerData
import CustomerModels
import Estimation
import Foundation
import Optimizers
import TestSupport
import Testing

@Suite("BG/CNBD-k and MBG/CNBD-k fits", .tags(.reference))
struct CNBDFitTests {
  /// All sixteen; an unoptimised build takes too long for more than a few on every run.
  static let isThorough = ProcessInfo.processInfo.environment["LIFETIMEVALUE_STRESS"] != nil

  @Test("the CDNOW sample gives the reference estimates")
  func sample() throws {
    let purchases = SampleLogs.cdnow.purchases
    try check(BGCNBD<Erlang2>.self, purchases, "cdnow_sample_weeks")
    try check(MBGCNBD<Erlang3>.self, purchases, "cdnow_sample_weeks")
    guard Self.isThorough else { return }
    try check(BGCNBD<Erlang1>.self, purchases, "cdnow_sample_weeks")
    try check(BGCNBD<Erlang3>.self, purchases, "cdnow_sample_weeks")
    try check(BGCNBD<Erlang4>.self, purchases, "cdnow_sample_weeks")
    try check(MBGCNBD<Erlang1>.self, purchases, "cdnow_sample_weeks")
    try check(MBGCNBD<Erlang2>.self, purchases, "cdnow_sample_weeks")
    try check(MBGCNBD<Erlang4>.self, purchases, "cdnow_sample_weeks")
  }

  @Test("the apparel log gives the reference estimates")
  func apparel() throws {
    guard let purchases = SampleLogs.apparel?.purchases else {
      print("skipped: the apparel log is not beside the checkout")
      return
    }
    try check(BGCNBD<Erlang4>.self, purchases, "apparel_weeks")
    try check(MBGCNBD<Erlang2>.self, purchases, "apparel_weeks")
    guard Self.isThorough else { return }
    try check(BGCNBD<Erlang1>.self, purchases, "apparel_weeks")
    try check(BGCNBD<Erlang2>.self, purchases, "apparel_weeks")
    try check(BGCNBD<Erlang3>.self, purchases, "apparel_weeks")
    try check(MBGCNBD<Erlang1>.self, purchases, "apparel_weeks")
    try check(MBGCNBD<Erlang3>.self, purchases, "apparel_weeks")
    try check(MBGCNBD<Erlang4>.self, purchases, "apparel_weeks")
  }

  private func check<Timing, Dropout>(
    _ model: CNBD<Timing, Dropout>.Type, _ purchases: PurchasePatterns, _ dataset: String
  ) throws {
    let entry = ReferenceFitTests.entry("\(Dropout.prefix)cnbd\(Timing.k)", dataset)
    // On apparel equal loyalties fit nearly as well, which is remarked.
    ReferenceFitTests().check(try MaximumLikelihood.fit(model, to: purchases), against: entry, remarks: nil)
  }

  @Test("days instead of weeks change alpha and shift the log-likelihood by x log 7")
  func units() throws {
    // One pattern in four, for time.
    let all = SampleLogs.cdnow.purchases
    let chosen = (0..<all.count).filter { $0 % 4 == 0 }
    let weeks = all.selecting(chosen, weights: chosen.map { all.weights[$0] })
    var days = weeks.divided(by: 1 / 7.0)
    days.unit = .day
    let inWeeks = try MaximumLikelihood.fit(MBGCNBD<Erlang3>.self, to: weeks)
    let inDays = try MaximumLikelihood.fit(MBGCNBD<Erlang3>.self, to: days)
    #expect(relativeError(inDays.model.alpha, 7 * inWeeks.model.alpha) < 1e-9)
    #expect(relativeError(inDays.model.b, inWeeks.model.b) < 1e-9)
    let purchases = zip(weeks.weights, weeks.frequencies).reduce(0.0) { $0 + $1.0 * Double($1.1) }
    #expect(abs(inWeeks.logLikelihood - inDays.logLikelihood - purchases * 1.945_910_149_055_313) < 1e-7)
  }

  @Test(
    "without the times between purchases, or with two at one moment, the fit is refused with the reason", .tags(.edge))
  func obstacles() throws {
    var patterns = SampleLogs.cdnow.purchases
    patterns.logInterpurchaseSums[5] = .nan
    #expect(BGCNBD<Erlang2>.obstacle(in: patterns)?.reason.contains("same moment") == true)
    patterns.logInterpurchaseSums = []
    #expect(BGCNBD<Erlang2>.obstacle(in: patterns)?.reason.contains("times between purchases") == true)
    #expect(BGCNBD<Erlang1>.obstacle(in: patterns) == nil)
    #expect(throws: FitError.self) { try MaximumLikelihood.fit(BGCNBD<Erlang2>.self, to: patterns) }
  }

  @Test("simulated regular customers give their k and parameters back", .tags(.recovery))
  func recovery() throws {
    let truth = try MBGCNBD<Erlang3>(r: 2, alpha: 1.5, a: 1, b: 4)
    let histories = (0..<600).map { customer in
      var generator = CustomerModels.SeededGenerator(seed: 5, stream: UInt64(customer))
      let age = 10 + 20 * Double(customer) / 600
      let times = truth.simulatePurchaseTimes(age: age, using: &generator)
      var history = PurchaseHistory(frequency: times.count, recency: times.last ?? 0, age: age)
      var previous = 0.0
      for time in times {
        history.logInterpurchaseSum += log(time - previous)
        previous = time
      }
      return history
    }
    let patterns = PurchasePatterns(
      frequencies: histories.map(\.frequency), recencies: histories.map(\.recency), ages: histories.map(\.age),
      weights: histories.map { _ in 1 }, logInterpurchaseSums: histories.map(\.logInterpurchaseSum), unit: .week)
    let fit = try MaximumLikelihood.fit(MBGCNBD<Erlang3>.self, to: patterns)
    for (i, value) in truth.parameters.enumerated() {
      #expect(abs(fit.model.parameters[i] - value) < 4 * fit.standardErrors[i]!)
    }
    #expect(fit.logLikelihood > (try MaximumLikelihood.fit(MBGCNBD<Erlang2>.self, to: patterns)).logLikelihood)
    #expect(fit.logLikelihood > (try MaximumLikelihood.fit(MBGCNBD<Erlang4>.self, to: patterns)).logLikelihood)
  }
}
