public import CustomerData
import CustomerModels
public import Estimation
public import Evaluation
import Valuation

extension ModelArtifact {
  /// Names of the covariates that predictions need, each once.
  public var covariateNames: [String] {
    var seen: Set<String> = []
    return [transactions.covariates, spend?.covariates].compactMap { $0 }.flatMap(\.names)
      .filter { seen.insert($0).inserted }
  }

  /// Those whose values are names, whatever they look like.
  public var categoricalCovariates: Set<String> {
    (transactions.covariates?.categorical ?? []).union(spend?.covariates?.categorical ?? [])
  }

  /// The models of customers with these covariates.
  ///
  /// - Parameter frame: one value per customer of each of `covariateNames`.
  /// - Throws: `CovariateError`.
  public func assignment(covariates frame: CovariateFrame) throws(CovariateError) -> Assignment {
    let assigned = try transactions.assignedTransactions(frame)
    var assignedSpend: AssignedModels<any SpendingModel>?
    if let spend, let model = try? spend.spendingModel() {
      assignedSpend = AssignedModels(model)
      if let covariates = spend.covariates { assignedSpend = try Self.spend(model, covariates, frame) }
    }
    return Assignment(transactions: assigned, spend: assignedSpend, unknownRows: 0, unknownLevels: [], groups: nil)
  }

  private static func spend<Model: SpendingModel>(
    _ model: Model, _ covariates: FittedCovariates, _ frame: CovariateFrame
  ) throws(CovariateError) -> AssignedModels<any SpendingModel> {
    let (models, modelOfRow) = try covariates.assignment(of: model, frame: frame)
    return AssignedModels(models, modelOfRow: modelOfRow)
  }

  /// These fits as a candidate of a holdout evaluation, each customer with parameters of their own.
  /// - Throws: `CovariateError`.
  public func candidate(_ covariates: CovariateInput) throws(CovariateError) -> Candidate {
    guard let unit = transactions.unit else { preconditionFailure("an artefact holds a time unit") }
    let assigned = try assignment(covariates: covariates.frame)
    return Candidate(
      transactions: assigned.transactions, unit: unit, logLikelihood: transactions.logLikelihood,
      degreesOfFreedom: transactions.degreesOfFreedom, spend: assigned.spend)
  }
}

extension FittedModel {
  /// The transaction models of customers.
  /// - Parameter frame: their covariates; nil where the fit has none.
  func assignedTransactions(
    _ frame: CovariateFrame?
  ) throws(CovariateError) -> AssignedModels<any LatentAttritionModel> {
    // The model was built once when the artefact was read or fitted, so its name and parameters are good.
    guard let model = try? transactionModel() else { preconditionFailure("an artefact holds a transaction model") }
    guard let covariates, let frame else { return AssignedModels(model) }
    return try Self.assigned(model, covariates, frame)
  }

  private static func assigned<Model: LatentAttritionModel>(
    _ model: Model, _ covariates: FittedCovariates, _ frame: CovariateFrame
  ) throws(CovariateError) -> AssignedModels<any LatentAttritionModel> {
    let (models, modelOfRow) = try covariates.assignment(of: model, frame: frame)
    return AssignedModels(models, modelOfRow: modelOfRow)
  }
}
