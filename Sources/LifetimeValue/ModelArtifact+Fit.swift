public import CustomerData
public import CustomerModels
public import Estimation
import Parallelism

/// How a model of regular purchases gets its k.
public enum RegularityChoice: Sendable, Equatable {
  /// This number, from 1 to 12.
  case fixed(Int)
  /// The number from 1 to 12 with the highest likelihood: they are tried from 1, until three in a row are lower.
  case auto
}

/// Which models to fit.
public struct ModelChoice: Sendable, Equatable {
  /// Name of a transaction model in the catalogue.
  public var transactions: String
  /// The k of a model of regular purchases; of no consequence for others.
  public var regularity: RegularityChoice
  /// Name of a spending model in the catalogue; nil for none.
  public var spend: String?

  /// BG/NBD with Gamma-Gamma unless told otherwise.
  public init(
    transactions: String = BGNBD.name, regularity: RegularityChoice = .auto, spend: String? = GammaGamma.name
  ) {
    self.transactions = transactions
    self.regularity = regularity
    self.spend = spend
  }
}

/// A fit that could not be made, and of which part.
public enum ArtifactFitError: Error, Sendable {
  /// No model of this name.
  case unknownModel(String, known: [String])
  /// The transaction or spending model cannot be fitted to these data.
  case notFitted(model: String, FitError)
}

extension ModelArtifact {
  /// Fits models to a summary.
  ///
  /// - Parameters:
  ///   - summary: one row per customer, or a table of patterns.
  ///   - audit: what was read to make it.
  ///   - options: how it was read; the rules and the window go into the artefact.
  ///   - choice: which models. Without amounts in the summary no spending model is fitted.
  /// - Throws: `ArtifactFitError`.
  public init(
    fitting summary: CustomerSummary, audit: Audit, options: LogOptions, choice: ModelChoice = ModelChoice()
  ) throws(ArtifactFitError) {
    let purchases = PurchasePatterns(summary, threads: options.threads)
    let transactions = try FittedModel.fitTransactions(
      choice, to: purchases, unit: summary.unit, threads: options.threads)
    var spendPatterns: SpendPatterns?
    var spend: FittedModel?
    if let name = choice.spend, summary.hasSpend {
      guard let spendingType = ModelCatalogue.spendingModel(named: name) else {
        throw .unknownModel(name, known: ModelCatalogue.spendingModels.map { $0.name })
      }
      let patterns = SpendPatterns(summary, threads: options.threads)
      spend = try FittedModel.fitSpend(spendingType, to: patterns, threads: options.threads)
      spendPatterns = patterns
    }
    self.init(
      transactions: transactions, spend: spend, rules: ReadingRules(options),
      window: ObservationWindow(
        start: options.observationStart?.description,
        end: (summary.observationEnd ?? options.observationEnd)?.description),
      audit: audit, fingerprint: Fingerprint.of(purchases, spendPatterns))
  }
}

extension FittedModel {
  /// Fits a model known only by its type.
  static func fit<Model: ParametricModel>(
    _ type: Model.Type, to observations: Model.Observations, unit: TimeUnit?, threads: ThreadCount
  ) throws(ArtifactFitError) -> FittedModel where Model.Observations: Fingerprintable {
    do {
      return FittedModel(
        try MaximumLikelihood.fit(type, to: observations, options: .init(threads: threads)), unit: unit,
        fingerprint: observations.fingerprint)
    } catch {
      throw .notFitted(model: type.name, error)
    }
  }

  /// Fits the transaction model of a choice.
  fileprivate static func fitTransactions(
    _ choice: ModelChoice, to purchases: PurchasePatterns, unit: TimeUnit, threads: ThreadCount
  ) throws(ArtifactFitError) -> FittedModel {
    let name = choice.transactions
    func fit(regularity: Int?) throws(ArtifactFitError) -> FittedModel {
      guard let type = ModelCatalogue.transactionModel(named: name, regularity: regularity) else {
        throw .unknownModel(name, known: ModelCatalogue.transactionModels.map { $0.name })
      }
      return try fitTransactions(type, to: purchases, unit: unit, threads: threads)
    }
    guard ModelCatalogue.hasRegularity(name) else { return try fit(regularity: nil) }
    if case .fixed(let k) = choice.regularity { return try fit(regularity: k) }
    var best = try fit(regularity: 1)
    var profile = [best.logLikelihood]
    var lower = 0
    for k in 2...ErlangTimings.all.count where lower < 3 {
      let next = try fit(regularity: k)
      profile.append(next.logLikelihood)
      lower = next.logLikelihood > best.logLikelihood ? 0 : lower + 1
      if lower == 0 { best = next }
    }
    best.regularityProfile = profile
    return best
  }

  fileprivate static func fitTransactions<Model: LatentAttritionModel>(
    _ type: Model.Type, to purchases: PurchasePatterns, unit: TimeUnit, threads: ThreadCount
  ) throws(ArtifactFitError) -> FittedModel {
    try fit(type, to: purchases, unit: unit, threads: threads)
  }

  fileprivate static func fitSpend<Model: SpendingModel>(
    _ type: Model.Type, to spend: SpendPatterns, threads: ThreadCount
  ) throws(ArtifactFitError) -> FittedModel {
    try fit(type, to: spend, unit: nil, threads: threads)
  }
}
