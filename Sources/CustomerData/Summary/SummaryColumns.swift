import DelimitedText

/// The names of a summary's columns, for reading and writing.
enum SummaryColumn {
  static let customer = "customer_id"
  static let frequency = "frequency"
  static let recency = "recency"
  static let age = "age"
  static let monetaryValue = "monetary_value"
  static let spendCount = "spend_count"
  static let totalSpend = "total_spend"
  static let firstPurchase = "first_purchase"
  static let lastPurchase = "last_purchase"
  static let logInterpurchaseSum = "log_interpurchase_sum"
  static let customers = "customers"
}

/// Where the columns of a summary stand in a file, counted from 0; nil for those it does not have.
struct SummaryColumns {
  let customer: Int?
  let frequency: Int
  let recency: Int
  let age: Int
  let monetaryValue: Int?
  let spendCount: Int?
  let totalSpend: Int?
  let firstPurchase: Int?
  let lastPurchase: Int?
  let logInterpurchaseSum: Int?
  let customers: Int?

  /// The columns without which a file is no summary.
  static let required = [SummaryColumn.frequency, SummaryColumn.recency, SummaryColumn.age]

  /// - Throws: `DataError` when a column that is needed is missing, or one that is used stands twice.
  /// - Parameter regularity: whether the sum of the logarithms of the times between purchases is needed.
  init(_ header: Header, customerColumn: String, regularity: Bool) throws(DataError) {
    frequency = try header.requiredPosition(of: SummaryColumn.frequency)
    recency = try header.requiredPosition(of: SummaryColumn.recency)
    age = try header.requiredPosition(of: SummaryColumn.age)
    customer = try header.position(of: customerColumn)
    customers = try header.position(of: SummaryColumn.customers)
    if customer == nil && customers == nil {
      throw header.missing(
        [customerColumn, SummaryColumn.customers],
        advice: "A summary names its customers, or says how many share each row")
    }
    monetaryValue = try header.position(of: SummaryColumn.monetaryValue)
    // A count says nothing without the mean it belongs to.
    spendCount = monetaryValue == nil ? nil : try header.position(of: SummaryColumn.spendCount)
    totalSpend = try header.position(of: SummaryColumn.totalSpend)
    firstPurchase = try header.position(of: SummaryColumn.firstPurchase)
    lastPurchase = try header.position(of: SummaryColumn.lastPurchase)
    let logSum = try header.position(of: SummaryColumn.logInterpurchaseSum)
    if regularity && logSum == nil {
      throw header.missing(
        [SummaryColumn.logInterpurchaseSum],
        advice: "Models of regular purchases need the sum of the logarithms of the times between purchases, which "
          + "summarize writes with --log-interpurchase-sum")
    }
    logInterpurchaseSum = logSum
  }
}
