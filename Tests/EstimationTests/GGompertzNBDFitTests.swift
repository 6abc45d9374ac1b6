import CustomerData
import CustomerModels
import Estimation
import Optimizers
import TestSupport
import Testing

@Suite("GGompertz/NBD fits", .tags(.reference))
struct GGompertzNBDFitTests {
  @Test("the simulated cohort gives the reference estimate")
  func simulated() throws {
    let entry = try JSONValue(contentsOf: Repository.reference("ggomnbd_sim_fit.json"))
    let fit = try MaximumLikelihood.fit(GGompertzNBD.self, to: SampleLogs.agingCohort)
    #expect(fit.report.status == .converged)
    #expect(fit.customers == 2500)
    #expect(abs(fit.logLikelihood - entry["loglik"].number) < 1e-8)
    for (i, name) in GGompertzNBD.parameterNames.enumerated() {
      #expect(relativeError(fit.model.parameters[i], entry["params"][name].number) < 1e-6)
      #expect(relativeError(fit.standardErrors[i]!, entry["se"][name].number) < 1e-5)
    }
    #expect(fit.report.gradientNorm < 1e-9)
  }

  @Test("on CDNOW it collapses to Pareto/NBD, and the report says so")
  func collapse() throws {
    // One pattern in ten, for time.
    let all = SampleLogs.cdnow.purchases
    let chosen = (0..<all.count).filter { $0 % 10 == 0 }
    let purchases = all.selecting(chosen, weights: chosen.map { all.weights[$0] })
    let fit = try MaximumLikelihood.fit(GGompertzNBD.self, to: purchases)
    #expect(fit.report.status == .boundary)
    #expect(fit.report.messages.contains { $0.contains("Pareto/NBD") }, "\(fit.report.messages)")
    let simpler = try MaximumLikelihood.fit(ParetoNBD.self, to: purchases)
    #expect(abs(fit.logLikelihood - simpler.logLikelihood) < 1e-5)
    #expect(relativeError(fit.model.r, simpler.model.r) < 1e-4)
    #expect(relativeError(fit.model.s, simpler.model.s) < 1e-4)
    #expect(relativeError(fit.model.beta / fit.model.b, simpler.model.beta) < 1e-4)
  }
}
