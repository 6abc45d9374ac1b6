import LifetimeValue

extension Predict {
  /// Predicts with the model file of a contract: cohorts' curves, or subscribers one by one.
  func predictSubscriptions(_ artifact: SubscriptionArtifact) throws {
    if columns != nil {
      throw Failure(.usage, "--columns is for models in continuous time; \(model) is another model")
    }
    if let unit = reading.unit, let known = artifact.contract.unit, unit != known {
      throw Failure(.usage, "--unit \(unit.rawValue): \(model) was fitted with periods of a \(known.rawValue)")
    }
    var clock = PhaseClock(quiet: settings.quiet)
    let ahead = try PeriodsAhead(
      periods: periods, horizon: forecast.horizon, discountRate: forecast.discountRate,
      unit: artifact.contract.unit ?? reading.unit)
    let target = try OutputTarget(output, inputs: [model, input] + covariates.files, rejects: reading.rejects)
    try target.check()
    let options = reading.logOptions(threads: settings.threadCount)
    let table = try clock.measure("read") {
      try SubscriptionTable.read(input, options: options, settings: settings)
    }
    let names = artifact.covariateNames
    if names.isEmpty && covariates.covariates != nil {
      throw Failure(.usage, "--covariates: \(model) was fitted without covariates")
    }
    let frame: CovariateFrame? = try clock.measure("covariates", when: !names.isEmpty) {
      if names.isEmpty { return nil }
      return try covariates.frame(
        names, of: table, categorical: artifact.categoricalCovariates, input: input, options: options)
    }
    covariates.tellOfStrangers(frame, quiet: settings.quiet)
    let models = try artifact.assignment(covariates: frame)
    if price != nil && ahead.discountRate == nil {
      StandardError.write("clv: warning: \(PeriodsAhead.undiscountedWarning)")
    }
    let terms = try price.flatMap { price in
      try ahead.discountRate.map {
        try SubscriptionTerms(price: price, margin: forecast.margin, payment: payment, discountRate: $0)
      }
    }
    let format = csv.format
    let line = clock.line
    let written: WrittenOutput<Void>
    switch table.content {
    case .cohorts(let cohorts):
      guard let count = ahead.count else {
        throw Failure(.usage, "a curve has an end: say --periods N, or a finite --horizon")
      }
      let projections = try clock.measure("score") {
        try cohorts.cohorts.enumerated().map { index, cohort -> CohortProjection in
          if let frame {
            return CohortProjection(
              of: cohort, model: models[index],
              logCovariance: try artifact.logCovariance(ofCohort: index, covariates: frame), periods: count)
          }
          return CohortProjection(
            of: cohort, model: try artifact.model(ofCohort: cohort.name),
            logCovariance: artifact.logCovariance(ofCohort: cohort.name), periods: count)
        }
      }
      written = try clock.measure("write", shown: !target.isTerminal) {
        try target.write { sink in try CohortProjection.write(projections, to: sink, format: format) }
      }
    case .subscribers(let histories, let identifiers, let counts):
      let predictions = clock.measure("score") {
        SubscriberPredictions(
          of: histories, models: models, periods: ahead.count, discountRate: ahead.discountRate, terms: terms,
          threads: options.threads)
      }
      written = try clock.measure("write", shown: !target.isTerminal) {
        try target.write { sink in
          try predictions.write(
            identifiers: identifiers, counts: counts, to: sink, format: format, threads: settings.threadCount,
            progress: line.customers(of: predictions.count))
        }
      }
    }
    guard target.isFile else { return }
    let newcomer = NewSubscriber(try artifact.model(), ahead: ahead, terms: terms)
    switch settings.format {
    case .text:
      try StandardOutput.write(
        ["\(NumberText.count(table.audit.customers)) customers", ""]
          + newcomer.lines(artifact.contract.covariates.map { CovariateSection($0).centre })
          + ["", "Predictions: \(output!)"])
    case .json:
      try StandardOutput.write(
        JSONDocument.encode(
          ContractPredictDocument(
            customers: table.audit.customers, newSubscriber: newcomer, audit: table.audit, phases: clock.phases)))
    }
    try written.place()
  }
}

/// What a subscriber who starts now is worth.
private struct NewSubscriber: Encodable {
  /// Periods paid for, the first included.
  @NullWhenNil private var expectedPeriods: Double?
  @NullWhenNil private var discountedPeriods: Double?
  @NullWhenNil private var lifetimeValue: Double?

  init(_ model: any ContractModel, ahead: PeriodsAhead, terms: SubscriptionTerms?) {
    func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
    expectedPeriods = finite(model.expectedLifetime(over: ahead.count))
    discountedPeriods = finite(
      ahead.discountRate.map { model.discountedExpectedLifetime(discountRate: $0, over: ahead.count) })
    lifetimeValue = finite(terms.map { model.lifetimeValue($0, over: ahead.count) })
  }

  /// - Parameter centre: whose parameters the model's are, where it has covariates.
  func lines(_ centre: String?) -> [String] {
    let who = centre.map { "a new subscriber (\($0))" } ?? "a new subscriber"
    var table = TextTable(header: ["\(who), within the horizon", ""], alignments: [.left, .right])
    table.add(["periods paid for, the first included", NumberText.fixed(expectedPeriods, 4)])
    table.add(["the same, discounted", NumberText.fixed(discountedPeriods, 4)])
    table.add(["lifetime value", NumberText.fixed(lifetimeValue, 2)])
    return table.lines
  }
}

/// `clv predict --format json` of a contract, with a file as output.
private struct ContractPredictDocument: Encodable {
  let customers: Int
  let newSubscriber: NewSubscriber
  let audit: Audit
  let phases: [PhaseClock.Phase]
}
