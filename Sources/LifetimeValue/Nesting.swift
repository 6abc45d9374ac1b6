import CustomerModels

/// How one fit is a special case of another: its model is, and its covariates and groups are some of the other's.
struct Nesting {
  /// Parameters that the larger one has more.
  let degreesOfFreedom: Int
  /// Whether the simpler one lies at the edge of the larger one.
  let isOnBoundary: Bool

  /// - Returns: nil when `restricted` is no special case of `full`, or the same, or one of them is not at the summit of its
  ///   own likelihood, as under a penalty.
  init?(of restricted: ComparedFit, in full: ComparedFit) {
    let more = full.parameters - restricted.parameters
    guard more > 0, restricted.isUnrestrained, full.isUnrestrained,
      restricted.fit.parameters["k"] == full.fit.parameters["k"],
      restricted.groupedBy == nil || restricted.groupedBy == full.groupedBy,
      let isOnBoundary = ModelCatalogue.boundary(from: full.fit.model, to: restricted.fit.model),
      FittedCovariates.areNested(restricted.fit.covariates, in: full.fit.covariates)
    else { return nil }
    degreesOfFreedom = more
    self.isOnBoundary = isOnBoundary
  }
}

extension ModelCatalogue {
  /// Whether the way from a model to a special case of it, of a special case and so on, passes a boundary; nil when there
  /// is no way.
  fileprivate static func boundary(from model: String, to simpler: String) -> Bool? {
    if model == simpler { return false }
    for specialCase in specialCases(of: model) {
      guard let rest = boundary(from: specialCase.model, to: simpler) else { continue }
      return rest || specialCase.place == .onBoundary
    }
    return nil
  }

  private static func specialCases(of model: String) -> [SpecialCase] {
    transactionModel(named: model)?.specialCases ?? spendingModel(named: model)?.specialCases
      ?? contractModel(named: model)?.specialCases ?? []
  }
}
