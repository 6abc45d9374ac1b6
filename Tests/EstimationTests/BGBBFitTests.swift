import CustomerData
import CustomerModels
import Estimation
import Optimizers
import TestSupport
import Testing

@Suite("Fits of BG/BB")
struct BGBBFitTests {
  /// Fader, Hardie & Shang (2010), table 1: x, t_x and customers of the 22 cells of the 1995 cohort of donors, 6 years.
  static let donations = OpportunityPatterns(
    [
      (0, 0, 3464), (1, 1, 1091), (1, 2, 277), (1, 3, 129), (1, 4, 78), (1, 5, 119), (1, 6, 129), (2, 2, 613),
      (2, 3, 255), (2, 4, 155), (2, 5, 173), (2, 6, 234), (3, 3, 322), (3, 4, 181), (3, 5, 225), (3, 6, 357),
      (4, 4, 240), (4, 5, 284), (4, 6, 512), (5, 5, 335), (5, 6, 728), (6, 6, 1203),
    ].map { (OpportunityHistory(frequency: $0.0, recency: $0.1, opportunities: 6), Double($0.2)) })

  @Test("the donations of the 1995 cohort", .tags(.reference))
  func faderHardieShang() throws {
    let fit = try MaximumLikelihood.fit(BGBB.self, to: Self.donations)
    #expect(fit.customers == 11104)
    ReferenceFitTests().check(fit, against: ReferenceFitTests.entry("bgbb", "donations"))
  }

  @Test("simulated customers with opportunities of several numbers give their parameters back", .tags(.recovery))
  func recovery() throws {
    let truth = try BGBB(alpha: 1.5, beta: 3, gamma: 0.8, delta: 6)
    let customers = (0..<20_000).map { index in
      var generator = CustomerModels.SeededGenerator(seed: 5, stream: UInt64(index))
      return OpportunityHistory(truth.simulatePurchases(opportunities: 8 + index % 5, using: &generator))
    }
    let fit = try MaximumLikelihood.fit(BGBB.self, to: OpportunityPatterns(customers))
    #expect(fit.report.status == .converged)
    for (index, name) in BGBB.parameterNames.enumerated() {
      #expect(abs(fit.model.parameters[index] - truth.parameters[index]) < 4 * fit.standardErrors[index]!, "\(name)")
    }
  }

  @Test("limits are found and named", .tags(.edge))
  func limits() throws {
    func fit(_ cells: [(Int, Int, Double)], _ n: Int) throws -> Fit<BGBB> {
      try MaximumLikelihood.fit(
        BGBB.self,
        to: OpportunityPatterns(
          cells.map { (OpportunityHistory(frequency: $0.0, recency: $0.1, opportunities: n), $0.2) }))
    }
    // Binomial purchases of customers who never leave: the last one is late.
    let loyal = try fit([(4, 7, 10), (4, 8, 90), (3, 8, 60), (5, 8, 60), (2, 8, 10), (6, 8, 10)], 8)
    #expect(loyal.report.status == .boundary)
    #expect(loyal.report.messages.contains { $0.contains("no dropout") })
    // A single opportunity tells one number.
    let once = try fit([(0, 0, 70), (1, 1, 30)], 1)
    #expect(once.report.status != .converged && !once.report.messages.isEmpty)
    // Everybody takes everything until they leave.
    let steady = try fit([(0, 0, 40), (1, 1, 20), (2, 2, 12), (3, 3, 28)], 3)
    #expect(steady.report.status == .boundary && steady.logLikelihood.isFinite)
  }

  @Test("data without opportunities or repeat purchases are refused", .tags(.edge))
  func refused() {
    for patterns in [
      OpportunityPatterns([(OpportunityHistory(frequency: 0, recency: 0, opportunities: 5), 10)]),
      OpportunityPatterns([(OpportunityHistory(frequency: 0, recency: 0, opportunities: 0), 10)]),
      OpportunityPatterns([(OpportunityHistory(frequency: 2, recency: 3, opportunities: 5), 1)]),
      OpportunityPatterns([OpportunityHistory]()),
    ] {
      #expect(throws: FitError.self) { try MaximumLikelihood.fit(BGBB.self, to: patterns) }
    }
  }
}
