public import CustomerData
import CustomerModels
public import Estimation
import Parallelism

extension ModelArtifact {
  /// Fits models to a summary.
  ///
  /// - Parameters:
  ///   - summary: one row per customer, or a table of patterns.
  ///   - audit: what was read to make it.
  ///   - options: how it was read; the rules and the window go into the artefact.
  ///   - choice: which models. Without amounts in the summary no spending model is fitted.
  ///   - groups: a column by customer: each of its groups is fitted on its own too.
  ///   - rule: by which that column was read.
  ///   - covariates: what is known of the customers besides, row by row, and what it is to act on; not beside groups.
  ///   - progress: called at every step of the fits to all customers, from any thread.
  /// - Throws: `ArtifactFitError`.
  public init(
    fitting summary: CustomerSummary, audit: Audit, options: LogOptions, choice: ModelChoice = ModelChoice(),
    groups attribute: CustomerAttribute? = nil, rule: CustomerAttribute.Rule = .constant,
    covariates: CovariateInput? = nil, progress: (@Sendable (FitProgress) -> Void)? = nil
  ) throws(ArtifactFitError) {
    precondition(attribute == nil || covariates == nil, "groups of customers have no covariates")
    let (purchases, spendPatterns) = summary.patterns(
      withSpend: choice.spend != nil && summary.hasSpend, threads: options.threads)
    let checksums = Aside(options.threads) { DataFingerprints(purchases, spendPatterns) }
    let described = covariates.map { DescribedCustomers(summary, $0) }
    var selection: ModelSelection?
    let transactions: FittedModel
    if choice.transactions == ModelSelection.name {
      let made = try ModelSelection(
        among: purchases, unit: summary.unit, regularity: choice.regularity,
        holdoutLogScores: choice.holdoutLogScores, described: described, threads: options.threads, progress: progress)
      transactions = made.chosen
      selection = made
    } else {
      transactions = try FittedModel.fitTransactions(
        choice, to: purchases, unit: summary.unit, described: described, threads: options.threads, progress: progress)
    }
    var spend: FittedModel?
    if let name = choice.spend, let patterns = spendPatterns {
      spend = try FittedModel.fitSpend(named: name, to: patterns, threads: options.threads, progress: progress)
      if let covariates { try spend?.refineSpend(with: covariates, of: summary, threads: options.threads) }
    }
    var groups: GroupedFits?
    if let attribute {
      groups = try GroupedFits(
        fitting: summary, attribute: attribute, rule: rule, transactions: transactions, spend: spend,
        threads: options.threads)
    }
    let fingerprints = checksums.wait()
    self.init(
      transactions: transactions.marked(fingerprints.purchases), spend: spend?.marked(fingerprints.spend),
      groups: groups, rules: ReadingRules(options),
      window: ObservationWindow(
        start: options.observationStart?.description,
        end: (summary.observationEnd ?? options.observationEnd)?.description),
      audit: audit, fingerprint: fingerprints.whole)
    candidates = selection?.candidates
    self.selection = selection?.reason
  }
}

extension FittedModel {
  /// Fits a model known only by its type; the checksum of its data is left to the caller.
  static func fit<Model: ParametricModel>(
    _ type: Model.Type, to observations: Model.Observations, unit: TimeUnit?, threads: ThreadCount,
    progress: (@Sendable (FitProgress) -> Void)? = nil
  ) throws(ArtifactFitError) -> FittedModel {
    do {
      return FittedModel(
        try MaximumLikelihood.fit(type, to: observations, options: .init(threads: threads), progress: progress),
        unit: unit)
    } catch {
      throw .notFitted(model: type.name, error)
    }
  }

  /// Fits the transaction model of a choice.
  ///
  /// A k to be chosen is that of the highest likelihood with the covariates; where their penalty is chosen too, which takes
  /// dozens of fits for each k, that of the highest likelihood without them.
  ///
  /// - Parameter described: the same customers with covariates; nil for none.
  static func fitTransactions(
    _ choice: ModelChoice, to purchases: PurchasePatterns, unit: TimeUnit, described: DescribedCustomers? = nil,
    threads: ThreadCount, progress: (@Sendable (FitProgress) -> Void)? = nil
  ) throws(ArtifactFitError) -> FittedModel {
    let name = choice.transactions
    func fit(regularity: Int?, _ described: DescribedCustomers?) throws(ArtifactFitError) -> FittedModel {
      var fit = try fitTransactions(
        named: name, regularity: regularity, to: purchases, unit: unit, threads: threads, progress: progress)
      if let described {
        try fit.refineTransactions(with: described.covariates, of: described.summary, threads: threads)
      }
      return fit
    }
    guard ModelCatalogue.hasRegularity(name) else { return try fit(regularity: nil, described) }
    if case .fixed(let k) = choice.regularity { return try fit(regularity: k, described) }
    var profiled = described
    if case .crossValidated? = described?.covariates.choice.penalty { profiled = nil }
    var best = try fit(regularity: 1, profiled)
    var profile = [best.logLikelihood]
    var lower = 0
    for k in 2...ErlangTimings.all.count where lower < 3 {
      let next = try fit(regularity: k, profiled)
      profile.append(next.logLikelihood)
      lower = next.logLikelihood > best.logLikelihood ? 0 : lower + 1
      if lower == 0 { best = next }
    }
    if profiled == nil, let described {
      try best.refineTransactions(with: described.covariates, of: described.summary, threads: threads)
    }
    best.regularityProfile = profile
    return best
  }

  /// Fits the transaction model of another fit, its k included.
  static func fitTransactions(
    like other: FittedModel, to purchases: PurchasePatterns, unit: TimeUnit, threads: ThreadCount
  ) throws(ArtifactFitError) -> FittedModel {
    try fitTransactions(
      named: other.model, regularity: other.parameters["k"].map { Int($0) }, to: purchases, unit: unit,
      threads: threads)
  }

  private static func fitTransactions(
    named name: String, regularity: Int?, to purchases: PurchasePatterns, unit: TimeUnit, threads: ThreadCount,
    progress: (@Sendable (FitProgress) -> Void)? = nil
  ) throws(ArtifactFitError) -> FittedModel {
    guard let type = ModelCatalogue.transactionModel(named: name, regularity: regularity) else {
      throw .unknownModel(name, known: ModelCatalogue.transactionModels.map { $0.name })
    }
    return try fitTransactions(type, to: purchases, unit: unit, threads: threads, progress: progress)
  }

  /// Fits the spending model of this name.
  static func fitSpend(
    named name: String, to spend: SpendPatterns, threads: ThreadCount,
    progress: (@Sendable (FitProgress) -> Void)? = nil
  ) throws(ArtifactFitError) -> FittedModel {
    guard let type = ModelCatalogue.spendingModel(named: name) else {
      throw .unknownModel(name, known: ModelCatalogue.spendingModels.map { $0.name })
    }
    return try fitSpend(type, to: spend, threads: threads, progress: progress)
  }

  fileprivate static func fitTransactions<Model: LatentAttritionModel>(
    _ type: Model.Type, to purchases: PurchasePatterns, unit: TimeUnit, threads: ThreadCount,
    progress: (@Sendable (FitProgress) -> Void)?
  ) throws(ArtifactFitError) -> FittedModel {
    try fit(type, to: purchases, unit: unit, threads: threads, progress: progress)
  }

  fileprivate static func fitSpend<Model: SpendingModel>(
    _ type: Model.Type, to spend: SpendPatterns, threads: ThreadCount,
    progress: (@Sendable (FitProgress) -> Void)?
  ) throws(ArtifactFitError) -> FittedModel {
    try fit(type, to: spend, unit: nil, threads: threads, progress: progress)
  }
}
