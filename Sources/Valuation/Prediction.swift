public import CustomerData

/// What the models expect of one customer, counted from the observation end.
///
/// A value that does not exist (no amounts, no spend model, infinite expectation) is NaN here and an empty field in a
/// file.
public struct Prediction: Sendable {
  /// Days from the last purchase to the observation end: whole where the input had dates.
  public let daysSinceLastPurchase: Double
  /// P(still a customer at the observation end).
  public let probabilityAlive: Double
  /// Expected purchases within the horizon; NaN where a lifetime's expectation is infinite.
  public let expectedTransactions: Double
  /// P(at least one purchase within the horizon).
  public let probabilityOfPurchase: Double
  /// Expected value of a purchase, in currency; NaN where the model has none.
  public let expectedSpend: Double
  /// Discounted value expected within the horizon, in currency times margin.
  public let predictedValue: Double
  /// Value of all purchases so far, in currency times margin.
  public let historicValue: Double
  /// Historic plus predicted value.
  public let totalValue: Double
  /// Day of the median time to the next purchase, given that the customer is alive: rounded to the nearest day after
  /// the observation end. Nil when the summary has no observation end, and past the year 9999.
  public let expectedNextPurchase: CalendarDay?
}
