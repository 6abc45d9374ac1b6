import CustomerData
import CustomerModels
import DelimitedText
import Estimation
import Foundation
import Optimizers
import Parallelism
import TestSupport
import Testing

/// Customers with covariates: the log and what is known of each besides.
struct CovariateSample: Sendable {
  let summary: CustomerSummary
  let frame: CovariateFrame

  /// A model fitted with covariates to all customers, or to the rows given.
  func fit<Model: ParametricModel>(
    _ model: Model.Type, _ choice: CovariateChoice, rows: [Int]? = nil, threads: ThreadCount = .all
  ) throws -> (fit: CovariateFit<Model>, coded: CodedCovariates) where Model.Observations == PurchasePatterns {
    let coded = try CodedCovariates(choice, for: model, frame: frame)
    let cells = frame.cells(of: coded.codings.map(\.covariate))
    let (patterns, ends) = cells.purchasePatterns(of: summary, rows: rows)
    return (try fit(model, choice, coded, CellObservations(observations: patterns, ends: ends), cells, threads), coded)
  }

  /// The same for spend.
  func fitSpend(_ choice: CovariateChoice) throws -> (fit: CovariateFit<GammaGamma>, coded: CodedCovariates) {
    let coded = try CodedCovariates(choice, for: GammaGamma.self, frame: frame)
    let cells = frame.cells(of: coded.codings.map(\.covariate))
    let (patterns, ends) = cells.spendPatterns(of: summary)
    let data = CellObservations(observations: patterns, ends: ends)
    return (try fit(GammaGamma.self, choice, coded, data, cells, .all), coded)
  }

  private func fit<Model: ParametricModel>(
    _ model: Model.Type, _ choice: CovariateChoice, _ coded: CodedCovariates,
    _ data: CellObservations<Model.Observations>, _ cells: CovariateCells, _ threads: ThreadCount
  ) throws -> CovariateFit<Model> {
    let weights = (0..<data.cells).map { data.range($0).reduce(0.0) { $0 + data.observations.weights[$1] } }
    let design = try coded.design(frame, rows: cells.firstRows, weights: weights, lambda: choice.lambda)
    // More than 600 observations are explored on a sample: that much is enough here, and unoptimised code is slow.
    return try MaximumLikelihood.fit(
      model, to: data, design: design, options: .init(threads: threads, explorationSize: 300))
  }

  /// The apparel customers, their first 104 weeks; nil where the data are not beside the checkout.
  static let apparel: CovariateSample? = {
    guard let log = Repository.sharedData("apparel_transactions.csv.gz"),
      let table = Repository.sharedData("apparel_static_covariates.csv.gz")
    else { return nil }
    var options = LogOptions()
    options.observationEnd = CalendarDay("2006-12-31")!
    options.unit = .week
    let summary = try! SummarizedLog(reading: .file(log.path), options: options).summary
    let frame = try! CovariateFrame(
      reading: .file(table.path), columns: ["gender", "channel"], of: summary, options: options)
    return CovariateSample(summary: summary, frame: frame)
  }()

  /// The CDNOW customers to the end of calibration, with amount and month of their first orders.
  static let cdnow: CovariateSample = {
    var options = LogOptions()
    options.observationEnd = CalendarDay("1997-09-30")!
    options.unit = .week
    let log = InputLocation.file(Repository.cdnow("cdnow_sample.csv.gz").path)
    let summary = try! SummarizedLog(reading: log, options: options).summary
    // All that was spent less the repeat purchases.
    let first = (0..<summary.count).map { row in
      summary.totalSpends[row] - Double(summary.spendCounts[row]) * summary.spendMeans[row]
    }
    let month = summary.firstDays.map { $0 < 9893 ? UInt32(0) : $0 < 9921 ? 1 : 2 }
    return CovariateSample(
      summary: summary,
      frame: CovariateFrame(
        columns: [
          CovariateColumn(name: "first_amount", values: .numbers(first)),
          CovariateColumn(name: "month", values: .levels(month, names: ["1", "2", "3"])),
        ], count: summary.count))
  }()
}

/// Fits of `Tests/Reference/own_covariates.json`.
struct CovariateReference: Decodable, Sendable {
  struct Entry: Decodable, Sendable, CustomStringConvertible {
    let label: String
    let dataset: String
    let model: String
    let parameters: [String: Double]
    let standardErrors: [String: Double]
    let coefficients: [String: Double]
    let coefficientErrors: [String: Double]
    let logLikelihood: Double
    let degreesOfFreedom: Double
    var description: String { "\(label), \(model) on \(dataset)" }
  }
  let entries: [Entry]

  static func entry(_ label: String, _ model: String, _ dataset: String) throws -> Entry {
    let data = try Data(contentsOf: Repository.reference("own_covariates.json"))
    let all = try JSONDecoder().decode(CovariateReference.self, from: data).entries
    return try #require(all.first { $0.label == label && $0.model == model && $0.dataset == dataset })
  }

  /// Holds a fit against the reference: parameters and standard errors to 1e-6 relative, the log-likelihood to 1e-8.
  static func check<Model: ParametricModel>(
    _ fitted: (fit: CovariateFit<Model>, coded: CodedCovariates), _ label: String, _ dataset: String
  ) throws {
    let entry = try entry(label, Model.name, dataset)
    let (fit, coded) = fitted
    #expect(fit.report.status == .converged)
    #expect(abs(fit.logLikelihood - entry.logLikelihood) < 1e-8 * abs(entry.logLikelihood), "\(entry)")
    #expect(abs(fit.degreesOfFreedom - entry.degreesOfFreedom) < 1e-5, "\(entry)")
    let errors = fit.covariance.standardErrors
    for (index, name) in Model.parameterNames.enumerated() {
      #expect(relativeError(fit.model.parameters[index], entry.parameters[name]!) < 1e-6, "\(entry): \(name)")
      #expect(relativeError(errors[index]!, entry.standardErrors[name]!) < 1e-5, "\(entry): \(name)")
    }
    #expect(entry.coefficients.count == coded.terms.count)
    for (index, term) in coded.terms.enumerated() {
      let name = coded.name(of: term)
      let scale = coded.scale(ofColumn: term.column)
      let expected = try #require(entry.coefficients[name], "\(name)")
      let error = entry.coefficientErrors[name]!
      #expect(abs(fit.coefficients[index] / scale - expected) < 1e-6 * max(abs(expected), error), "\(entry): \(name)")
      let own = errors[Model.parameterNames.count + index]! / scale
      #expect(relativeError(own, error) < 1e-5, "\(entry): \(name)")
    }
  }
}

@Suite("Reference fits with covariates", .tags(.reference)) struct CovariateReferenceTests {
  static let both: [CovariateProcess: [String]] = [
    .purchase: ["gender", "channel"], .dropout: ["gender", "channel"],
  ]

  @Test("apparel: Pareto/NBD plain, penalised and constrained, NBD, MBG/NBD, BG/NBD and Gamma-Gamma")
  func apparel() throws {
    guard let sample = CovariateSample.apparel else {
      print("skipped: the apparel data are not beside the checkout")
      return
    }
    let plain = CovariateChoice(covariates: Self.both)
    try CovariateReference.check(try sample.fit(ParetoNBD.self, plain), "static", "apparel")
    var penalised = plain
    penalised.penalty = .fixed([.purchase: 0.01, .dropout: 0.02])
    try CovariateReference.check(try sample.fit(ParetoNBD.self, penalised), "penalised", "apparel")
    var equal = plain
    equal.equal = ["gender"]
    try CovariateReference.check(try sample.fit(ParetoNBD.self, equal), "equal", "apparel")
    try CovariateReference.check(try sample.fit(MBGNBD.self, plain), "static", "apparel")
    let purchase = CovariateChoice(covariates: [.purchase: ["gender", "channel"]])
    try CovariateReference.check(try sample.fit(NBD.self, purchase), "static", "apparel")
    try CovariateReference.check(try sample.fit(BGNBD.self, purchase), "purchase", "apparel")
    penalised.penalty = .fixed([.dropout: 0.01])
    try CovariateReference.check(try sample.fit(BGNBD.self, penalised), "penalised", "apparel")
    let spend = CovariateChoice(covariates: [.spend: ["gender", "channel"]])
    try CovariateReference.check(try sample.fitSpend(spend), "static", "apparel")
  }

  @Test("CDNOW: amount and month of the first order, numbers on their own scale")
  func cdnow() throws {
    var choice = CovariateChoice(
      covariates: [.purchase: ["first_amount", "month"], .dropout: ["first_amount"]], references: ["month": "2"])
    try CovariateReference.check(try CovariateSample.cdnow.fit(ParetoNBD.self, choice), "first order", "cdnow")
    try CovariateReference.check(try CovariateSample.cdnow.fit(BGNBD.self, choice), "first order", "cdnow")
    choice.dropoutParameters = ["a", "b"]
    try CovariateReference.check(try CovariateSample.cdnow.fit(BGNBD.self, choice), "two", "cdnow")
  }

  @Test("BG/NBD with dropout covariates on the apparel set has no summit: the report says which coefficient runs away")
  func ridge() throws {
    guard let sample = CovariateSample.apparel else {
      print("skipped: the apparel data are not beside the checkout")
      return
    }
    let (fit, _) = try sample.fit(BGNBD.self, CovariateChoice(covariates: Self.both))
    #expect(fit.report.status == .boundary)
    // CLVTools 0.12.1 ends at a = 4582, b = 33831 with standard errors; here a and b have none.
    #expect(fit.covariance.standardErrors[2] == nil && fit.covariance.standardErrors[3] == nil)
    #expect(fit.covariance.standardErrors[0] != nil)
    #expect(fit.report.messages.contains { $0.contains("channel (dropout) falls without bound") })
    #expect(fit.report.messages.contains { $0.contains("penalise") })
  }
}
