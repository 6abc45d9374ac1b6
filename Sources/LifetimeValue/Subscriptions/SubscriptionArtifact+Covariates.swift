public import CustomerData
public import CustomerModels
public import Estimation
public import Valuation

extension SubscriptionArtifact {
  /// Names of the covariates that predictions need.
  public var covariateNames: [String] { contract.covariates?.names ?? [] }

  /// Those whose values are names, whatever they look like.
  public var categoricalCovariates: Set<String> { contract.covariates?.categorical ?? [] }

  /// The models of subscribers, or of the cohorts of a retention table.
  ///
  /// - Parameter frame: one value for each of them of each of `covariateNames`; nil gives everybody the common model.
  /// - Throws: `CovariateError`; `ArtifactError` when the artefact is broken, or has covariates and gets none.
  public func assignment(covariates frame: CovariateFrame?) throws -> AssignedModels<any ContractModel> {
    let common = try model()
    guard let covariates = contract.covariates else { return AssignedModels(common) }
    guard let frame else {
      throw ArtifactError.inconsistent("the model needs the covariates \(covariateNames.joined(separator: ", "))")
    }
    return try Self.assigned(common, covariates, frame)
  }

  private static func assigned<Model: ContractModel>(
    _ model: Model, _ covariates: FittedCovariates, _ frame: CovariateFrame
  ) throws(CovariateError) -> AssignedModels<any ContractModel> {
    let (models, modelOfRow) = try covariates.assignment(of: model, frame: frame)
    return AssignedModels(models, modelOfRow: modelOfRow)
  }

  /// Covariance of the logarithms of the parameters of one cohort with covariates, for intervals; nil where it does not
  /// exist.
  /// - Parameter cohort: its position in the frame.
  public func logCovariance(
    ofCohort cohort: Int, covariates frame: CovariateFrame
  ) throws(CovariateError) -> [[Double]]? {
    let parameters = contract.parameterOrder.compactMap { contract.parameters[$0] }
    return try contract.covariates?.logCovariance(parameters, frame: frame, row: cohort)
  }
}
