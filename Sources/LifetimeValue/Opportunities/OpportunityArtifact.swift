public import CustomerData
public import CustomerModels
import Estimation
public import Evaluation
public import Foundation

/// The model file of a model of discrete opportunities: its fit stands under `transactions`, as any transaction model's.
public struct OpportunityArtifact: Sendable, Codable, Equatable {
  /// Version of the layout, that of `ModelArtifact`.
  public var schemaVersion: Int
  /// The fitted model. Its unit is the length of an opportunity, where known.
  public var transactions: FittedModel
  /// The fitted spending model: of what is spent at an opportunity taken. Nil when the input had no amounts or none was asked
  /// for.
  public var spend: FittedModel?
  /// What one opportunity is in a log; nil when the input was a table.
  public var opportunity: CalendarPeriod?
  /// How a log was read.
  public var rules: ReadingRules
  /// First and last day that counted.
  public var window: ModelArtifact.ObservationWindow
  /// What was read.
  public var audit: Audit
  /// A checksum of the data.
  public var fingerprint: String

  /// Fits BG/BB, and a spending model where the input has amounts.
  ///
  /// - Parameters:
  ///   - table: the customers.
  ///   - options: how it was read.
  ///   - unit: the length of an opportunity of a table, where known; a log says it by its period.
  ///   - spend: name of a spending model in the catalogue; nil for none.
  /// - Throws: `ArtifactFitError`.
  public init(
    fitting table: OpportunityTable, options: LogOptions, unit: TimeUnit? = nil, spend name: String? = nil
  ) throws(ArtifactFitError) {
    let patterns = table.patterns
    schemaVersion = ModelArtifact.currentSchemaVersion
    transactions = try FittedModel.fit(
      BGBB.self, to: patterns, unit: options.period?.unit ?? unit, threads: options.threads
    ).marked(patterns.fingerprint)
    opportunity = options.period
    rules = ReadingRules(options)
    window = ModelArtifact.ObservationWindow(
      start: options.observationStart?.description, end: table.observationEnd?.description)
    audit = table.audit
    fingerprint = patterns.fingerprint
    if let name, let customers = table.customers, customers.hasSpend {
      let patterns = SpendPatterns(customers, threads: options.threads)
      spend = try FittedModel.fitSpend(named: name, to: patterns, threads: options.threads)
        .marked(patterns.fingerprint)
    }
  }

  /// The model.
  /// - Throws: `ArtifactError` when the file holds another one, or other parameters.
  public func model() throws(ArtifactError) -> BGBB {
    guard transactions.model == BGBB.name else { throw .unknownModel(transactions.model, known: [BGBB.name]) }
    return try transactions.instance(of: BGBB.self)
  }

  /// The spending model, if any.
  /// - Throws: `ArtifactError` when the artefact names a model that is not in the catalogue, or other parameters.
  public func spendingModel() throws(ArtifactError) -> (any SpendingModel)? { try spend?.spendingModel() }

  /// These fits as a candidate of a holdout evaluation.
  /// - Throws: `ArtifactError` as `model()` and `spendingModel()`.
  public func candidate() throws(ArtifactError) -> OpportunityCandidate {
    OpportunityCandidate(
      model: try model(), logLikelihood: transactions.logLikelihood, spend: try spendingModel())
  }

  /// What a user of these fits must know.
  public var warnings: [String] {
    statusMessages + [spend?.missingMeanMessage].compactMap(\.self)
  }

  /// Those of them that are sentences of the fits' reports.
  public var statusMessages: [String] { [transactions, spend].compactMap(\.self).flatMap(\.statusMessages) }

  /// The JSON text, keys sorted, ending with a line end.
  public func json() throws -> Data { try JSONDocument.encode(self) }
}
