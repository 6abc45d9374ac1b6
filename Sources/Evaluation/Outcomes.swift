/// What happened to each customer, ranked once for all forecasts that are held against it.
struct Outcomes: Sendable {
  /// One for each customer; NaN where not known.
  let values: [Double]
  /// Ranks from 1 upward; equal values share the mean of their ranks. Empty when some are not known.
  let ranks: [Double]
  /// What `RankedOutcomes.concentration` is for a perfect order.
  let bestConcentration: Double?

  init(_ values: [Double]) {
    // What is not known has no place among the others; `selecting` leaves it out.
    let known = values.contains(where: \.isNaN) ? [] : values
    let ranked = RankedOutcomes(predictions: known, outcomes: known)
    self.values = values
    ranks = ranked.ranks
    bestConcentration = ranked.concentration
  }

  /// Those of some customers.
  func selecting(_ customers: [Int]) -> Outcomes {
    customers.count == values.count ? self : Outcomes(customers.map { values[$0] })
  }
}

/// What customers did in the holdout.
struct HoldoutOutcomes: Sendable {
  /// Purchases of each customer.
  let counts: [Int32]
  /// The same, ranked.
  let purchases: Outcomes
  /// Spend of each customer, NaN where it is not known; nil without amounts.
  let spends: Outcomes?
  /// Length of the holdout.
  let days: Double

  /// - Parameter spends: empty without amounts.
  init(counts: [Int32], spends: [Double], days: Double) {
    self.counts = counts
    purchases = Outcomes(counts.map(Double.init))
    self.spends = spends.isEmpty ? nil : Outcomes(spends)
    self.days = days
  }
}
