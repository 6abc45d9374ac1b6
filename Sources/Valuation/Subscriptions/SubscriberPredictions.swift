public import CustomerData
public import CustomerModels
public import Parallelism

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
/// Subscribers of one tenure and one model are alike, so what is costly is worked out once for them all.
public struct SubscriberPredictions: Sendable {
  /// The subscribers.
  public let histories: [SubscriberHistory]
  private let distinct: [SubscriberPrediction]
  /// The position in `distinct` of each row's.
  private let predictionOfRow: [UInt32]

  /// Predicts for every subscriber with one model.
  ///
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
    self.init(
      of: histories, models: AssignedModels(model), periods: periods, discountRate: discountRate, terms: terms,
      threads: ThreadCount(1))
  }

  /// Predicts for every subscriber with a model of their own.
  ///
  /// - Parameter models: the models and which subscriber has which.
  public init(
    of histories: [SubscriberHistory], models: AssignedModels<any ContractModel>, periods: Int?, discountRate: Double?,
    terms: SubscriptionTerms?, threads: ThreadCount
  ) {
    precondition(
      [0, histories.count].contains(models.modelOfRow.count),
      "\(models.modelOfRow.count) assigned models for \(histories.count) rows")
    var numbers = DistinctRows()
    var firstRows: [Int] = []
    predictionOfRow = histories.indices.map { row in
      // All who left are alike, whatever their model.
      let own = histories[row]
      let key = own.churned ? (0, -1) : (models.position(row), own.tenure)
      let hash = DistinctRows.hash(UInt64(key.0), UInt64(bitPattern: Int64(key.1)), 0)
      let number = numbers.number(hash: hash) { known in
        let other = histories[firstRows[known]]
        if own.churned || other.churned { return own.churned == other.churned }
        return other.tenure == own.tenure && models.position(firstRows[known]) == key.0
      }
      if number == firstRows.count { firstRows.append(row) }
      return UInt32(truncatingIfNeeded: number)
    }
    let rows = firstRows
    distinct = threads.map(rows.count) { number in
      let own = histories[rows[number]]
      return own.churned
        ? .gone(hasRate: discountRate != nil, hasPrice: terms != nil)
        : SubscriberPrediction(
          models[rows[number]], tenure: own.tenure, periods: periods, discountRate: discountRate, terms: terms)
    }
    self.histories = histories
  }
}

extension SubscriberPrediction {
  /// Of one who is there.
  fileprivate init(
    _ model: some ContractModel, tenure: Int, periods: Int?, discountRate: Double?, terms: SubscriptionTerms?
  ) {
    let discounted = discountRate.map {
      model.discountedExpectedResidualLifetime(tenure: tenure, discountRate: $0, over: periods)
    }
    let value = terms.map { model.residualLifetimeValue(tenure: tenure, $0, over: periods) }
    self.init(
      probabilityAlive: 1, probabilityRetained: periods.map { model.survival(over: $0, tenure: tenure) } ?? 0,
      expectedPeriods: finite(model.expectedResidualLifetime(tenure: tenure, over: periods)),
      discountedPeriods: finite(discounted), predictedValue: finite(value))
  }
}

extension SubscriberPredictions: RandomAccessCollection {
  /// 0.
  public var startIndex: Int { 0 }
  /// The number of histories.
  public var endIndex: Int { histories.count }

  /// The prediction for a subscriber.
  public subscript(row: Int) -> SubscriberPrediction { distinct[Int(predictionOfRow[row])] }
}

/// NaN for what is not there, or has no end.
private func finite(_ value: Double?) -> Double {
  guard let value, value.isFinite else { return .nan }
  return value
}
