public import CustomerData
import CustomerModels
public import Estimation
import Evaluation
public import Parallelism

/// The choice among the transaction models that suit the data.
///
/// Candidates are the models of the catalogue; those of regular purchases only where the times between purchases are
/// known. On a table of more than `wholeTable` patterns the costly ones (ageing, correlation, regularity) are first fitted
/// to a sample, without covariates, and go on only if their BIC is the lowest there. The lowest BIC of the whole table,
/// covariates included, is chosen, or, with a holdout, the highest log score on it.
public struct ModelSelection: Sendable {
  /// What `--transactions` calls it.
  public static let name = "auto"
  /// Patterns up to which every candidate is fitted to the whole table.
  static let wholeTable = 20_000
  /// Patterns of the sample of a larger table.
  static let sampleSize = 8192
  /// A gain in log-likelihood that counts as none: the simpler model fits as well.
  static let noGain = 0.01

  /// The chosen fit.
  public let chosen: FittedModel
  /// Every model that was tried, the best first, those without a fit last.
  public let candidates: [CandidateFit]
  /// One sentence: which model, and why.
  public let reason: String

  /// The names of the models that suit such data, the cheap ones first.
  public static func candidates(timesBetweenPurchases: Bool) -> [String] {
    ModelCatalogue.transactionModels.map { $0.name }.filter {
      timesBetweenPurchases || !ModelCatalogue.hasRegularity($0)
    }
  }

  /// - Parameters:
  ///   - purchases: distinct histories.
  ///   - unit: their time unit.
  ///   - regularity: the k of models of regular purchases.
  ///   - holdoutLogScores: the log score of each model that has one, fitted to an earlier part of the same log; nil
  ///     without a holdout.
  ///   - described: the same customers with covariates, with which every model is fitted; those in which the covariates
  ///     cannot act are no candidates. nil for none.
  ///   - progress: told of the steps of each fit.
  /// - Throws: `ArtifactFitError` when no model can be fitted, or the covariates cannot be used in any.
  public init(
    among purchases: PurchasePatterns, unit: TimeUnit, regularity: RegularityChoice = .auto,
    holdoutLogScores: [String: Double]? = nil, described: DescribedCustomers? = nil, threads: ThreadCount,
    progress: (@Sendable (FitProgress) -> Void)? = nil
  ) throws(ArtifactFitError) {
    let names = Self.candidates(timesBetweenPurchases: !purchases.logInterpurchaseSums.isEmpty)
    let left = purchases.count > Self.wholeTable ? Self.outdone(names, purchases, unit, threads) : [:]
    var fits: [FittedModel] = []
    var failures: [CandidateFit] = []
    var firstError: ArtifactFitError?
    for name in names {
      if let reason = left[name] {
        failures.append(CandidateFit(name, note: reason))
        continue
      }
      do {
        fits.append(
          try FittedModel.fitTransactions(
            ModelChoice(transactions: name, regularity: regularity), to: purchases, unit: unit, described: described,
            threads: threads, progress: progress))
      } catch {
        if Self.isAboutColumns(error) { throw error }
        firstError = firstError ?? error
        failures.append(CandidateFit(name, note: Self.reason(error)))
      }
    }
    // A model of regular purchases with k = 1 is one that is there already.
    failures += fits.filter { $0.parameters["k"] == 1 }.map {
      CandidateFit($0.model, note: "purchases are no more regular than at random (k = 1)")
    }
    fits.removeAll { $0.parameters["k"] == 1 }
    if fits.isEmpty, let firstError { throw firstError }
    let scores = holdoutLogScores
    let order = fits.indices.sorted { one, other in
      if let scores {
        let (first, second) = (scores[fits[one].model] ?? -.infinity, scores[fits[other].model] ?? -.infinity)
        if first != second { return first > second }
      }
      return Self.bic(fits[one]) < Self.bic(fits[other])
    }
    let ranked = order.map { fits[$0] }
    candidates =
      ranked.map { CandidateFit($0, holdoutLogScore: scores?[$0.model], note: Self.note($0, among: ranked)) } + failures
    chosen = ranked[0]
    reason = Self.sentence(ranked, scores)
  }

  /// The costly models that a simpler one outdoes on a sample, with the reason.
  private static func outdone(
    _ names: [String], _ purchases: PurchasePatterns, _ unit: TimeUnit, _ threads: ThreadCount
  ) -> [String: String] {
    let sample = purchases.sample(sampleSize)
    var bics: [String: Double] = [:]
    for name in names {
      bics[name] =
        (try? FittedModel.fitTransactions(
          ModelChoice(transactions: name), to: sample, unit: unit, threads: threads)).map(bic)
    }
    let costly = names.filter { ModelCatalogue.isCostly($0) }
    guard let best = bics.filter({ !costly.contains($0.key) }).values.min() else { return [:] }
    var result: [String: String] = [:]
    for name in costly where (bics[name] ?? .infinity) >= best {
      result[name] = "a simpler model has the lower BIC on a sample of \(sampleSize) histories"
    }
    return result
  }

  /// BIC, k counting as a parameter.
  private static func bic(_ fit: FittedModel) -> Double { fit.criteria.bic }

  /// Which simpler candidate fits as well.
  private static func note(_ fit: FittedModel, among fits: [FittedModel]) -> String? {
    guard let type = ModelCatalogue.transactionModel(named: fit.model) else { return nil }
    for simpler in type.specialCases {
      guard let other = fits.first(where: { $0.model == simpler.model }) else { continue }
      if fit.logLikelihood - other.logLikelihood < noGain { return "\(other.model) fits as well" }
    }
    return nil
  }

  /// Whether no model could use the covariates.
  private static func isAboutColumns(_ error: ArtifactFitError) -> Bool {
    guard case .covariates(let error) = error else { return false }
    return switch error {
    case .noProcess, .noParameter: false
    default: true
    }
  }

  private static func reason(_ error: ArtifactFitError) -> String {
    switch error {
    case .covariates(.noProcess(_, let process)): "it has no \(process.rawValue) process for covariates to act on"
    case .covariates(.noParameter(_, _, let parameter, _)): "covariates cannot act on a parameter \(parameter)"
    case .unknownModel(let name, _): "there is no model \(name)"
    case .notFitted(_, .notFittable(let obstacle)): obstacle.reason
    case .notFitted(_, .notConverged): "the fit did not converge"
    case .tooManyGroups, .covariates: "the columns that go with it cannot be used"
    }
  }

  private static func sentence(_ ranked: [FittedModel], _ scores: [String: Double]?) -> String {
    let best = ranked[0]
    let start = "\(best.model) is chosen"
    guard ranked.count > 1 else { return "\(start): no other model can be fitted to these data." }
    let second = ranked[1]
    if let scores {
      guard let own = scores[best.model] else {
        return "\(start) for its BIC: no model has a log score on the holdout."
      }
      let gap = scores[second.model].map { ", \(text(own - $0, 4)) above \(second.model)" } ?? ""
      return "\(start): of \(ranked.count) models it has the highest log score on the holdout\(gap)."
    }
    let gap = bic(second) - bic(best)
    let hardly = gap < 2 ? "; the data hardly tell the two apart" : ""
    return "\(start): of \(ranked.count) models it has the lowest BIC, \(text(gap, 1)) below \(second.model)\(hardly)."
  }

  /// A number with some decimals.
  private static func text(_ value: Double, _ digits: Int) -> String {
    let unit = digits == 1 ? 10.0 : 10_000
    let scaled = Int((value * unit).rounded())
    let fraction = String(scaled % Int(unit))
    return "\(scaled / Int(unit))." + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}
