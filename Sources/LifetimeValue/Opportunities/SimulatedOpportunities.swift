public import CustomerData
public import CustomerModels
public import DelimitedText
public import Parallelism

/// Customers drawn from BG/BB, all with the same number of opportunities.
///
/// Every customer has a random stream of their own, so that the file has the same bytes on any number of threads.
public struct SimulatedOpportunities: Sendable {
  /// The model.
  public let model: BGBB
  /// How many customers.
  public let customers: Int
  /// Opportunities of each.
  public let opportunities: Int
  /// Seed of all random streams.
  public let seed: UInt64
  /// See `SimulatedIdentifier`.
  public let identifierPrefix: String?

  /// - Precondition: `customers` and `opportunities` are at least 1.
  public init(
    model: BGBB, customers: Int, opportunities: Int, seed: UInt64, identifierPrefix: String? = nil
  ) {
    precondition(customers >= 1 && opportunities >= 1, "\(customers) customers, \(opportunities) opportunities")
    self.model = model
    self.customers = customers
    self.opportunities = opportunities
    self.seed = seed
    self.identifierPrefix = identifierPrefix
  }

  /// Which opportunities a customer takes.
  public func purchases(of customer: Int) -> [Bool] {
    var generator = SeededGenerator(seed: seed, stream: UInt64(customer))
    return model.simulatePurchases(opportunities: opportunities, using: &generator)
  }

  /// Writes `customer_id,frequency,recency,opportunities`, one row per customer.
  ///
  /// - Parameter progress: called with the customers written so far, from any thread, one call at a time.
  /// - Returns: rows written, the header not counted.
  public func write(
    to sink: any ByteSink, threads: ThreadCount = .all, progress: (@Sendable (Int) -> Void)? = nil
  ) throws(OutputError) -> Int {
    let writer = CSVWriter(sink)
    try writer.writeHeader(["customer_id", "frequency", "recency", "opportunities"])
    let identifier = SimulatedIdentifier(prefix: identifierPrefix, customers: customers)
    try writer.writeRows(customers, threads: threads, progress: progress) { range, block in
      for customer in range {
        let history = OpportunityHistory(purchases(of: customer))
        block.append(identifier[customer])
        block.append(history.frequency)
        block.append(history.recency)
        block.append(history.opportunities)
        block.endRow()
      }
    }
    return customers
  }

  /// Writes a log `customer_id,date`: everybody's first purchase in the period of `start`, then one for each opportunity
  /// taken, on the first day of its period.
  ///
  /// - Parameter progress: called with the customers written so far, from any thread, one call at a time.
  /// - Returns: rows written, the header not counted.
  public func writeLog(
    from start: CalendarDay, period: CalendarPeriod, to sink: any ByteSink, threads: ThreadCount = .all,
    progress: (@Sendable (Int) -> Void)? = nil
  ) throws(OutputError) -> Int {
    let writer = CSVWriter(sink)
    try writer.writeHeader(["customer_id", "date"])
    let identifier = SimulatedIdentifier(prefix: identifierPrefix, customers: customers)
    let first = period.number(of: start)
    let days = (0...opportunities).map { period.start(ofNumber: first + $0) }
    let rows = try writer.writeRows(customers, threads: threads, progress: progress) { range, block in
      var written = 0
      for customer in range {
        for (day, isTaken) in zip(days, [true] + purchases(of: customer)) where isTaken {
          guard let day else { break }
          block.append(identifier[customer])
          block.append(day)
          block.endRow()
          written += 1
        }
      }
      return written
    }
    return rows.reduce(0, +)
  }
}
