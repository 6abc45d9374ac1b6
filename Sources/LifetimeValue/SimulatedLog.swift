public import CustomerData
public import CustomerModels
public import DelimitedText
public import Parallelism

/// A transaction log drawn from models: what fits are tested on and benchmarks read.
///
/// Each customer's first purchase falls on a day drawn evenly from the window; repeat purchases follow the model until the
/// end, so that a summary of the log has exactly the law of the model in whole days: a purchase t after the first falls on
/// day floor(u + t), u being the time of day of the first, and t is at most the age T. What a day cannot tell apart merges:
/// purchases of one customer on one day are one occasion under `Occasion.day`, which lowers frequencies where customers
/// buy nearly daily; `Occasion.row` keeps them apart.
///
/// Every customer has a random stream of their own, so that the log has the same bytes on any number of threads.
public struct SimulatedLog<Transactions: Simulatable>: Sendable {
  /// The transaction model.
  public let transactions: Transactions
  /// The unit of its parameters.
  public let unit: TimeUnit
  /// The spending model; nil for a log without amounts.
  public let spend: (any SimulatableSpend)?
  /// Number of customers.
  public let customers: Int
  /// First day on which a customer may appear.
  public let start: CalendarDay
  /// Last day of the log.
  public let end: CalendarDay
  /// Seed of all random streams.
  public let seed: UInt64
  /// Put before each customer's number, which is then padded with zeros to the width of the largest; nil for the bare number.
  public let identifierPrefix: String?

  /// - Precondition: `customers` is at least 1 and `start` is not after `end`.
  public init(
    transactions: Transactions, unit: TimeUnit, spend: (any SimulatableSpend)?, customers: Int, start: CalendarDay,
    end: CalendarDay, seed: UInt64, identifierPrefix: String? = nil
  ) {
    precondition(customers >= 1, "\(customers) customers")
    precondition(start <= end, "the log would end (\(end)) before it starts (\(start))")
    self.transactions = transactions
    self.unit = unit
    self.spend = spend
    self.customers = customers
    self.start = start
    self.end = end
    self.seed = seed
    self.identifierPrefix = identifierPrefix
  }

  /// One purchase.
  public struct Purchase: Sendable, Equatable {
    /// Its day.
    public let day: CalendarDay
    /// Its amount in whole cents, at least one; nil without a spending model.
    public let cents: Int?
  }

  /// The purchases of one customer, by date.
  public func purchases(of customer: Int) -> [Purchase] {
    var generator = SeededGenerator(seed: seed, stream: UInt64(customer))
    let window = UInt64(end.daysSince1970 - start.daysSince1970) + 1
    let first = start.daysSince1970 + Int32(UInt64.random(in: 0..<window, using: &generator))
    let age = Double(end.daysSince1970 - first)
    let timeOfDay = Double.random(in: 0..<1, using: &generator)
    let times = transactions.simulatePurchaseTimes(age: age / unit.days, using: &generator)
    let amounts = spend?.simulateSpend(count: times.count + 1, using: &generator)
    return (0...times.count).map { index in
      let days = index == 0 ? 0 : min(Int32(age), Int32(timeOfDay + times[index - 1] * unit.days))
      return Purchase(
        day: CalendarDay(daysSince1970: first + days),
        cents: amounts.map { max(1, Int(min(($0[index] * 100).rounded(), 1e15))) })
    }
  }

  /// Writes the log: `customer_id,date[,amount]`, customers one after the other.
  ///
  /// - Parameter progress: called with the customers written so far, from any thread, one call at a time.
  /// - Returns: rows written, the header not counted.
  /// - Throws: what the sink throws.
  public func write(
    to sink: any ByteSink, threads: ThreadCount = .all, progress: (@Sendable (Int) -> Void)? = nil
  ) throws(OutputError) -> Int {
    let writer = CSVWriter(sink)
    try writer.writeHeader(spend == nil ? ["customer_id", "date"] : ["customer_id", "date", "amount"])
    let identifier = SimulatedIdentifier(prefix: identifierPrefix, customers: customers)
    let rows = RowCount()
    try writer.writeRows(customers, threads: threads, progress: progress) { range, block in
      var written = 0
      for customer in range {
        let id = identifier[customer]
        let purchases = purchases(of: customer)
        for purchase in purchases {
          block.append(id)
          block.append(purchase.day)
          if let cents = purchase.cents { block.append(Double(cents) / 100) }
          block.endRow()
        }
        written += purchases.count
      }
      rows.add(written)
    }
    return rows.total
  }
}
