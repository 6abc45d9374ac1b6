public import CustomerData
public import CustomerModels
public import Valuation

extension ModelArtifact {
  /// The models of customers by group, and what does not fit the groups that were seen.
  public struct Assignment: Sendable {
    /// Which row has which transaction model.
    public let transactions: AssignedModels<any LatentAttritionModel>
    /// Which row has which spending model; nil without one.
    public let spend: AssignedModels<any SpendingModel>?
    /// Rows of a group that was not seen when the model was fitted: they have the common fit.
    public let unknownRows: Int
    /// The first few such groups.
    public let unknownLevels: [String]
    /// The groups as they were read; nil where the artefact has none.
    public let groups: CustomerAttribute?
  }

  /// The models for customers of a summary: those of their groups where the artefact has groups.
  ///
  /// - Parameter attribute: the groups, read from the column `groups.column`; nil gives everybody the common fit.
  /// - Throws: `ArtifactError` when the artefact names a model that is not in the catalogue, or other parameters, or has
  ///   covariates: then customers have models of their own.
  public func assignment(_ attribute: CustomerAttribute?) throws(ArtifactError) -> Assignment {
    if !covariateNames.isEmpty {
      throw .inconsistent("the model needs the covariates \(covariateNames.joined(separator: ", "))")
    }
    let common = try transactions.transactionModel()
    let commonSpend = try spend?.spendingModel()
    guard let groups, let attribute else {
      return Assignment(
        transactions: AssignedModels(common), spend: commonSpend.map { AssignedModels($0) }, unknownRows: 0,
        unknownLevels: [], groups: nil)
    }
    var models: [any LatentAttritionModel] = [common]
    var spends = commonSpend.map { [$0] } ?? []
    // The positions of each group's two models; 0 is the common one.
    var positions: [String: (transactions: UInt32, spend: UInt32)] = [:]
    for group in groups.groups {
      var position: (transactions: UInt32, spend: UInt32) = (0, 0)
      if let fit = group.transactions {
        position.transactions = UInt32(models.count)
        models.append(try fit.transactionModel())
      }
      if let fit = group.spend {
        position.spend = UInt32(spends.count)
        spends.append(try fit.spendingModel())
      }
      positions[group.level] = position
    }
    let ofLevel = attribute.levels.map { positions[$0] }
    let ofNone = positions[""]
    let ofRow = attribute.levelOfRow.map { $0 < 0 ? ofNone : ofLevel[Int($0)] }
    let unknown = Set(attribute.levelOfRow).sorted().filter { $0 < 0 ? ofNone == nil : ofLevel[Int($0)] == nil }
    return Assignment(
      transactions: AssignedModels(models, modelOfRow: ofRow.map { $0?.transactions ?? 0 }),
      spend: spends.isEmpty ? nil : AssignedModels(spends, modelOfRow: ofRow.map { $0?.spend ?? 0 }),
      unknownRows: ofRow.count { $0 == nil },
      unknownLevels: unknown.prefix(5).map { $0 < 0 ? "(no value)" : attribute.levels[Int($0)] },
      groups: attribute)
  }

  /// Predicts for every customer of a summary, each with the fit of their group.
  ///
  /// - Parameters:
  ///   - summary: in the unit of the model, read by the rules of this artefact.
  ///   - assignment: its rows' models.
  /// - Throws: `PredictionError`, among others when the summary is in another unit than the model.
  public func predictions(
    for summary: CustomerSummary, assignment: Assignment, options: PredictionOptions
  ) throws(PredictionError) -> Predictions {
    guard let unit = transactions.unit else {
      preconditionFailure("an artefact holds a transaction model and its unit")
    }
    return try Predictions(
      of: summary, transactions: assignment.transactions, unit: unit, spend: assignment.spend, options: options)
  }
}
