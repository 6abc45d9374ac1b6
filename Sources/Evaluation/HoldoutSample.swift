public import CustomerData

/// What the customers of the calibration period did after it, one entry per row of their summary.
public struct HoldoutSample: Sendable, Equatable {
  /// Purchase occasions.
  public var transactions: [Int32]
  /// Spend, in currency; NaN where unknown. Empty when the input has no amounts.
  public var spends: [Double]
  /// The first day of the holdout.
  public var start: CalendarDay
  /// The last day of the holdout.
  public var end: CalendarDay
  /// Customers whose first purchase came after the calibration period; they are in no row.
  public var customersBornLater: Int

  /// See the properties.
  public init(
    transactions: [Int32], spends: [Double], customersBornLater: Int, start: CalendarDay, end: CalendarDay
  ) {
    self.transactions = transactions
    self.spends = spends
    self.start = start
    self.end = end
    self.customersBornLater = customersBornLater
  }

  /// Days of the holdout, both ends included.
  public var days: Double { Double(end.daysSince1970) - Double(start.daysSince1970) + 1 }
}
