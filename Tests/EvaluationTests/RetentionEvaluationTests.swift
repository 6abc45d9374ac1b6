import CustomerData
import CustomerModels
import Foundation
import TestSupport
import Testing

@testable import Evaluation

@Suite("Evaluation of retention curves")
struct RetentionEvaluationTests {
  private static let highEnd = [1000.0, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394]
  private static let regular = [1000.0, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173]

  @Test("curves through seven renewals have the coefficients of Fader and Hardie", .tags(.reference))
  func regressions() throws {
    /// Source: Fader & Hardie (2007), the regressions of survival on t = 0 ... 7 for both segments: digits as printed.
    for (curve, linear, quadratic, exponential) in [
      (Self.highEnd, [0.925, -0.071], [0.997, -0.142, 0.010], [-0.062, -0.102]),
      (Self.regular, [0.773, -0.092], [0.930, -0.249, 0.022], [-0.248, -0.190]),
    ] {
      let survival = curve.prefix(8).map { $0 / 1000 }
      for (values, expected) in [(survival, linear), (survival, quadratic), (survival.map { log($0) }, exponential)] {
        let fit = try #require(LeastSquaresPolynomial(values, degree: expected.count - 1))
        for (coefficient, printed) in zip(fit.coefficients, expected) {
          #expect(abs(coefficient - printed) <= 0.0005 + 1e-9, "\(expected)")
        }
      }
    }
    #expect(LeastSquaresPolynomial([1, 2], degree: 1) == nil)
  }

  @Test("baselines by hand")
  func baselines() throws {
    let cohort = RetentionTable.Cohort(active: [100, 60, 45])
    let all = RetentionTable(cohorts: [cohort, RetentionTable.Cohort(active: [50, 40])])
    // 55 left in 160 decisions.
    let constant = try #require(RetentionBaseline.constantChurn.projection(of: cohort, among: all, periods: 2))
    #expect(relativeError(constant[1], 45 * (105.0 / 160) * (105.0 / 160)) < 1e-14)
    let last = try #require(RetentionBaseline.lastChurn.projection(of: cohort, among: all, periods: 2))
    #expect(relativeError(last[1], 45 * 0.75 * 0.75) < 1e-14)
    // One without a renewal takes those of the others: (60 + 45 + 40) of (100 + 60 + 50), (45 + 40) of (60 + 50).
    let new = RetentionTable.Cohort(active: [10])
    #expect(
      relativeError(
        try #require(RetentionBaseline.constantChurn.projection(of: new, among: all, periods: 1))[0], 1450.0 / 210)
        < 1e-14)
    #expect(
      relativeError(
        try #require(RetentionBaseline.lastChurn.projection(of: new, among: all, periods: 1))[0], 850.0 / 110) < 1e-14)
    #expect(RetentionBaseline.linear.projection(of: new, among: all, periods: 1) == nil)
    // Three points, one parabola.
    #expect(RetentionBaseline.quadratic.projection(of: cohort, among: all, periods: 1) == nil)
    let curve = RetentionTable.Cohort(active: [100, 64, 36, 16])
    let parabola = try #require(RetentionBaseline.quadratic.projection(of: curve, among: all, periods: 1))
    #expect(abs(parabola[0] - 4) < 1e-10)
    let gone = RetentionTable.Cohort(active: [100, 50, 0])
    #expect(RetentionBaseline.exponential.projection(of: gone, among: all, periods: 1) == nil)
  }

  @Test("models and metrics on both segments, fitted to seven renewals")
  func segments() throws {
    let whole = RetentionTable(cohorts: [
      RetentionTable.Cohort(name: "regular", active: Self.regular),
      RetentionTable.Cohort(name: "high_end", active: Self.highEnd),
    ])
    let seen = whole.observed(renewals: 7)
    // Source: Fader & Hardie (2007), their estimates.
    let models: [String: SBG] = [
      "regular": try SBG(gamma: 0.704, delta: 1.182), "high_end": try SBG(gamma: 0.668, delta: 3.806),
    ]
    let logLikelihood = whole.cohorts.reduce(0.0) { sum, cohort in
      let patterns = seen.cohorts.first { $0.name == cohort.name }!.patterns
      return (0..<patterns.count).reduce(sum) {
        $0 + patterns.weights[$1] * models[cohort.name!]!.logLikelihood(of: patterns[$1])
      }
    }
    let evaluation = RetentionEvaluation(
      calibration: seen, whole: whole,
      candidates: [
        RetentionCandidate(name: "sbg", logLikelihood: logLikelihood, parameterCount: 4) { models[$0!]! }
      ])
    #expect(evaluation.calibration.renewals == 7 && evaluation.holdout.periods == 5)
    #expect(
      evaluation.holdout.renewals == Self.regular.dropFirst(8).reduce(0, +) + Self.highEnd.dropFirst(8).reduce(0, +))
    let sbg = evaluation.models[0]
    let high = sbg.metrics.cohorts[1]
    let expected = (8...12).map { 491 * models["high_end"]!.survival(over: $0 - 7, tenure: 7) }
    for (period, value) in zip(high.periods, expected) { #expect(relativeError(period.expected, value) < 1e-14) }
    let error = zip(expected, Self.highEnd.dropFirst(8)).reduce(0.0) { $0 + abs($1.0 - $1.1) } / 5000
    #expect(relativeError(try #require(high.mae), error) < 1e-12)
    // Within 2 % of the cohort at every period, and nearer than any curve without a model.
    #expect(sbg.metrics.cohorts.flatMap(\.periods).allSatisfy { abs($0.expected - $0.actual) < 20 })
    #expect(evaluation.baselines.map(\.baseline) == RetentionBaseline.allCases)
    #expect(evaluation.baselines.allSatisfy { $0.metrics.mae! > sbg.metrics.mae! })
    #expect(sbg.goodnessOfFit.degreesOfFreedom == 10 && sbg.sentence.contains("nearer"))
    // The holdout's likelihood is that of all twelve renewals less that of seven.
    let twelve = whole.cohorts.reduce(0.0) { sum, cohort in
      (0..<cohort.patterns.count).reduce(sum) {
        $0 + cohort.patterns.weights[$1] * models[cohort.name!]!.logLikelihood(of: cohort.patterns[$1])
      }
    }
    #expect(relativeError(try #require(sbg.holdoutLogLikelihood), twelve - logLikelihood) < 1e-10)
    let data = try JSONEncoder().encode(evaluation)
    #expect(try JSONDecoder().decode(RetentionEvaluation.self, from: data) == evaluation)
  }

  @Test("chi-squared by hand; cells of less than five are taken together", .tags(.edge))
  func goodnessOfFit() throws {
    func cells(_ expected: [Double], _ actual: [Double]) -> [GoodnessOfFit.Cell] {
      zip(expected, actual).map { GoodnessOfFit.Cell(label: "", expected: $0, actual: $1) }
    }
    let fit = GoodnessOfFit(groups: [cells([50, 30, 16, 3, 1], [44, 33, 18, 5, 0])], parameters: 1)
    // 36 / 50 + 9 / 30 + (23 - 20)^2 / 20.
    #expect(relativeError(fit.chiSquared, 0.72 + 0.3 + 0.45) < 1e-14)
    #expect(fit.degreesOfFreedom == 1 && fit.cells.count == 5)
    // erfc(sqrt(1.47 / 2)), the upper tail of one degree of freedom.
    #expect(relativeError(try #require(fit.p), erfc((1.47 / 2).squareRoot())) < 1e-12)
    let none = GoodnessOfFit(groups: [cells([10, 10], [9, 11])], parameters: 2)
    #expect(none.degreesOfFreedom == 0 && none.p == nil)
  }
}
