public import CustomerData

/// The customers and the period that models were fitted to.
public struct CalibrationPeriod: Sendable, Equatable, Codable {
  /// Customers, all with their first purchase in the period.
  public let customers: Int
  /// Customers with at least one repeat purchase.
  public let repeatCustomers: Int
  /// Repeat purchases.
  public let repeatTransactions: Int
  /// The time unit of the models.
  public let unit: TimeUnit
  /// The last day of the period, `YYYY-MM-DD`; nil when the summary does not tell.
  @NullWhenNil public private(set) var end: String?

  init(_ summary: CustomerSummary) {
    customers = summary.count
    repeatCustomers = summary.frequencies.count { $0 > 0 }
    repeatTransactions = summary.frequencies.reduce(0) { $0 + Int($1) }
    unit = summary.unit
    end = summary.observationEnd?.description
  }
}

/// The period that forecasts were held against.
public struct HoldoutPeriod: Sendable, Equatable, Codable {
  /// The first day, `YYYY-MM-DD`.
  public let start: String
  /// The last day, `YYYY-MM-DD`.
  public let end: String
  /// Length in days, both ends included.
  public let days: Double
  /// Purchase occasions of the customers of the calibration period.
  public let transactions: Int
  /// Customers of the calibration period with at least one purchase.
  public let buyers: Int
  /// What they spent, where known; nil when the input has no amounts, or their sum is beyond the largest double.
  @NullWhenNil public private(set) var spend: Double?
  /// Purchase occasions of unknown amount, which `spend` cannot hold.
  public let occasionsOfUnknownSpend: Int
  /// Customers with their first purchase in the holdout: left out of everything.
  public let customersBornLater: Int

  init(_ sample: HoldoutActivity) {
    start = sample.start.description
    end = sample.end.description
    days = sample.days
    transactions = sample.transactions.reduce(0) { $0 + Int($1) }
    buyers = sample.transactions.count { $0 > 0 }
    let known = sample.spends.reduce(0) { $1.isFinite ? $0 + $1 : $0 }
    spend = sample.spends.isEmpty || !known.isFinite ? nil : known
    occasionsOfUnknownSpend = sample.unknownOccasions
    customersBornLater = sample.customersBornLater
  }
}
