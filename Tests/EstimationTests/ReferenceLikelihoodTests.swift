import CustomerData
import CustomerModels
import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whole samples at given parameters, without any search: what tells an error of the likelihood from one of the fit.
@Suite("Log-likelihoods of whole samples", .tags(.reference))
struct ReferenceLikelihoodTests {
  static let models: [String: any TransactionModel.Type] = [
    "nbd": NBD.self, "bgnbd": BGNBD.self, "mbgnbd": MBGNBD.self, "pnbd": ParetoNBD.self, "ggomnbd": GGompertzNBD.self,
    "bgcnbd1": BGCNBD<Erlang1>.self, "bgcnbd2": BGCNBD<Erlang2>.self, "bgcnbd3": BGCNBD<Erlang3>.self,
    "bgcnbd4": BGCNBD<Erlang4>.self, "mbgcnbd1": MBGCNBD<Erlang1>.self, "mbgcnbd2": MBGCNBD<Erlang2>.self,
    "mbgcnbd3": MBGCNBD<Erlang3>.self, "mbgcnbd4": MBGCNBD<Erlang4>.self,
    // The package chose k = 1 on both logs.
    "mbgcnbd (k chosen)": MBGCNBD<Erlang1>.self,
  ]

  let entries = ReferenceFitTests.entries

  @Test("at every reference estimate")
  func references() throws {
    for entry in entries where entry["role"].string == "reference MLE" {
      try check(entry, against: entry["loglik"].number)
    }
  }

  @Test("at every estimate of a package, where it is nowhere higher than at the reference")
  func packages() throws {
    var compared = 0
    for entry in entries where entry["role"].string != "reference MLE" {
      // Two curves in one entry, without a log-likelihood: `ContractFitTests`.
      guard let expected = entry["loglik_reference_at_these_params"].double else { continue }
      // Not that of lifetimes, which is in rescaled time and in part a mean; pymc-marketing prints none.
      try check(entry, against: expected, printed: entry["loglik_note"].isNull ? entry["loglik_reported"].double : nil)
      compared += 1
    }
    #expect(compared == 86)
  }

  @Test("at the reference estimates in 34 digits, where the gradient is nil")
  func multiprecision() throws {
    let file = try JSONValue(contentsOf: Repository.reference("fits_multiprecision_check.json"))
    #expect(file.keys.count == 7)
    for key in file.keys {
      let names = key.split(separator: "/").map(String.init)
      // All but apparel are shipped.
      guard let jet = try sum(model: names[0], dataset: names[1], at: file[key]["params"]) else { continue }
      #expect(relativeError(jet.value, file[key]["loglik_mpmath"].number) < 1e-13, "\(key)")
      // The terms that cancel in a component of the gradient are of the order of the number of customers.
      let gradient = jet.gradient.map(abs).max()!
      #expect(abs(gradient - file[key]["max_abs_gradient_log_params"].number) < 1e-7, "\(key)")
    }
  }

  /// The sample's log-likelihood against values with rounding errors of their own.
  private func check(_ entry: JSONValue, against expected: Double, printed: Double? = nil) throws {
    let (model, dataset) = (entry["model"].string!, entry["dataset_key"].string!)
    guard let value = try sum(model: model, dataset: dataset, at: entry["params"])?.value else { return }
    let label = "\(entry["source"]["package"].string!): \(model) on \(dataset)"
    let tolerance = 1e-8 * max(1, abs(expected) / 1e4)
    #expect(abs(value - expected) < tolerance, "\(label)")
    if let printed {
      // BTYDplus prints NBD's without the counts.
      let counts = model == "nbd" ? Self.sample(dataset)!.purchases.logCountsGivenTimes : 0
      #expect(abs(value - counts - printed) < tolerance, "\(label)")
    }
    let best = entries.first {
      $0["role"].string == "reference MLE" && $0["model"].string == model && $0["dataset_key"].string == dataset
    }
    if let best { #expect(value < best["loglik"].number + 0.1 * tolerance, "\(label)") }
  }

  /// Sum over a sample; nil where the sample is not beside the checkout. That of NBD has the probability of the counts.
  private func sum(model: String, dataset: String, at parameters: JSONValue) throws -> LikelihoodJet? {
    switch model {
    case "gg":
      guard let sample = Self.sample(dataset) else { return nil }
      return try sum(GammaGamma.self, at: parameters, names: ["p", "q", "v"], on: sample.spend)
    case "bgbb": return try sum(BGBB.self, at: parameters, on: BGBBFitTests.donations)
    case "sbg": return try sum(SBG.self, at: parameters, on: Self.cohort(dataset))
    case "bdw": return try sum(BDW.self, at: parameters, on: Self.cohort(dataset))
    default:
      guard let purchases = Self.sample(dataset)?.purchases else { return nil }
      let type = try #require(Self.models[model])
      var jet = try sum(of: type, at: parameters, on: purchases)
      if model == "nbd" { jet.value += purchases.logCountsGivenTimes }
      return jet
    }
  }

  private func sum<Model: TransactionModel>(
    of model: Model.Type, at parameters: JSONValue, on purchases: PurchasePatterns
  ) throws -> LikelihoodJet {
    try sum(model, at: parameters, on: purchases)
  }

  private func sum<Model: ParametricModel>(
    _ model: Model.Type, at parameters: JSONValue, names: [String]? = nil, on observations: Model.Observations
  ) throws -> LikelihoodJet {
    let model = try Model(parameters: (names ?? Model.parameterNames).map { parameters[$0].number })
    var jet = LikelihoodJet(parameterCount: Model.parameterNames.count)
    Model.likelihood(of: observations).evaluator(at: model).accumulate(0..<observations.count, into: &jet)
    return jet
  }

  private static func sample(_ dataset: String) -> SampleLogs.Summary? {
    switch dataset {
    case "cdnow_sample_weeks": SampleLogs.cdnow
    case "cdnow_sample_days": SampleLogs.cdnowDays
    case "cdnow_master_weeks": SampleLogs.cdnowMaster
    case "apparel_weeks": SampleLogs.apparel
    default: preconditionFailure(dataset)
    }
  }

  private static func cohort(_ dataset: String) -> SubscriberPatterns {
    (dataset == "fh2007_highend_7y" ? ContractFitTests.highEnd : ContractFitTests.regular).patterns
  }
}

extension PurchasePatterns {
  /// x log T - log x! over all customers: how much more log-probability the counts of Poisson purchases have than the
  /// density of their times.
  var logCountsGivenTimes: Double {
    var sum = 0.0
    for index in 0..<count where frequencies[index] > 0 {
      let x = Double(frequencies[index])
      sum += weights[index] * (x * log(ages[index]) - lgamma(x + 1))
    }
    return sum
  }
}
