import CustomerData
import CustomerModels
import Estimation
import Foundation
import Optimizers
import Parallelism
import Testing
import TestSupport

@Suite(.tags(.reference)) struct ReferenceFitTests {
  /// The maximum likelihood estimates of `fits.json`, found with 34-digit arithmetic as a check.
  static var entries: [JSONValue] { try! JSONValue(contentsOf: Repository.reference("fits.json"))["entries"].array }

  static func entry(_ model: String, _ dataset: String) -> JSONValue {
    entries.first {
      $0["role"].string == "reference MLE" && $0["model"].string == model && $0["dataset_key"].string == dataset
    }!
  }

  /// Parameters, log-likelihood, standard errors and the whole covariance matrix; the number of remarks unless nil.
  func check<Model>(
    _ fit: Fit<Model>, against entry: JSONValue, names: [String]? = nil, logLikelihoodOffset offset: Double = 0,
    remarks: Int? = 0
  ) {
    let order = names ?? Model.parameterNames
    let label = "\(Model.name) on \(entry["dataset_key"].string ?? "a simulated log")"
    #expect(fit.report.status == .converged, "\(label)")
    if let remarks { #expect(fit.report.messages.count == remarks, "\(label)") }
    if let customers = entry["customers"].double { #expect(fit.customers == Int(customers), "\(label)") }
    let expected = entry["loglik"].number
    #expect(abs(fit.logLikelihood + offset - expected) < 1e-8 * max(1, abs(expected) / 1e4), "\(label)")
    for (i, name) in order.enumerated() {
      #expect(relativeError(fit.model.parameters[i], entry["params"][name].number) < 1e-8, "\(label) \(name)")
      #expect(relativeError(fit.standardErrors[i]!, entry["se"][name].number) < 1e-6, "\(label) \(name)")
      for j in order.indices {
        // The reference differentiates numerically; an off-diagonal is a small difference of large terms.
        let scale = (entry["vcov"][i][i].number * entry["vcov"][j][j].number).squareRoot()
        #expect(abs(fit.covariance[i, j]! - entry["vcov"][i][j].number) < 1e-6 * scale, "\(label) \(i) \(j)")
        if let logarithmic = entry["vcov_of_log_params"].array.isEmpty ? nil : entry["vcov_of_log_params"][i][j].double
        {
          #expect(abs(fit.logCovariance[i, j]! - logarithmic) < 1e-6, "\(label) \(i) \(j)")
        }
      }
    }
    #expect(fit.report.gradientNorm < 1e-9, "\(label)")
  }

  @Test("BG/NBD on the CDNOW sample")
  func sample() throws {
    let fit = try MaximumLikelihood.fit(BGNBD.self, to: SampleLogs.cdnow.purchases)
    check(fit, against: Self.entry("bgnbd", "cdnow_sample_weeks"))
  }

  @Test("BG/NBD on all of CDNOW")
  func master() throws {
    let fit = try MaximumLikelihood.fit(BGNBD.self, to: SampleLogs.cdnowMaster.purchases)
    check(fit, against: Self.entry("bgnbd", "cdnow_master_weeks"))
  }

  @Test("MBG/NBD, Pareto/NBD and NBD on the CDNOW sample, all of CDNOW and a simulated log")
  func relatives() throws {
    try checkRelatives(on: SampleLogs.cdnow.purchases) { Self.entry($0, "cdnow_sample_weeks") }
    try checkRelatives(on: SampleLogs.cdnowMaster.purchases) { Self.entry($0, "cdnow_master_weeks") }
    let fits = try JSONValue(contentsOf: Repository.reference("synth_fits.json"))["fits"].array
    try checkRelatives(on: SampleLogs.synthetic.purchases) { name in fits.first { $0["model"].string == name }! }
  }

  @Test("BG/NBD, MBG/NBD, Pareto/NBD and NBD on the CDNOW sample in days")
  func days() throws {
    let days = SampleLogs.cdnowDays.purchases
    check(try MaximumLikelihood.fit(BGNBD.self, to: days), against: Self.entry("bgnbd", "cdnow_sample_days"))
    try checkRelatives(on: days) { Self.entry($0, "cdnow_sample_days") }
  }

  @Test("All models of 600 apparel customers, 104 weeks")
  func apparel() throws {
    // The log may not be shipped: skipped where it is not beside the checkout.
    guard let apparel = SampleLogs.apparel else {
      print("skipped: the apparel log is not beside the checkout")
      return
    }
    // One remark: equal loyalties fit nearly as well.
    let fit = try MaximumLikelihood.fit(BGNBD.self, to: apparel.purchases)
    check(fit, against: Self.entry("bgnbd", "apparel_weeks"), remarks: 1)
    try checkRelatives(on: apparel.purchases) { Self.entry($0, "apparel_weeks") }
    let spend = try MaximumLikelihood.fit(GammaGamma.self, to: apparel.spend)
    check(spend, against: Self.entry("gg", "apparel_weeks"), names: ["p", "q", "v"])
  }

  private func checkRelatives(on patterns: PurchasePatterns, _ entry: (String) -> JSONValue) throws {
    // A small sample to compare starts on keeps unoptimised builds quick.
    let options = MaximumLikelihood.Options(explorationSize: 512)
    check(try MaximumLikelihood.fit(MBGNBD.self, to: patterns, options: options), against: entry("mbgnbd"))
    check(try MaximumLikelihood.fit(ParetoNBD.self, to: patterns, options: options), against: entry("pnbd"))
    check(
      try MaximumLikelihood.fit(NBD.self, to: patterns, options: options), against: entry("nbd"),
      logLikelihoodOffset: patterns.logCountsGivenTimes)
  }

  @Test("Gamma-Gamma on the CDNOW sample: 946 customers with an amount")
  func spend() throws {
    let fit = try MaximumLikelihood.fit(GammaGamma.self, to: SampleLogs.cdnow.spend)
    #expect(fit.customers == 946)
    check(fit, against: Self.entry("gg", "cdnow_sample_weeks"), names: ["p", "q", "v"])
  }

  @Test("Gamma-Gamma on all of CDNOW")
  func masterSpend() throws {
    let fit = try MaximumLikelihood.fit(GammaGamma.self, to: SampleLogs.cdnowMaster.spend)
    check(fit, against: Self.entry("gg", "cdnow_master_weeks"), names: ["p", "q", "v"])
  }

  @Test("BG/NBD and Gamma-Gamma on a simulated log with staggered first purchases")
  func synthetic() throws {
    let fits = try JSONValue(contentsOf: Repository.reference("synth_fits.json"))["fits"].array
    let purchases = try MaximumLikelihood.fit(BGNBD.self, to: SampleLogs.synthetic.purchases)
    check(purchases, against: fits.first { $0["model"].string == "bgnbd" }!)
    let spend = try MaximumLikelihood.fit(GammaGamma.self, to: SampleLogs.synthetic.spend)
    check(spend, against: fits.first { $0["model"].string == "gg" }!, names: ["p", "q", "v"])
  }
}
