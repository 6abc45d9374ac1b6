import Foundation

/// A model file of any kind, told apart by what it holds.
public enum ModelFile: Sendable {
  /// Transactions in continuous time, with or without spend.
  case customers(ModelArtifact)
  /// Transactions at discrete opportunities.
  case opportunities(OpportunityArtifact)
  /// A contract.
  case subscriptions(SubscriptionArtifact)

  /// Reads a model file.
  /// - Throws: `ArtifactError`; a parameter out of its domain is found here, not later.
  public init(contentsOfFile path: String) throws(ArtifactError) {
    let data = try ModelArtifact.contents(ofFile: path)
    struct Kind: Decodable {
      struct Model: Decodable { var model: String? }
      var schemaVersion: Int?
      var contract: Model?
      var transactions: Model?
    }
    let kind = try? JSONDecoder().decode(Kind.self, from: data)
    let isContract = kind?.contract != nil
    guard isContract || kind?.transactions?.model == BGBB.name else {
      self = .customers(try ModelArtifact(json: data))
      return
    }
    if let version = kind?.schemaVersion, version != ModelArtifact.currentSchemaVersion {
      throw .schemaVersion(found: version, supported: ModelArtifact.currentSchemaVersion)
    }
    if isContract {
      let artifact = try ModelFile.decode(SubscriptionArtifact.self, data)
      for name in [nil] + (artifact.cohorts ?? []).map(\.cohort) { _ = try artifact.model(ofCohort: name) }
      self = .subscriptions(artifact)
    } else {
      let artifact = try ModelFile.decode(OpportunityArtifact.self, data)
      _ = try artifact.model()
      self = .opportunities(artifact)
    }
  }

  private static func decode<Artifact: Decodable>(_ type: Artifact.Type, _ data: Data) throws(ArtifactError) -> Artifact
  {
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch let error as DecodingError {
      throw .malformed(ModelArtifact.explain(error))
    } catch {
      throw .malformed("\(error)")
    }
  }

  static func json(_ artifact: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(artifact) + Data("\n".utf8)
  }
}
