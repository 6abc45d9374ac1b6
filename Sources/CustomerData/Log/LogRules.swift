// What a log's rows mean where they leave a choice.

/// What counts as one purchase occasion.
public enum Occasion: String, Sendable, CaseIterable, Codable {
  /// All rows of a customer on one calendar day, amounts summed.
  case day
  /// Each row.
  case row
}

/// Which occasions the mean spend is taken over.
public enum SpendBasis: String, Sendable, CaseIterable, Codable {
  /// Those after the first.
  case `repeat`
  /// All, the first included.
  case all
}

/// What a negative amount means.
public enum RefundRule: String, Sendable, CaseIterable, Codable {
  /// It is netted within the day, then against the customer's latest earlier occasions (`PurchaseLedger`).
  case cancel
  /// The row is dropped.
  case ignore
  /// The row is a bad row.
  case error
}

/// What an amount of zero means.
public enum ZeroAmountRule: String, Sendable, CaseIterable, Codable {
  /// An occasion, outside the spend mean.
  case occasion
  /// The row is dropped.
  case drop
}

/// What happens at a row that cannot be used.
public enum BadRowRule: String, Sendable, CaseIterable, Codable {
  /// Reading stops at the first.
  case error
  /// It is counted and set aside.
  case skip
}
