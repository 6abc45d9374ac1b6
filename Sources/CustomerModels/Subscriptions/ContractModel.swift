public import CustomerData

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A model of how long subscribers stay who decide period by period whether to renew, and are seen to leave.
///
/// Periods are counted from the start of the subscription: period 0 is paid for when it starts, period t by those who
/// have renewed t times. S(t) is the chance to do so. Discount rates are effective, per period: 0.01 for 1 %.
public protocol ContractModel: ParametricModel where Observations == SubscriberPatterns {
  /// The log-probability of a subscriber's history.
  func logLikelihood(of history: SubscriberHistory) -> Double

  /// ln S(m + k) - ln S(m): that a subscriber of tenure m renews k times more.
  ///
  /// Smooth in both arguments, which need not be whole, and exact where S itself would underflow.
  func logSurvival(over periods: Double, tenure: Double) -> Double

  /// s where S(t) falls like t^-s for large t: the expected lifetime is finite for s > 1.
  var tailExponent: Double { get }

  /// The renewal at which a new subscriber leaves, drawn.
  /// - Returns: at least 1; nil when it is beyond `limit`.
  func simulateChurn<Generator: RandomNumberGenerator>(within limit: Int, using generator: inout Generator) -> Int?
}

extension ContractModel where Self: FormulaModel {
  /// The formula for one history.
  public func logLikelihood(of history: SubscriberHistory) -> Double {
    Self.logLikelihood(of: history, parameters: parameters.map { PlainScalar($0) }).value
  }
}

extension ContractModel {
  /// S(m + k) / S(m): that a subscriber who renewed `tenure` times renews `periods` times more; that of a new one, S(k).
  public func survival(over periods: Int, tenure: Int = 0) -> Double {
    exp(logSurvival(over: Double(max(periods, 0)), tenure: Double(max(tenure, 0))))
  }

  /// S(t) / S(t - 1): the share that renews at renewal t = 1, 2, ... of those to whom it is due.
  public func retention(at renewal: Int) -> Double {
    renewal < 1 ? 1 : survival(over: 1, tenure: renewal - 1)
  }

  /// 1 - S(t) / S(t - 1): the share that leaves at renewal t = 1, 2, ... of those to whom it is due.
  public func churn(at renewal: Int) -> Double {
    renewal < 1 ? 0 : -expm1(logSurvival(over: 1, tenure: Double(renewal - 1)))
  }

  /// S(t - 1) - S(t): that a new subscriber leaves at renewal t = 1, 2, ...
  public func probability(ofChurnAt renewal: Int) -> Double {
    renewal < 1 ? 0 : survival(over: renewal - 1) * churn(at: renewal)
  }

  /// S(m + k) / S(m) times `active`, for k = 1 ... `periods`: how many of a cohort's active subscribers will be left.
  public func projection(ofActive active: Double, tenure: Int, periods: Int) -> [Double] {
    periods < 1 ? [] : (1...periods).map { active * survival(over: $0, tenure: tenure) }
  }

  /// A subscriber who started `periods` renewals ago, drawn.
  public func simulateSubscriber<Generator: RandomNumberGenerator>(
    observedFor periods: Int, using generator: inout Generator
  ) -> SubscriberHistory {
    let churn = simulateChurn(within: periods, using: &generator)
    return SubscriberHistory(tenure: churn ?? periods, churned: churn != nil)
  }
}

// MARK: - Lifetime

extension ContractModel {
  /// Periods that a new subscriber pays for, the first one included: 1 + S(1) + S(2) + ...
  /// - Parameter periods: those counted; nil for all.
  /// - Returns: infinity where the sum is, for `tailExponent` <= 1.
  public func expectedLifetime(over periods: Int? = nil) -> Double {
    discountedExpectedLifetime(discountRate: 0, over: periods)
  }

  /// DEL: the same with period t discounted by (1 + d)^-t, so that the first payment counts in full.
  /// - Source: Fader & Hardie (2010), DEL.
  public func discountedExpectedLifetime(discountRate: Double, over periods: Int? = nil) -> Double {
    if let periods, periods < 1 { return 0 }
    return 1
      + survivalSum(tenure: 0, discountRate: discountRate, terms: periods.map { $0 - 1 }) / (1 + discountRate)
  }

  /// Renewals still to come of a subscriber who renewed `tenure` times and has to decide again next.
  /// - Parameter periods: renewals counted; nil for all.
  /// - Returns: infinity where the sum is.
  public func expectedResidualLifetime(tenure: Int, over periods: Int? = nil) -> Double {
    discountedExpectedResidualLifetime(tenure: tenure, discountRate: 0, over: periods)
  }

  /// DERL: the same, each discounted to the next renewal, which counts in full: the sum over k = 1, 2, ... of
  /// S(m + k) / S(m) (1 + d)^-(k - 1).
  /// - Source: Fader & Hardie (2010), DERL, for the moment before the next renewal.
  public func discountedExpectedResidualLifetime(
    tenure: Int, discountRate: Double, over periods: Int? = nil
  ) -> Double {
    if let periods, periods < 1 { return 0 }
    return survivalSum(tenure: tenure, discountRate: discountRate, terms: periods)
  }

  /// The sum over k = 1, 2, ... of S(m + k) / S(m) (1 + d)^-(k - 1).
  private func survivalSum(tenure: Int, discountRate: Double, terms: Int?) -> Double {
    let from = Double(max(tenure, 0))
    return SurvivalSum(tailExponent: tailExponent, discountRate: discountRate) {
      logSurvival(over: $0, tenure: from)
    }.value(terms: terms)
  }
}
