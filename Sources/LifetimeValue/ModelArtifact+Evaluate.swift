public import Evaluation

extension ModelArtifact {
  /// These fits as a candidate of a holdout evaluation.
  /// - Throws: `ArtifactError` when the artefact names a model that is not in the catalogue.
  public func candidate() throws(ArtifactError) -> Candidate {
    guard let unit = transactions.unit else { throw .inconsistent("`transactions` has no time unit") }
    return Candidate(
      transactions: try transactions.transactionModel(), unit: unit, logLikelihood: transactions.logLikelihood,
      spend: try spend?.spendingModel())
  }
}
