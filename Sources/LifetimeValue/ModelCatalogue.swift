public import CustomerModels

/// Every model the toolkit knows by name. A new model joins here with one line.
public enum ModelCatalogue {
  /// Models of how often customers buy and whether they are still there. Those of regular purchases stand here with one
  /// k; see `transactionModel(named:regularity:)`.
  public static let transactionModels: [any LatentAttritionModel.Type] = [
    BGNBD.self, MBGNBD.self, ParetoNBD.self, NBD.self, GGompertzNBD.self, BGCNBD<Erlang2>.self,
    MBGCNBD<Erlang2>.self, CorrelatedParetoNBD.self,
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

  /// The transaction model of this name with this regularity, or nil. Only models of regular purchases have one, from 1 to
  /// 12; without a number theirs is 2.
  public static func transactionModel(named name: String, regularity: Int?) -> (any LatentAttritionModel.Type)? {
    guard let regularity else { return transactionModel(named: name) }
    guard ErlangTimings.all.indices.contains(regularity - 1) else { return nil }
    return ErlangTimings.all[regularity - 1].models.first { $0.name == name }
  }

  /// Whether a fit of this model takes many times as long as one of BG/NBD.
  static func isCostly(_ name: String) -> Bool {
    hasRegularity(name) || [GGompertzNBD.name, CorrelatedParetoNBD.name].contains(name)
  }

  /// Whether the model of this name has a regularity.
  public static func hasRegularity(_ name: String) -> Bool { Erlang1.models.contains { $0.name == name } }

  /// The spending model of this name, or nil.
  public static func spendingModel(named name: String) -> (any SpendingModel.Type)? {
    spendingModels.first { $0.name == name }
  }
}

extension ErlangTiming {
  /// The models of regular purchases with this k.
  fileprivate static var models: [any LatentAttritionModel.Type] { [BGCNBD<Self>.self, MBGCNBD<Self>.self] }
}
