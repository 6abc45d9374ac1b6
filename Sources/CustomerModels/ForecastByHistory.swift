import CustomerData

/// A model whose forecast for a new customer is the one for a history without repeat purchases at age 0.
///
/// For models whose living customer is of another kind (MBG/NBD: BG/NBD; BG/CNBD-k: `RegularCustomer`), and in which, as in
/// MBG/NBD, not every new customer may still be there. A model that is its own living customer must say itself what a new
/// customer does: there the forecast for a history rests on that for a new customer.
public protocol ForecastByHistory: LatentAttritionModel {}

extension ForecastByHistory {
  /// A customer right after the first purchase.
  private var newcomer: PurchaseHistory { PurchaseHistory(frequency: 0, recency: 0, age: 0) }

  /// E[X(t)], those who leave at once counted.
  public func expectedTransactions(over time: Double) -> Double { expectedTransactions(over: time, given: newcomer) }

  /// P(X(t) = n), those who leave at once counted.
  public func probability(ofTransactions n: Int, over time: Double) -> Double {
    probability(ofTransactions: n, over: time, given: newcomer)
  }

  /// log P(X(t) = n).
  public func logProbability(ofTransactions n: Int, over time: Double) -> Double {
    logProbability(ofTransactions: n, over: time, given: newcomer)
  }

  /// P(X(t) >= 1), those who leave at once counted.
  public func probabilityOfPurchase(over time: Double) -> Double { probabilityOfPurchase(over: time, given: newcomer) }

  /// The integral over (0, time] of exp(-delta u) dE[X(u)], those who leave at once counted.
  public func discountedExpectedTransactions(over time: Double, discountRate: Double) -> Double {
    discountedExpectedTransactions(over: time, discountRate: discountRate, given: newcomer)
  }

  /// P(still a customer at `time`): below 1 at time 0 where one may leave at once.
  public func probabilityAlive(at time: Double) -> Double { probabilityAlive(after: time, given: newcomer) }

  /// Of one who did not leave at once.
  public func timeToNextPurchase(quantile probability: Double) -> Double {
    timeToNextPurchase(quantile: probability, given: newcomer)
  }
}
