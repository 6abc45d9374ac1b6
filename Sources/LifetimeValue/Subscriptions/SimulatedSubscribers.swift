public import CustomerData
public import CustomerModels
public import DelimitedText
public import Parallelism

/// Subscribers drawn from a contract model, all observed for the same number of renewals.
///
/// Every subscriber has a random stream of their own, so that the file has the same bytes on any number of threads.
public struct SimulatedSubscribers: Sendable {
  /// How long they stay.
  public let model: any ContractModel
  /// How many start.
  public let customers: Int
  /// Renewals that were due by now of one who is still there.
  public let periods: Int
  /// Seed of all random streams.
  public let seed: UInt64
  /// See `SimulatedIdentifier`.
  public let identifierPrefix: String?

  /// - Precondition: `customers` and `periods` are at least 1.
  public init(
    model: any ContractModel, customers: Int, periods: Int, seed: UInt64, identifierPrefix: String? = nil
  ) {
    precondition(customers >= 1 && periods >= 1, "\(customers) customers, \(periods) periods")
    self.model = model
    self.customers = customers
    self.periods = periods
    self.seed = seed
    self.identifierPrefix = identifierPrefix
  }

  /// One subscriber.
  public func history(of customer: Int) -> SubscriberHistory {
    var generator = SeededGenerator(seed: seed, stream: UInt64(customer))
    return model.simulateSubscriber(observedFor: periods, using: &generator)
  }

  /// Writes `customer_id,tenure,churned`, one row per subscriber.
  ///
  /// - Parameter progress: called with the customers written so far, from any thread, one call at a time.
  /// - Returns: rows written, the header not counted.
  public func write(
    to sink: any ByteSink, threads: ThreadCount = .all, progress: (@Sendable (Int) -> Void)? = nil
  ) throws(OutputError) -> Int {
    let writer = CSVWriter(sink)
    try writer.writeHeader(["customer_id", "tenure", "churned"])
    let identifier = SimulatedIdentifier(prefix: identifierPrefix, customers: customers)
    try writer.writeRows(customers, threads: threads, progress: progress) { range, block in
      for customer in range {
        let history = history(of: customer)
        block.append(identifier[customer])
        block.append(history.tenure)
        block.append(history.churned ? 1 : 0)
        block.endRow()
      }
    }
    return customers
  }
}
