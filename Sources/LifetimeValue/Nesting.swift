import CustomerModels

/// How one fitted model is a special case of another.
struct Nesting {
  /// Parameters and coefficients of covariates that the larger one has more.
  let degreesOfFreedom: Int
  /// Whether the simpler one lies at the edge of the larger one.
  let isOnBoundary: Bool

  /// - Returns: nil when `restricted` is no special case of `full`, or the same model.
  init?(of restricted: FittedModel, in full: FittedModel) {
    let more = full.parameterCount - restricted.parameterCount
    guard more > 0, FittedCovariates.areNested(restricted.covariates, in: full.covariates),
      let isOnBoundary = ModelCatalogue.boundary(from: full.model, to: restricted.model)
    else {
      return nil
    }
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
