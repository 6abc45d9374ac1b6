public import CustomerData
public import CustomerModels
import Estimation
public import Foundation

/// The model file of a model of discrete opportunities: its fit stands under `transactions`, as any transaction model's.
public struct OpportunityArtifact: Sendable, Codable, Equatable {
  /// Version of the layout, that of `ModelArtifact`.
  public var schemaVersion: Int
  /// The fitted model. Its unit is the length of an opportunity, where known.
  public var transactions: FittedModel
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

  /// Fits BG/BB.
  ///
  /// - Parameters:
  ///   - table: the customers.
  ///   - options: how it was read.
  /// - Throws: `ArtifactFitError`.
  public init(fitting table: OpportunityTable, options: LogOptions) throws(ArtifactFitError) {
    let patterns = table.patterns
    schemaVersion = ModelArtifact.currentSchemaVersion
    transactions = try FittedModel.fit(
      BGBB.self, to: patterns, unit: options.period?.unit, threads: options.threads)
    opportunity = options.period
    rules = ReadingRules(options)
    window = ModelArtifact.ObservationWindow(
      start: options.observationStart?.description, end: table.observationEnd?.description)
    audit = table.audit
    fingerprint = patterns.fingerprint
  }

  /// The model.
  /// - Throws: `ArtifactError` when the file holds another one, or other parameters.
  public func model() throws(ArtifactError) -> BGBB {
    guard transactions.model == BGBB.name else { throw .unknownModel(transactions.model, known: [BGBB.name]) }
    return try transactions.instance(of: BGBB.self)
  }

  /// What a user of the fit must know.
  public var warnings: [String] {
    transactions.report.status == .converged ? [] : transactions.report.messages.map { "\(transactions.model): \($0)" }
  }

  /// The JSON text, keys sorted, ending with a line end.
  public func json() throws -> Data { try ModelFile.json(self) }
}
