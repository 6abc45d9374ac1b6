public import CustomerData
import CustomerModels
import Evaluation
public import Parallelism
import Valuation

extension ModelSelection {
  /// The mean log score on a holdout of each candidate, fitted to the calibration period: by name, those alone that can be
  /// fitted and give what happened a chance.
  ///
  /// - Parameter covariates: of the customers of the calibration, row by row; nil for none.
  public static func holdoutLogScores(
    calibration: CustomerSummary, holdout: HoldoutActivity, regularity: RegularityChoice = .auto,
    covariates: CovariateInput? = nil, threads: ThreadCount
  ) throws(PredictionError) -> [String: Double] {
    let purchases = PurchasePatterns(calibration, threads: threads)
    var fitted: [Candidate] = []
    for name in candidates(timesBetweenPurchases: !purchases.logInterpurchaseSums.isEmpty) {
      guard
        let fit = try? FittedModel.fitTransactions(
          ModelChoice(transactions: name, regularity: regularity), to: purchases, unit: calibration.unit,
          described: covariates.map { DescribedCustomers(calibration, $0) }, threads: threads),
        let models = try? fit.assignedTransactions(covariates?.frame)
      else { continue }
      fitted.append(
        Candidate(
          transactions: models, unit: calibration.unit, logLikelihood: fit.logLikelihood,
          degreesOfFreedom: fit.degreesOfFreedom, spend: nil))
    }
    let evaluation = try HoldoutEvaluation(
      calibration: calibration, holdout: holdout, candidates: fitted, threads: threads)
    return Dictionary(
      uniqueKeysWithValues: evaluation.models.compactMap { model in
        model.transactions.logScore.map { (model.model, $0) }
      })
  }
}
