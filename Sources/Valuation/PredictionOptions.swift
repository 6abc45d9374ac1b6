public import Parallelism

/// What to predict: how far ahead, at what discount, with what margin.
public struct PredictionOptions: Sendable, Equatable {
  /// How far ahead from the observation end.
  public var horizon: Horizon
  /// Discounting of future value.
  public var discountRate: DiscountRate
  /// Profit per unit of spend; multiplies predicted and historic value. Finite.
  public var margin: Double
  /// Threads to use; never changes a result.
  public var threads: ThreadCount

  /// - Throws: `PredictionError.marginNotFinite`.
  public init(
    horizon: Horizon = .finite(days: 365), discountRate: DiscountRate = .standard, margin: Double = 1,
    threads: ThreadCount = .all
  ) throws(PredictionError) {
    guard margin.isFinite else { throw .marginNotFinite(margin) }
    self.horizon = horizon
    self.discountRate = discountRate
    self.margin = margin
    self.threads = threads
  }
}
