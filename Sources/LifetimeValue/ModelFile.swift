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
    let data = try JSONDocument.contents(ofFile: path)
    struct Kind: Decodable {
      struct Model: Decodable { var model: String? }
      var contract: Model?
      var transactions: Model?
    }
    let kind = try? JSONDecoder().decode(Kind.self, from: data)
    let isContract = kind?.contract != nil
    guard isContract || kind?.transactions?.model == BGBB.name else {
      self = .customers(try ModelArtifact(json: data))
      return
    }
    if isContract {
      let artifact = try JSONDocument.decode(SubscriptionArtifact.self, from: data)
      for name in [nil] + (artifact.cohorts ?? []).map(\.cohort) { _ = try artifact.model(ofCohort: name) }
      self = .subscriptions(artifact)
    } else {
      let artifact = try JSONDocument.decode(OpportunityArtifact.self, from: data)
      _ = try artifact.model()
      self = .opportunities(artifact)
    }
  }
}
