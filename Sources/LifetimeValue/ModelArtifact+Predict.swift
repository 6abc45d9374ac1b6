public import CustomerData
public import Valuation

extension ModelArtifact {
  /// Predicts for every customer of a summary with the common fit.
  ///
  /// - Parameter summary: in the unit of the model, read by the rules of this artefact.
  /// - Throws: `PredictionError`, among others when the summary is in another unit than the model.
  public func predictions(
    for summary: CustomerSummary, options: PredictionOptions
  ) throws(PredictionError) -> Predictions {
    // The models were built once when the artefact was read or fitted, so their names and parameters are good.
    guard let assignment = try? assignment(nil) else { throw .covariatesNeeded(covariateNames) }
    return try predictions(for: summary, assignment: assignment, options: options)
  }

  /// What a user of these fits must know: boundaries, flat directions, a spend mean that does not exist.
  public var warnings: [String] {
    statusMessages + [spend?.missingMeanMessage].compactMap(\.self) + (groups?.warnings ?? [])
  }

  /// Those of them that are sentences of the fits' reports.
  public var statusMessages: [String] { [transactions, spend].compactMap(\.self).flatMap(\.statusMessages) }
}

extension FittedModel {
  /// What the optimisation has to say, under the model's name; nothing where it converged.
  var statusMessages: [String] {
    (report.status == .converged ? [] : report.messages.map { "\(model): \($0)" })
      + (covariates?.sparseMessages(customers: customers) ?? [])
  }

  /// That a spending model's mean does not exist; nil where it does.
  var missingMeanMessage: String? {
    guard let model = try? spendingModel(), model.expectedSpend == nil else { return nil }
    return "\(self.model): the mean spend of the customer base does not exist (q <= 1): "
      + "customers without valued repeat purchases get no expected spend and no value"
  }
}
