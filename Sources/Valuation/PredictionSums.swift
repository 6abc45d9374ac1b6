/// What adds up over customers, for a run of rows. Runs are cut by `Predictions.rowsPerBlock` and added in their order,
/// so that totals have the same bits on any number of threads.
package struct PredictionSums: Sendable {
  /// A sum over the customers who have a value, and how many have none.
  struct KnownSum: Sendable {
    private var sum = 0.0
    private var known = 0
    private(set) var missing = 0

    mutating func add(_ value: Double, customers: Int) {
      if value.isFinite {
        sum += Double(customers) * value
        known += customers
      } else {
        missing += customers
      }
    }

    mutating func add(_ other: KnownSum) {
      sum += other.sum
      known += other.known
      missing += other.missing
    }

    /// Nil when nobody has a value, or the sum is beyond the range of a double.
    var total: Double? { known > 0 && sum.isFinite ? sum : nil }
  }

  private(set) var alive = KnownSum()
  private(set) var transactions = KnownSum()
  private(set) var buyers = KnownSum()
  private(set) var spend = KnownSum()
  private(set) var predicted = KnownSum()
  private(set) var historic = KnownSum()
  private(set) var total = KnownSum()
  private(set) var customers = 0
  private(set) var withoutNextPurchase = 0

  /// No rows.
  package init() {}

  /// Adds a row that stands for some customers.
  package mutating func add(_ prediction: Prediction, customers: Int) {
    alive.add(prediction.probabilityAlive, customers: customers)
    transactions.add(prediction.expectedTransactions, customers: customers)
    buyers.add(prediction.probabilityOfPurchase, customers: customers)
    spend.add(prediction.expectedSpend, customers: customers)
    predicted.add(prediction.predictedValue, customers: customers)
    historic.add(prediction.historicValue, customers: customers)
    total.add(prediction.totalValue, customers: customers)
    self.customers += customers
    if prediction.expectedNextPurchase == nil { withoutNextPurchase += customers }
  }

  /// Adds the run that follows.
  mutating func add(_ next: PredictionSums) {
    alive.add(next.alive)
    transactions.add(next.transactions)
    buyers.add(next.buyers)
    spend.add(next.spend)
    predicted.add(next.predicted)
    historic.add(next.historic)
    total.add(next.total)
    customers += next.customers
    withoutNextPurchase += next.withoutNextPurchase
  }
}
