public import CustomerData
public import Foundation

/// The model file: fitted models with all that is needed to use them later and to know where they come from.
///
/// Readable JSON under a schema version. It holds nothing that differs between two runs on the same input.
public struct ModelArtifact: Sendable, Codable, Equatable {
  /// The version this program writes and reads.
  public static let currentSchemaVersion = 1

  /// Version of the layout.
  public var schemaVersion: Int
  /// The fitted transaction model.
  public var transactions: FittedModel
  /// The fitted spending model; nil when the input had no amounts or none was asked for.
  @NullWhenNil public var spend: FittedModel?
  /// The fits of groups of customers, each on its own; nil when none were asked for.
  public var groups: GroupedFits?
  /// How the log was read: predictions read a new log by the same rules.
  public var rules: ReadingRules
  /// First and last day that counted.
  public var window: ObservationWindow
  /// What was read, and what became of every row.
  public var audit: Audit
  /// A checksum of the patterns that were fitted: equal inputs have equal fingerprints.
  public var fingerprint: String
  /// Every model that was tried, when the transaction model was chosen among several; nil otherwise.
  public var candidates: [CandidateFit]?
  /// Why this one was chosen, in one sentence.
  public var selection: String?

  /// The days that counted in a fit.
  public struct ObservationWindow: Sendable, Codable, Equatable {
    /// `--observation-start`, where given.
    public var start: String?
    /// The observation end; nil when the input was a summary without dates.
    public var end: String?
  }

  /// - Parameter data: the JSON text.
  /// - Throws: `ArtifactError`; a parameter out of its domain is found here, not later.
  public init(json data: Data) throws(ArtifactError) {
    self = try JSONDocument.decode(ModelArtifact.self, from: data)
    guard let unit = transactions.unit else { throw .inconsistent("`transactions` has no time unit") }
    if let days = transactions.unitDays, days != unit.days {
      throw .inconsistent("`transactions` has the unit \(unit.rawValue), but `unitDays` \(days) is not its length")
    }
    _ = try transactions.transactionModel()
    _ = try spend?.spendingModel()
    for group in groups?.groups ?? [] {
      _ = try group.transactions?.transactionModel()
      _ = try group.spend?.spendingModel()
    }
  }

  /// Reads a model file.
  public init(contentsOfFile path: String) throws(ArtifactError) {
    try self.init(json: try JSONDocument.contents(ofFile: path))
  }

  /// An artefact of a fit.
  public init(
    transactions: FittedModel, spend: FittedModel?, groups: GroupedFits? = nil, rules: ReadingRules,
    window: ObservationWindow, audit: Audit, fingerprint: String
  ) {
    schemaVersion = ModelArtifact.currentSchemaVersion
    self.transactions = transactions
    self.spend = spend
    self.groups = groups
    self.rules = rules
    self.window = window
    self.audit = audit
    self.fingerprint = fingerprint
  }

  /// The JSON text, keys sorted, ending with a line end: equal artefacts have equal bytes.
  public func json() throws -> Data { try JSONDocument.encode(self) }
}
