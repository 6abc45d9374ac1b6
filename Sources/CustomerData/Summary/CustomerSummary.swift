/// One row per customer: the purchase history and the spend that models are fitted to and predictions made for.
///
/// Stored by column. Customers stand in the order in which they first appear in the input.
public struct CustomerSummary: Sendable, Equatable {
  /// The time unit of `recencies` and `ages`.
  public var unit: TimeUnit
  /// Customer ids; empty when the input was a table of patterns without ids.
  public var identifiers: CustomerIdentifiers
  /// x: repeat purchase occasions.
  public var frequencies: [Int32]
  /// t_x: first to last purchase, in `unit`; 0 when x is 0.
  public var recencies: [Double]
  /// T: first purchase to the end of observation, in `unit`.
  public var ages: [Double]
  /// Purchases behind `spendMeans`: repeat occasions of positive known amount (all occasions under `SpendBasis.all`).
  /// Empty when the input has no amounts.
  public var spendCounts: [Int32]
  /// Mean value of those purchases; 0 where the count is 0. Empty when the input has no amounts.
  public var spendMeans: [Double]
  /// All that was spent, first purchase included, net of refunds; NaN where unknown. Empty when the input cannot tell.
  public var totalSpends: [Double]
  /// Day of the first purchase. Empty when the input has no dates.
  public var firstDays: [Int32]
  /// Day of the last purchase. Empty when the input has no dates.
  public var lastDays: [Int32]
  /// Sum of the logarithms of the times between purchases, in `unit`: for models of regular purchases. 0 when x is 0, NaN
  /// where two purchases fall on one moment. Empty when not asked for or not known.
  public var logInterpurchaseSums: [Double]
  /// How many customers each row stands for; empty means one each.
  public var multiplicities: [Int]
  /// The last day that was observed, where the input tells.
  public var observationEnd: CalendarDay?

  /// An empty summary in a unit.
  public init(unit: TimeUnit) {
    self.unit = unit
    identifiers = CustomerIdentifiers()
    frequencies = []
    recencies = []
    ages = []
    spendCounts = []
    spendMeans = []
    totalSpends = []
    firstDays = []
    lastDays = []
    logInterpurchaseSums = []
    multiplicities = []
  }

  /// Rows.
  public var count: Int { frequencies.count }
  /// Whether amounts are known.
  public var hasSpend: Bool { !spendMeans.isEmpty }
  /// Customers: rows, or the sum of `multiplicities`.
  public var customerCount: Int { multiplicities.isEmpty ? count : multiplicities.reduce(0, +) }

  /// The purchase history in a row.
  public subscript(row: Int) -> PurchaseHistory {
    PurchaseHistory(
      frequency: Int(frequencies[row]), recency: recencies[row], age: ages[row],
      logInterpurchaseSum: logInterpurchaseSums.isEmpty ? 0 : logInterpurchaseSums[row])
  }
}
