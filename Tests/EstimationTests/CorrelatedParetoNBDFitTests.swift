import CustomerData
import CustomerModels
import Estimation
import Foundation
import Optimizers
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Fits of Pareto/NBD with correlation", .tags(.reference))
struct CorrelatedParetoNBDFitTests {
  /// The estimate for the CDNOW sample. An independent maximisation (Nelder-Mead on a 48-point quadrature of the dropout
  /// integral, in another language) ended at the same point to 6 digits, with -9584.093105632768.
  static let estimate = [0.4620043541, 8.046254428, 0.2217644413, 4.555312233, 37.69793478]

  /// The mixture of four by which Sarmanov's prior is written, with kernels e^(-lambda) and e^(-mu) per week.
  ///
  /// Source: CLVTools 0.12.1, `pnbd(use.cor = TRUE)` on the CDNOW sample: r .54318, alpha 10.10014, s .50885, beta
  /// 9.17912, correlation .08612, log-likelihood -9591.766.
  @Test("the mixture of four components gives the log-likelihood of CLVTools at its estimate", .tags(.reference))
  func published() throws {
    let (r, alpha, s, beta, correlation) = (0.54318, 10.10014, 0.50885, 9.17912, 0.08612)
    let (levelA, levelB) = (pow(alpha / (alpha + 1), r), pow(beta / (beta + 1), s))
    let m = correlation / ((r * s).squareRoot() / (alpha + 1) / (beta + 1))
    let components = [
      (1 + m, try ParetoNBD(r: r, alpha: alpha, s: s, beta: beta)),
      (-m, try ParetoNBD(r: r, alpha: alpha + 1, s: s, beta: beta)),
      (-m, try ParetoNBD(r: r, alpha: alpha, s: s, beta: beta + 1)),
      (m, try ParetoNBD(r: r, alpha: alpha + 1, s: s, beta: beta + 1)),
    ]
    // The printed estimate lies on the bound beyond which the prior is negative somewhere.
    let omega = m / (levelA * levelB)
    #expect(relativeError(omega, 1 / (levelA * (1 - levelB))) < 1e-3)
    let purchases = SampleLogs.cdnow.purchases
    var sum = 0.0
    for index in 0..<purchases.count {
      let history = purchases[index]
      let likelihood = components.reduce(0.0) { $0 + $1.0 * exp($1.1.logLikelihood(of: history)) }
      sum += purchases.weights[index] * log(likelihood)
    }
    #expect(abs(sum - -9591.766) < 6e-4)
  }

  @Test("the estimate for the CDNOW sample is a summit, higher than what CLVTools finds")
  func summit() throws {
    let model = try CorrelatedParetoNBD(parameters: Self.estimate)
    let purchases = SampleLogs.cdnow.purchases
    var jet = LikelihoodJet(parameterCount: 5)
    CorrelatedParetoNBD.likelihood(of: purchases).evaluator(at: model).accumulate(0..<purchases.count, into: &jet)
    // CLVTools with use.cor = TRUE: -9591.766; without correlation -9594.976.
    #expect(abs(jet.value - -9584.093_105_632_768) < 1e-8)
    #expect(jet.gradient.allSatisfy { abs($0) < 1e-5 })
    #expect(abs(model.correlation - 0.290192) < 1e-6)
  }

  @Test("a fit finds it, with standard errors")
  func sample() throws {
    guard CNBDFitTests.isThorough else {
      print("skipped: a minute in an unoptimised build; LIFETIMEVALUE_STRESS=1 runs it")
      return
    }
    let fit = try MaximumLikelihood.fit(CorrelatedParetoNBD.self, to: SampleLogs.cdnow.purchases)
    #expect(fit.report.status == .converged)
    for (value, expected) in zip(fit.model.parameters, Self.estimate) { #expect(relativeError(value, expected) < 1e-7) }
    #expect(fit.standardErrors.allSatisfy { $0 != nil })
  }

  @Test("on a tenth of it, an answer with a correlation or the sentence that it is as close as can be")
  func part() throws {
    let all = SampleLogs.cdnow.purchases
    let chosen = (0..<all.count).filter { $0 % 10 == 0 }
    let purchases = all.selecting(chosen, weights: chosen.map { all.weights[$0] })
    let fit = try MaximumLikelihood.fit(CorrelatedParetoNBD.self, to: purchases)
    let simple = try MaximumLikelihood.fit(ParetoNBD.self, to: purchases)
    #expect(fit.logLikelihood >= simple.logLikelihood - 1e-9)
    #expect(fit.report.status == .converged || !fit.report.messages.isEmpty)
  }
}
