public import CustomerData
import DelimitedText
public import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

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
    struct Version: Decodable { var schemaVersion: Int }
    let decoder = JSONDecoder()
    do {
      let version = try decoder.decode(Version.self, from: data).schemaVersion
      guard version == ModelArtifact.currentSchemaVersion else {
        throw ArtifactError.schemaVersion(found: version, supported: ModelArtifact.currentSchemaVersion)
      }
      self = try decoder.decode(ModelArtifact.self, from: data)
    } catch let error as DecodingError {
      throw .malformed(ModelArtifact.explain(error))
    } catch let error as ArtifactError {
      throw error
    } catch {
      throw .malformed("it is not JSON, or it is cut short")
    }
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
    try self.init(json: try ModelArtifact.contents(ofFile: path))
  }

  static func contents(ofFile path: String) throws(ArtifactError) -> Data {
    do {
      return try Data(contentsOf: URL(filePath: path))
    } catch {
      throw .unreadable(
        access(path, R_OK) == 0 ? "it is a folder, or cannot be read" : String(cString: strerror(errno)))
    }
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
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// What a JSON value should have been, in JSON's words.
  private static func kind(_ type: Any.Type) -> String {
    switch type {
    case is Double.Type, is Int.Type, is Int32.Type: "a number"
    case is String.Type: "a text"
    case is any Sequence.Type where String(describing: type).hasPrefix("Array"): "a list"
    default: "an object"
    }
  }

  static func explain(_ error: DecodingError) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.isEmpty ? "at the top" : "at `" + path.map(\.stringValue).joined(separator: ".") + "`"
    }
    switch error {
    case .keyNotFound(let key, let context): return "`\(key.stringValue)` is missing \(place(context.codingPath))"
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      return "\(place(context.codingPath)) there should be \(kind(type))"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty
        ? "it is not JSON, or it is cut short"
        : "\(place(context.codingPath)) stands a value that this clv does not know"
    @unknown default: return "it is not JSON, or it is cut short"
    }
  }
}
