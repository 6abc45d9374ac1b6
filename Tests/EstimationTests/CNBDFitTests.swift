import CustomerData
import CustomerModels
import Estimation
import Optimizers
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("BG/CNBD-k and MBG/CNBD-k fits", .tags(.reference))
struct CNBDFitTests {
  @Test("the CDNOW sample gives the reference estimates at k = 1 to 4")
  func sample() throws { try check(SampleLogs.cdnow.purchases, "cdnow_sample_weeks") }

  @Test("the apparel log gives the reference estimates at k = 1 to 4")
  func apparel() throws {
    guard let apparel = SampleLogs.apparel else {
      print("skipped: the apparel log is not beside the checkout")
      return
    }
    try check(apparel.purchases, "apparel_weeks")
  }

  private func check(_ purchases: PurchasePatterns, _ dataset: String) throws {
    try check(BGCNBD<Erlang1>.self, purchases, ReferenceFitTests.entry("bgcnbd1", dataset))
    try check(BGCNBD<Erlang2>.self, purchases, ReferenceFitTests.entry("bgcnbd2", dataset))
    try check(BGCNBD<Erlang3>.self, purchases, ReferenceFitTests.entry("bgcnbd3", dataset))
    try check(BGCNBD<Erlang4>.self, purchases, ReferenceFitTests.entry("bgcnbd4", dataset))
    try check(MBGCNBD<Erlang1>.self, purchases, ReferenceFitTests.entry("mbgcnbd1", dataset))
    try check(MBGCNBD<Erlang2>.self, purchases, ReferenceFitTests.entry("mbgcnbd2", dataset))
    try check(MBGCNBD<Erlang3>.self, purchases, ReferenceFitTests.entry("mbgcnbd3", dataset))
    try check(MBGCNBD<Erlang4>.self, purchases, ReferenceFitTests.entry("mbgcnbd4", dataset))
  }

  private func check<Timing, Dropout>(
    _ model: CNBD<Timing, Dropout>.Type, _ purchases: PurchasePatterns, _ entry: JSONValue
  ) throws {
    let fit = try MaximumLikelihood.fit(model, to: purchases)
    #expect(fit.report.status == .converged)
    #expect(abs(fit.logLikelihood - entry["loglik"].number) < 1e-8, "\(model.name) \(model.k)")
    for (i, parameter) in model.parameterNames.enumerated() {
      #expect(
        relativeError(fit.model.parameters[i], entry["params"][parameter].number) < 1e-6,
        "\(model.name) \(model.k) \(parameter)")
      if let error = entry["se"][parameter].double {
        #expect(relativeError(fit.standardErrors[i]!, error) < 1e-5, "\(model.name) \(model.k) \(parameter)")
      }
    }
  }

  @Test("days instead of weeks change alpha and shift the log-likelihood by x log 7")
  func units() throws {
    let weeks = SampleLogs.cdnow.purchases
    var days = weeks.divided(by: 1 / 7.0)
    days.unit = .day
    let inWeeks = try MaximumLikelihood.fit(MBGCNBD<Erlang3>.self, to: weeks)
    let inDays = try MaximumLikelihood.fit(MBGCNBD<Erlang3>.self, to: days)
    #expect(relativeError(inDays.model.alpha, 7 * inWeeks.model.alpha) < 1e-9)
    #expect(relativeError(inDays.model.b, inWeeks.model.b) < 1e-9)
    // 2,457 repeat purchases.
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
    let histories = (0..<1500).map { customer in
      var generator = CustomerModels.SeededGenerator(seed: 5, stream: UInt64(customer))
      let age = 10 + 20 * Double(customer) / 1500
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
