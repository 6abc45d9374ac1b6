import CustomerData
import CustomerModels
import Estimation
import Optimizers
import TestSupport
import Testing

@Suite("Fits of contractual models")
struct ContractFitTests {
  /// Fader & Hardie (2007): survivors of 1,000 subscribers after 0 ... 7 renewals.
  static let highEnd = RetentionTable.Cohort(active: [1000, 869, 743, 653, 593, 551, 517, 491])
  static let regular = RetentionTable.Cohort(active: [1000, 631, 468, 382, 326, 289, 262, 241])

  @Test("both retention curves of Fader and Hardie, by sBG and BdW", .tags(.reference))
  func faderHardie() throws {
    for (cohort, key) in [(Self.highEnd, "fh2007_highend_7y"), (Self.regular, "fh2007_regular_7y")] {
      let (sbg, bdw) = (
        try MaximumLikelihood.fit(SBG.self, to: cohort.patterns),
        try MaximumLikelihood.fit(BDW.self, to: cohort.patterns)
      )
      ReferenceFitTests().check(sbg, against: ReferenceFitTests.entry("sbg", key))
      ReferenceFitTests().check(bdw, against: ReferenceFitTests.entry("bdw", key))
    }
  }

  @Test("pymc-marketing's sBG estimates of both curves are close and no better", .tags(.reference))
  func package() throws {
    let entry = try #require(
      ReferenceFitTests.entries.first { $0["model"].string == "sbg" && $0["role"].string != "reference MLE" })
    for (index, cohort) in [Self.highEnd, Self.regular].enumerated() {
      let fit = try MaximumLikelihood.fit(SBG.self, to: cohort.patterns)
      let theirs = ["alpha", "beta"].map { entry["params"][$0][index].number }
      // An optimiser at its defaults.
      for (value, ours) in zip(theirs, fit.model.parameters) { #expect(relativeError(value, ours) < 1e-5) }
      var sum = LikelihoodJet(parameterCount: 2)
      SBG.likelihood(of: cohort.patterns).evaluator(at: try SBG(parameters: theirs))
        .accumulate(0..<cohort.patterns.count, into: &sum)
      #expect(sum.value < fit.logLikelihood + 1e-10 && fit.logLikelihood - sum.value < 1e-7)
    }
  }

  @Test("cohorts of several lengths pooled are their subscribers counted one by one", .tags(.law))
  func pooled() throws {
    let table = RetentionTable(cohorts: [
      RetentionTable.Cohort(name: "2003", active: [100, 63, 44, 33]),
      RetentionTable.Cohort(name: "2004", active: [90, 57, 40]), RetentionTable.Cohort(name: "2005", active: [80, 51]),
    ])
    var subscribers: [SubscriberHistory] = []
    for cohort in table.cohorts {
      for t in 1..<cohort.active.count {
        let left = Int(cohort.active[t - 1] - cohort.active[t])
        subscribers += Array(repeating: SubscriberHistory(tenure: t, churned: true), count: left)
      }
      subscribers += Array(
        repeating: SubscriberHistory(tenure: cohort.tenure, churned: false), count: Int(cohort.active.last!))
    }
    #expect(SubscriberPatterns(subscribers) == table.patterns)
    #expect(try MaximumLikelihood.fit(SBG.self, to: table.patterns).customers == 270)
  }

  @Test("what retention data do not determine is said", .tags(.edge))
  func undetermined() throws {
    // One renewal: only the mean churn is known.
    let once = RetentionTable.Cohort(active: [100, 60]).patterns
    #expect(try MaximumLikelihood.fit(SBG.self, to: once).report.status == .flat)
    // A geometric curve: no difference between subscribers.
    let alike = RetentionTable.Cohort(active: [1024, 512, 256, 128, 64, 32]).patterns
    let fit = try MaximumLikelihood.fit(SBG.self, to: alike)
    #expect(fit.report.status == .boundary)
    #expect(fit.report.messages.contains { $0.contains("no difference between them") })
    #expect(relativeError(fit.model.meanChurn, 0.5) < 1e-6)
    // Nobody leaves after the first renewal.
    let split = RetentionTable.Cohort(active: [100, 60, 60, 60]).patterns
    let kinds = try MaximumLikelihood.fit(SBG.self, to: split)
    #expect(kinds.report.status == .boundary)
    #expect(kinds.report.messages.contains { $0.contains("two kinds") })
    #expect(relativeError(kinds.model.meanChurn, 0.4) < 1e-6)
    for active in [[100.0, 60], [1024, 512, 256, 128], [100, 60, 60, 60], [100, 0], [100, 100, 0], [100, 99]] {
      let fit = try MaximumLikelihood.fit(BDW.self, to: RetentionTable.Cohort(active: active).patterns)
      #expect(fit.report.status != .converged)
      #expect(fit.logLikelihood.isFinite && !fit.report.messages.isEmpty)
    }
  }

  @Test("data without churn, renewals or subscribers are refused", .tags(.edge))
  func refused() {
    for active in [[100.0, 100, 100], [100], [1, 0.6, 0.4], []] {
      #expect(throws: FitError.self) {
        try MaximumLikelihood.fit(SBG.self, to: RetentionTable.Cohort(active: active).patterns)
      }
    }
  }

  @Test("simulated subscribers give their parameters back", .tags(.recovery))
  func recovery() throws {
    let truth = try BDW(gamma: 0.8, delta: 2, c: 1.4)
    let subscribers = (0..<40_000).map { index in
      var generator = CustomerModels.SeededGenerator(seed: 11, stream: UInt64(index))
      return truth.simulateSubscriber(observedFor: 5 + index % 8, using: &generator)
    }
    let fit = try MaximumLikelihood.fit(BDW.self, to: SubscriberPatterns(subscribers))
    for (index, name) in BDW.parameterNames.enumerated() {
      #expect(abs(fit.model.parameters[index] - truth.parameters[index]) < 4 * fit.standardErrors[index]!, "\(name)")
    }
  }
}
