public import CustomerData

/// A request for predictions that has no answer.
public enum PredictionError: Error, Sendable, Equatable {
  /// Neither a number with a unit (`90d`, `52w`, `12m`, `2y`) nor `lifetime`.
  case horizonNotReadable(text: String)
  /// A horizon must be above 0 and at most 1000 years.
  case horizonOutOfRange(days: Double)
  /// An annual discount rate must be above -1 and finite.
  case discountRateOutOfRange(Double)
  /// A margin must be finite.
  case marginNotFinite(Double)
  /// A price must be finite.
  case priceNotFinite(Double)
  /// The model measures time in another unit than the data: never rescaled silently.
  case unitMismatch(model: TimeUnit, data: TimeUnit)
  /// The lifetime value of this model's customers is infinite at this annual discount rate; a positive rate is needed.
  case unboundedValue(annualDiscountRate: Double)
  /// The model was fitted with these covariates, and the customers came without.
  case covariatesNeeded([String])
}
