/// What was counted while histories were worked out.
struct HistoryTally: Sendable {
  var counts = PurchaseLedger.Counts()
  var occasions = 0
  var zeroOccasions = 0
  var unknownOccasions = 0
  /// Customers with rows used of whom no occasion remains.
  var withoutPurchase = 0
  /// Customers with occasions in the holdout only.
  var bornLater = 0
  /// Holdout occasions of unknown amount.
  var holdoutUnknown = 0
  /// The first customer of the partition whose sums went beyond the largest double.
  private(set) var overflow: Int?

  mutating func noteOverflow(_ customer: Int) { overflow = min(overflow ?? .max, customer) }

  /// Adds what was counted in another partition.
  mutating func add(_ other: HistoryTally) {
    counts.add(other.counts)
    occasions += other.occasions
    zeroOccasions += other.zeroOccasions
    unknownOccasions += other.unknownOccasions
    withoutPurchase += other.withoutPurchase
    bornLater += other.bornLater
    holdoutUnknown += other.holdoutUnknown
  }
}
