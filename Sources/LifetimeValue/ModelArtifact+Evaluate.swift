public import CustomerData
public import Evaluation

extension ModelArtifact {
  /// These fits as a candidate of a holdout evaluation.
  /// - Parameter attribute: the groups of the calibration's customers, where the fits are by group.
  /// - Throws: `ArtifactError` when the artefact names a model that is not in the catalogue.
  public func candidate(_ attribute: CustomerAttribute? = nil) throws(ArtifactError) -> Candidate {
    guard let unit = transactions.unit else { throw .inconsistent("`transactions` has no time unit") }
    let assigned = try assignment(attribute)
    guard let groups, attribute != nil else {
      return Candidate(
        transactions: assigned.transactions, unit: unit, logLikelihood: transactions.logLikelihood,
        degreesOfFreedom: transactions.degreesOfFreedom, spend: assigned.spend)
    }
    let borrows = groups.groups.contains { $0.transactions == nil }
    let fits = groups.transactionsTest.groups + (borrows ? 1 : 0)
    return Candidate(
      transactions: assigned.transactions, unit: unit, logLikelihood: groups.logLikelihood,
      degreesOfFreedom: Double(fits * transactions.parameterOrder.count) + (transactions.hasChosenK ? 1 : 0),
      spend: assigned.spend)
  }
}
