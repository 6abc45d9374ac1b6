/// When a subscriber pays for a period.
public enum PaymentTime: String, Sendable, CaseIterable, Codable {
  /// In advance: the renewal is the payment.
  case start
  /// In arrears: the payment for a period comes with the next renewal decision, one period after it began.
  case end
}

/// What a subscription brings per period, and how much less later payments count.
public struct SubscriptionTerms: Sendable, Equatable {
  /// What a subscriber pays for a period, in currency.
  public let price: Double
  /// The share of it that is profit.
  public let margin: Double
  /// When it is paid.
  public let payment: PaymentTime
  /// Effective rate per period: 0.01 for 1 %. See `DiscountRate.effective(per:)`.
  public let discountRate: Double

  /// - Throws: `PredictionError.priceNotFinite`, `marginNotFinite`, or `discountRateOutOfRange` unless the rate is above
  ///   -1 and finite.
  public init(
    price: Double, margin: Double = 1, payment: PaymentTime = .start, discountRate: Double
  ) throws(PredictionError) {
    guard price.isFinite else { throw .priceNotFinite(price) }
    guard margin.isFinite else { throw .marginNotFinite(margin) }
    guard discountRate > -1, discountRate.isFinite else { throw .discountRateOutOfRange(discountRate) }
    self.price = price
    self.margin = margin
    self.payment = payment
    self.discountRate = discountRate
  }

  /// Profit of a period, as worth at its start.
  public var profitPerPeriod: Double {
    let profit = price * margin
    return payment == .start ? profit : profit / (1 + discountRate)
  }
}
