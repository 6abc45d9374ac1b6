public import CustomerData

/// The rules by which a log became purchase occasions; a model file carries them so that a later log is read alike.
public struct ReadingRules: Sendable, Codable, Equatable {
  /// What one purchase occasion is.
  public var occasion: Occasion
  /// Which occasions the mean spend is taken over.
  public var spendBasis: SpendBasis
  /// What a negative amount does.
  public var refunds: RefundRule
  /// What an amount of zero is.
  public var zeroAmounts: ZeroAmountRule

  /// The rules among the options of a reading.
  public init(_ options: LogOptions) {
    occasion = options.occasion
    spendBasis = options.spendBasis
    refunds = options.refunds
    zeroAmounts = options.zeroAmounts
  }
}
