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
    #expect(fit.customers == 2500)
    ReferenceFitTests().check(fit, against: entry)
  }

  @Test("Pareto/NBD fits that cohort by its limit", .enabled(if: CNBDFitTests.isThorough))
  func ageless() throws {
    let entry = try JSONValue(contentsOf: Repository.reference("ggomnbd_sim_fit.json"))
    // Customers who age are best fitted by Pareto/NBD where all leave at one rate: s and beta without bound, where the
    // reference stopped at 1.1e7 and 4.1e8.
    let other = entry["pnbd_on_same_data"]
    let ageless = try MaximumLikelihood.fit(ParetoNBD.self, to: SampleLogs.agingCohort)
    #expect(ageless.report.status == .boundary)
    #expect(abs(ageless.logLikelihood - other["loglik"].number) < 1e-3)
    #expect(entry["loglik"].number > ageless.logLikelihood + 170)
    for name in ["r", "alpha"] {
      let index = ParetoNBD.parameterNames.firstIndex(of: name)!
      #expect(relativeError(ageless.model.parameters[index], other["params"][name].number) < 1e-4, "\(name)")
    }
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
