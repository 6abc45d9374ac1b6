public import CustomerData
public import CustomerModels

/// What is expected of one subscriber, seen from just before the next renewal. A value that does not exist (an endless
/// sum, no price) is NaN here and an empty field in a file.
public struct SubscriberPrediction: Sendable {
  /// Whether the subscriber is there: 1 or 0, as contracts are seen to end.
  public let probabilityAlive: Double
  /// P(all renewals within the horizon are made); 0 for a lifetime.
  public let probabilityRetained: Double
  /// Renewals expected within the horizon.
  public let expectedPeriods: Double
  /// The same, each discounted to the next renewal, which counts in full (DERL); NaN without a discount rate.
  public let discountedPeriods: Double
  /// Their value in currency; NaN without a price.
  public let predictedValue: Double

  /// One who left.
  fileprivate static func gone(hasRate: Bool, hasPrice: Bool) -> SubscriberPrediction {
    SubscriberPrediction(
      probabilityAlive: 0, probabilityRetained: 0, expectedPeriods: 0, discountedPeriods: hasRate ? 0 : .nan,
      predictedValue: hasPrice ? 0 : .nan)
  }
}

/// What is expected of subscribers: one `SubscriberPrediction` per history, in their order.
///
/// Subscribers of one tenure are alike, so what is costly is worked out once per tenure.
public struct SubscriberPredictions: Sendable {
  /// The subscribers.
  public let histories: [SubscriberHistory]
  private let ofTenure: [Int: SubscriberPrediction]
  private let gone: SubscriberPrediction

  /// - Parameters:
  ///   - histories: the subscribers.
  ///   - model: how long they stay.
  ///   - periods: renewals ahead; nil for all there will ever be.
  ///   - discountRate: effective, per period; nil where the length of a period is not known.
  ///   - terms: what they pay; nil for no value. Their own discount rate counts.
  public init(
    of histories: [SubscriberHistory], model: some ContractModel, periods: Int?, discountRate: Double?,
    terms: SubscriptionTerms?
  ) {
    var ofTenure: [Int: SubscriberPrediction] = [:]
    for tenure in Set(histories.lazy.filter { !$0.churned }.map(\.tenure)) {
      let discounted = discountRate.map {
        model.discountedExpectedResidualLifetime(tenure: tenure, discountRate: $0, over: periods)
      }
      let value = terms.map { model.residualLifetimeValue(tenure: tenure, $0, over: periods) }
      ofTenure[tenure] = SubscriberPrediction(
        probabilityAlive: 1, probabilityRetained: periods.map { model.survival(over: $0, tenure: tenure) } ?? 0,
        expectedPeriods: finite(model.expectedResidualLifetime(tenure: tenure, over: periods)),
        discountedPeriods: finite(discounted), predictedValue: finite(value))
    }
    self.histories = histories
    self.ofTenure = ofTenure
    gone = .gone(hasRate: discountRate != nil, hasPrice: terms != nil)
  }
}

extension SubscriberPredictions: RandomAccessCollection {
  /// 0.
  public var startIndex: Int { 0 }
  /// The number of histories.
  public var endIndex: Int { histories.count }

  /// The prediction for a subscriber.
  public subscript(row: Int) -> SubscriberPrediction {
    histories[row].churned ? gone : ofTenure[histories[row].tenure]!
  }
}

/// NaN for what is not there, or has no end.
private func finite(_ value: Double?) -> Double {
  guard let value, value.isFinite else { return .nan }
  return value
}
