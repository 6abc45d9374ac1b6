public import CustomerModels

/// How a model of regular purchases gets its k.
public enum RegularityChoice: Sendable, Equatable {
  /// This number, from 1 to 12.
  case fixed(Int)
  /// The number from 1 to 12 with the highest likelihood: they are tried from 1, until three in a row are lower.
  case auto
}

/// Which models to fit.
public struct ModelChoice: Sendable, Equatable {
  /// Name of a transaction model in the catalogue, or `ModelSelection.name`.
  public var transactions: String
  /// The k of a model of regular purchases; of no consequence for others.
  public var regularity: RegularityChoice
  /// Name of a spending model in the catalogue; nil for none.
  public var spend: String?
  /// With `ModelSelection.name`: log scores on a holdout by which to choose; nil to choose by BIC.
  public var holdoutLogScores: [String: Double]?

  /// BG/NBD with Gamma-Gamma unless told otherwise.
  public init(
    transactions: String = BGNBD.name, regularity: RegularityChoice = .auto, spend: String? = GammaGamma.name,
    holdoutLogScores: [String: Double]? = nil
  ) {
    self.transactions = transactions
    self.regularity = regularity
    self.spend = spend
    self.holdoutLogScores = holdoutLogScores
  }
}
