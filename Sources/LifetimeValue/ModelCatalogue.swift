public import CustomerModels

/// Every model the toolkit knows by name. A new model joins here with one line.
public enum ModelCatalogue {
  /// Models of how often customers buy and whether they are still there.
  public static let transactionModels: [any LatentAttritionModel.Type] = [
    BGNBD.self, MBGNBD.self, ParetoNBD.self, NBD.self,
  ]

  /// Models of how much they spend per purchase.
  public static let spendingModels: [any SpendingModel.Type] = [GammaGamma.self]

  /// Models of how long subscribers of a contract stay.
  public static let contractModels: [any ContractModel.Type] = [SBG.self, BDW.self]

  /// Models of purchases at discrete opportunities.
  public static let opportunityModels = [BGBB.self]

  /// The contract model of this name, or nil.
  public static func contractModel(named name: String) -> (any ContractModel.Type)? {
    contractModels.first { $0.name == name }
  }

  /// The transaction model of this name, or nil.
  public static func transactionModel(named name: String) -> (any LatentAttritionModel.Type)? {
    transactionModels.first { $0.name == name }
  }

  /// The spending model of this name, or nil.
  public static func spendingModel(named name: String) -> (any SpendingModel.Type)? {
    spendingModels.first { $0.name == name }
  }
}
