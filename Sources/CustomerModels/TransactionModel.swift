public import CustomerData

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is to be expected of a customer who buys from now on: a new one, counted from the first purchase, which is not
/// counted itself, or a living one, counted from the end of observation.
///
/// Times are in the unit in which the model was fitted.
public protocol TransactionForecast: Sendable {
  /// E[X(t)]: expected repeat purchases of a new customer within `time`. Infinity where the expectation is.
  func expectedTransactions(over time: Double) -> Double

  /// The same of many customers, who may share much of the work where they are alike: each gets what it would alone.
  static func expectedTransactions(of customers: [Self], over time: Double) -> [Double]

  /// P(X(t) = n) for a new customer.
  func probability(ofTransactions n: Int, over time: Double) -> Double

  /// log P(X(t) = n) for a new customer: finite also where the probability itself is too small for a double.
  func logProbability(ofTransactions n: Int, over time: Double) -> Double

  /// P(X(t) >= 1) for a new customer.
  func probabilityOfPurchase(over time: Double) -> Double

  /// Integral over (0, time] of exp(-delta u) dE[X(u)].
  /// - Parameters:
  ///   - time: the horizon; infinity gives DERT.
  ///   - discountRate: delta, continuous, per unit of time.
  /// - Returns: infinity where the integral diverges.
  func discountedExpectedTransactions(over time: Double, discountRate: Double) -> Double

  /// The same of many customers, who may share much of the work where they are alike: each gets what it would alone.
  static func discountedExpectedTransactions(
    of customers: [Self], over time: Double, discountRate: Double
  ) -> [Double]

  /// P(still a customer at `time`) for a new customer.
  func probabilityAlive(at time: Double) -> Double

  /// Time by which a new customer, should they stay, has bought again with this probability.
  /// - Parameter probability: between 0 and 1; 0.5 gives the median.
  func timeToNextPurchase(quantile probability: Double) -> Double

  /// Mean of the purchase rate over customers.
  var meanPurchaseRate: Double { get }
}

extension TransactionForecast {
  /// One by one.
  public static func expectedTransactions(of customers: [Self], over time: Double) -> [Double] {
    customers.map { $0.expectedTransactions(over: time) }
  }

  /// One by one.
  public static func discountedExpectedTransactions(
    of customers: [Self], over time: Double, discountRate: Double
  ) -> [Double] {
    customers.map { $0.discountedExpectedTransactions(over: time, discountRate: discountRate) }
  }

  /// The logarithm of `probability(ofTransactions:over:)`, for models that have no better way.
  public func logProbability(ofTransactions n: Int, over time: Double) -> Double {
    log(probability(ofTransactions: n, over: time))
  }
}

/// A model of how often a *new* customer buys.
public protocol TransactionModel: ParametricModel, TransactionForecast where Observations == PurchasePatterns {
  /// log density of a customer's repeat purchase times, heterogeneity integrated out.
  func logLikelihood(of history: PurchaseHistory) -> Double
}

/// A transaction model in which a customer may leave unseen.
///
/// Conditional quantities rest on one identity: **a living customer is a new customer with updated parameters**.
/// So each is P(alive) times the unconditional quantity of `livingCustomer(given:)`.
public protocol LatentAttritionModel: TransactionModel {
  /// What is to be expected of a customer known to be alive. BG/NBD: BG/NBD with (r + x, alpha + T, a, b + x).
  associatedtype LivingCustomer: TransactionForecast

  /// Whether a living customer depends on t_x too, not on x and T alone: false for purchases without memory.
  static var livingCustomerDependsOnRecency: Bool { get }

  /// P(alive | x, t_x, T).
  func probabilityAlive(given history: PurchaseHistory) -> Double

  /// log P(alive | x, t_x, T): finite also where the chance itself is too small for a double.
  func logProbabilityAlive(given history: PurchaseHistory) -> Double

  /// A customer with this history who is alive now, seen as a new customer. Depends on x and T only, unless
  /// `livingCustomerDependsOnRecency`.
  func livingCustomer(given history: PurchaseHistory) -> LivingCustomer

  /// Posterior mean of the customer's purchase rate: at which they buy or, should they have left, bought until then.
  /// Of a customer known to be alive: `livingCustomer(given:).meanPurchaseRate`.
  func meanPurchaseRate(given history: PurchaseHistory) -> Double
}

extension LatentAttritionModel {
  /// False.
  public static var livingCustomerDependsOnRecency: Bool { false }

  /// The logarithm of `probabilityAlive(given:)`, for models that have no better way.
  public func logProbabilityAlive(given history: PurchaseHistory) -> Double { log(probabilityAlive(given: history)) }

  /// Expected purchases of a customer in the next `time`: CET. Infinity where a living customer's are.
  public func expectedTransactions(over time: Double, given history: PurchaseHistory) -> Double {
    let living = livingCustomer(given: history).expectedTransactions(over: time)
    // P(alive) is never 0, though it may be too small for a double.
    return living == .infinity ? .infinity : probabilityAlive(given: history) * living
  }

  /// P(the customer makes n purchases in the next `time`).
  public func probability(ofTransactions n: Int, over time: Double, given history: PurchaseHistory) -> Double {
    let alive = probabilityAlive(given: history)
    let living = livingCustomer(given: history)
    let dead = n == 0 ? 1 - alive : 0
    return dead + alive * living.probability(ofTransactions: n, over: time)
  }

  /// log P(the customer makes n purchases in the next `time`): finite also where the chance itself is too small for a
  /// double.
  public func logProbability(ofTransactions n: Int, over time: Double, given history: PurchaseHistory) -> Double {
    if n == 0 { return log(probability(ofTransactions: 0, over: time, given: history)) }
    return logProbabilityAlive(given: history)
      + livingCustomer(given: history).logProbability(ofTransactions: n, over: time)
  }

  /// P(at least one purchase in the next `time`).
  public func probabilityOfPurchase(over time: Double, given history: PurchaseHistory) -> Double {
    probabilityAlive(given: history) * livingCustomer(given: history).probabilityOfPurchase(over: time)
  }

  /// DET (finite `time`) or DERT (infinite): discounted expected purchases.
  public func discountedExpectedTransactions(
    over time: Double, discountRate: Double, given history: PurchaseHistory
  ) -> Double {
    let living = livingCustomer(given: history)
      .discountedExpectedTransactions(over: time, discountRate: discountRate)
    return living == .infinity ? .infinity : probabilityAlive(given: history) * living
  }

  /// P(still a customer `time` from now).
  public func probabilityAlive(after time: Double, given history: PurchaseHistory) -> Double {
    probabilityAlive(given: history) * livingCustomer(given: history).probabilityAlive(at: time)
  }

  /// Time until the next purchase with this probability, given that the customer is alive and stays.
  public func timeToNextPurchase(quantile probability: Double, given history: PurchaseHistory) -> Double {
    livingCustomer(given: history).timeToNextPurchase(quantile: probability)
  }
}
