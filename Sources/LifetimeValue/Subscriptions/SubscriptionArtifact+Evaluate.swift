import CustomerModels
public import Evaluation

extension SubscriptionArtifact {
  /// This fit as a candidate of an evaluation of retention curves; cohorts by their own fits where there are such.
  /// - Throws: `ArtifactError` when the artefact names a model that is not in the catalogue, or other parameters.
  public func candidate() throws(ArtifactError) -> RetentionCandidate {
    let common = try model()
    var own: [String: any ContractModel] = [:]
    for cohort in cohorts ?? [] where cohort.contract != nil { own[cohort.cohort] = try model(ofCohort: cohort.cohort) }
    let models = own
    // Separate fits stand for all cohorts only where each has one.
    let fits = (cohorts ?? []).compactMap(\.contract)
    let isSeparate = !fits.isEmpty && fits.count == cohorts?.count
    return RetentionCandidate(
      name: contract.model,
      logLikelihood: isSeparate ? fits.reduce(0) { $0 + $1.logLikelihood } : contract.logLikelihood,
      parameterCount: contract.parameterOrder.count * (isSeparate ? fits.count : 1),
      model: { name in isSeparate ? name.flatMap { models[$0] } ?? common : common })
  }

  /// Covariance of the logarithms of a cohort's parameters, for intervals; nil where it does not exist.
  public func logCovariance(ofCohort name: String? = nil) -> [[Double]]? {
    let fit = cohorts?.first { $0.cohort == name }?.contract ?? contract
    var result: [[Double]] = []
    for (row, entries) in zip(fit.parameterOrder, fit.covariance) {
      var line: [Double] = []
      for (column, entry) in zip(fit.parameterOrder, entries) {
        guard let entry, let first = fit.parameters[row], let second = fit.parameters[column] else { return nil }
        line.append(entry / (first * second))
      }
      result.append(line)
    }
    return result
  }
}
