public import CustomerData
public import CustomerModels
import Estimation
public import Evaluation
public import Foundation
public import Parallelism

/// The model file of a contractual model: what stands under `contract`, and the cohorts' own fits where asked for.
public struct SubscriptionArtifact: Sendable, Codable, Equatable {
  /// One cohort's own fit.
  public struct CohortFit: Sendable, Codable, Equatable {
    /// The cohort's name.
    public var cohort: String
    /// Its fit; nil where the cohort alone cannot carry one.
    public var contract: FittedModel?
    /// Why there is no fit.
    public var obstacle: String?
  }

  /// Version of the layout, that of `ModelArtifact`.
  public var schemaVersion: Int
  /// The fit of all subscribers together. Its unit is the length of a period, where known.
  public var contract: FittedModel
  /// The fits side by side; nil when not asked for.
  public var cohorts: [CohortFit]?
  /// Whether they differ: the fits side by side against the common one. Nil when a cohort that has been through a renewal
  /// has no fit.
  public var commonFitTest: LikelihoodRatioTest?
  /// What was read.
  public var audit: Audit
  /// A checksum of the data.
  public var fingerprint: String

  /// Fits a contractual model.
  ///
  /// - Parameters:
  ///   - table: the subscribers.
  ///   - name: a contract model of the catalogue.
  ///   - unit: the length of a period, where known.
  ///   - sideBySide: fits each cohort on its own too; not beside covariates.
  ///   - covariates: what is known of the subscribers, or the cohorts, besides, and what it is to act on.
  /// - Throws: `ArtifactFitError`.
  public init(
    fitting table: SubscriptionTable, model name: String, unit: TimeUnit?, sideBySide: Bool = false,
    covariates: CovariateInput? = nil, threads: ThreadCount = .all
  ) throws(ArtifactFitError) {
    precondition(covariates == nil || !sideBySide, "cohorts with fits of their own have no covariates")
    guard let type = ModelCatalogue.contractModel(named: name) else {
      throw .unknownModel(name, known: ModelCatalogue.contractModels.map { $0.name })
    }
    let patterns = table.patterns
    schemaVersion = ModelArtifact.currentSchemaVersion
    contract = try Self.fit(type, to: patterns, unit: unit, threads: threads)
    audit = table.audit
    fingerprint = patterns.fingerprint
    // The fit was made from this very name.
    if let covariates, let pooled = try? model() {
      try contract.refineContract(pooled, with: covariates, of: table, threads: threads)
    }
    if sideBySide, case .cohorts(let cohorts) = table.content { fitSideBySide(cohorts, type, unit, threads) }
  }

  private mutating func fitSideBySide(
    _ table: RetentionTable, _ type: any ContractModel.Type, _ unit: TimeUnit?, _ threads: ThreadCount
  ) {
    var fits: [CohortFit] = []
    for cohort in table.cohorts {
      var own = CohortFit(cohort: cohort.name ?? "")
      do throws(ArtifactFitError) {
        own.contract = try Self.fit(type, to: cohort.patterns, unit: unit, threads: threads)
      } catch {
        own.obstacle = "the fit did not converge"
        if case .notFitted(_, .notFittable(let obstacle)) = error { own.obstacle = obstacle.reason }
      }
      fits.append(own)
    }
    cohorts = fits
    // A cohort without a renewal says nothing, and is alike to any.
    let tested = zip(table.cohorts, fits).filter { $0.0.tenure > 0 }
    let own = tested.compactMap(\.1.contract)
    guard own.count == tested.count, own.count > 1 else { return }
    // So many renewals determine as many parameters at most.
    let known = tested.map { min($0.0.tenure, contract.parameterOrder.count) }
    let degrees = known.reduce(0, +) - known.max()!
    commonFitTest = LikelihoodRatioTest(
      restricted: contract.logLikelihood, full: own.reduce(0) { $0 + $1.logLikelihood }, degreesOfFreedom: degrees)
  }

  private static func fit<Model: ContractModel>(
    _ type: Model.Type, to patterns: SubscriberPatterns, unit: TimeUnit?, threads: ThreadCount
  ) throws(ArtifactFitError) -> FittedModel {
    try FittedModel.fit(type, to: patterns, unit: unit, threads: threads).marked(patterns.fingerprint)
  }

  /// The model: a cohort's own where it was fitted side by side, else the common one.
  /// - Throws: `ArtifactError` when the file names a model that is not in the catalogue, or other parameters.
  public func model(ofCohort name: String? = nil) throws(ArtifactError) -> any ContractModel {
    let own = cohorts?.first { $0.cohort == name }?.contract
    let fit = own ?? contract
    guard let type = ModelCatalogue.contractModel(named: fit.model) else {
      throw .unknownModel(fit.model, known: ModelCatalogue.contractModels.map { $0.name })
    }
    return try Self.instance(fit, type)
  }

  private static func instance<Model: ContractModel>(
    _ fit: FittedModel, _ type: Model.Type
  ) throws(ArtifactError) -> any ContractModel {
    try fit.instance(of: type)
  }

  /// What a user of these fits must know.
  public var warnings: [String] {
    let missing = (cohorts ?? []).compactMap { cohort in
      cohort.obstacle.map { "cohort \(cohort.cohort) has no fit of its own: \($0)" }
    }
    return missing + statusMessages
  }

  /// Those of them that are sentences of the fits' reports.
  public var statusMessages: [String] {
    contract.statusMessages
      + (cohorts ?? []).flatMap { cohort in
        (cohort.contract?.statusMessages ?? []).map { "cohort \(cohort.cohort): \($0)" }
      }
  }

  /// The JSON text, keys sorted, ending with a line end.
  public func json() throws -> Data { try JSONDocument.encode(self) }
}
