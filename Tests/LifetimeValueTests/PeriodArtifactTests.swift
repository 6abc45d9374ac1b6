import Foundation
import LifetimeValue
import TestSupport
import Testing

@Suite("Model files of contracts and of discrete opportunities")
struct PeriodArtifactTests {
  private static func models(_ path: String) -> String { Repository.root.appending(path: "Models/\(path)").path }

  private func compare(_ new: FittedModel, _ old: FittedModel) {
    #expect(new.parameterOrder == old.parameterOrder && new.customers == old.customers)
    #expect(abs(new.logLikelihood - old.logLikelihood) < 1e-8)
    for parameter in new.parameterOrder {
      #expect(relativeError(new.parameters[parameter]!, old.parameters[parameter]!) < 1e-8)
      // Standard errors carry the curvature's rounding; processors differ in the last digits.
      #expect(relativeError(new.standardErrors[parameter]!!, old.standardErrors[parameter]!!) < 1e-7)
    }
  }

  @Test("the artefact in Models/Donations is what a fit gives today", .tags(.reference))
  func donations() throws {
    var options = LogOptions()
    options.period = .year
    options.observationEnd = CalendarDay("2001-12-31")
    let table = try OpportunityTable(
      reading: .file(Self.models("Donations/donations_1995_cohort.csv.gz")), options: options)
    let fresh = try OpportunityArtifact(fitting: table, options: options)
    let file = try ModelFile(contentsOfFile: Self.models("Donations/donations_1995_cohort.model.json"))
    guard case .opportunities(let shipped) = file else {
      Issue.record("another kind of model file")
      return
    }
    compare(fresh.transactions, shipped.transactions)
    #expect(fresh.fingerprint == shipped.fingerprint && fresh.audit == shipped.audit)
    #expect(fresh.window == shipped.window && fresh.opportunity == shipped.opportunity)
  }

  @Test(
    "the artefacts in Models/Subscriptions are what a fit gives today", .tags(.reference), arguments: ["sbg", "bdw"])
  func subscriptions(name: String) throws {
    let table = try SubscriptionTable(reading: .file(Self.models("Subscriptions/sbg_retention.csv.gz")))
    let fresh = try SubscriptionArtifact(fitting: table, model: name, unit: nil, sideBySide: true)
    let file = try ModelFile(contentsOfFile: Self.models("Subscriptions/sbg_retention.\(name).model.json"))
    guard case .subscriptions(let shipped) = file else {
      Issue.record("another kind of model file")
      return
    }
    compare(fresh.contract, shipped.contract)
    for (new, old) in zip(fresh.cohorts!, shipped.cohorts!) {
      #expect(new.cohort == old.cohort)
      compare(new.contract!, old.contract!)
    }
    #expect(fresh.fingerprint == shipped.fingerprint && fresh.audit == shipped.audit)
    #expect(abs(fresh.commonFitTest!.statistic - shipped.commonFitTest!.statistic) < 1e-7)
  }

  @Test("a cohort's renewals determine as many parameters at most; one without a renewal is alike to any", .tags(.law))
  func commonFit() throws {
    let input = try TemporaryFile(
      "cohort,period,active\na,0,1000\na,1,700\na,2,560\na,3,480\nb,0,1000\nb,1,650\nc,0,500\n")
    let table = try SubscriptionTable(reading: .file(input.url.path))
    let artifact = try SubscriptionArtifact(fitting: table, model: "sbg", unit: nil, sideBySide: true)
    // Two parameters of a and one of b, against two in common.
    #expect(artifact.commonFitTest?.degreesOfFreedom == 1)
    #expect(artifact.cohorts?.map { $0.contract == nil } == [false, false, true])
    #expect(artifact.logCovariance(ofCohort: "b") == nil && artifact.logCovariance(ofCohort: "a") != nil)
    #expect(artifact.logCovariance(ofCohort: "c") == artifact.logCovariance())
  }
}
