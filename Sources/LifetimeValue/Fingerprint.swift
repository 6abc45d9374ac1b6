import CustomerData

/// A 64-bit checksum of the data a model was fitted to (FNV-1a over the columns' bytes).
///
/// It tells equal inputs from different ones; it is not a cryptographic seal.
struct Fingerprint {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func combine(_ word: UInt64) {
    state = (state ^ word) &* 0x0000_0100_0000_01b3
    state ^= state >> 32
  }

  mutating func combine(_ value: Double) { combine(value.bitPattern) }
  mutating func combine(_ value: Int) { combine(UInt64(bitPattern: Int64(value))) }

  /// Sixteen hexadecimal digits.
  var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

}

/// The checksums of the data of a model file: of all, and of what each of its models is fitted to.
struct DataFingerprints {
  let whole: String
  let purchases: String
  let spend: String?

  /// In one pass, for the words of one checksum wait for each other, but not for those of another.
  init(_ purchases: PurchasePatterns, _ spend: SpendPatterns?) {
    var (whole, own) = (Fingerprint(), Fingerprint())
    whole.combine(purchases.count)
    let hasSums = !purchases.logInterpurchaseSums.isEmpty
    for pattern in 0..<purchases.count {
      purchases.combine(pattern, into: &own)
      purchases.combine(pattern, into: &whole)
      if hasSums { whole.combine(purchases.logInterpurchaseSums[pattern]) }
    }
    self.purchases = own.text
    self.spend = spend.map { spend in
      var own = Fingerprint()
      for pattern in 0..<spend.count {
        spend.combine(pattern, into: &own)
        spend.combine(pattern, into: &whole)
      }
      return own.text
    }
    self.whole = whole.text
  }
}

/// Data with a checksum that fits of different models to them have in common.
protocol Fingerprintable: ObservationTable {
  /// Adds what all models of such data are fitted to.
  func combine(_ observation: Int, into fingerprint: inout Fingerprint)
}

extension Fingerprintable {
  /// Sixteen hexadecimal digits.
  var fingerprint: String {
    var fingerprint = Fingerprint()
    for observation in 0..<count { combine(observation, into: &fingerprint) }
    return fingerprint.text
  }
}

extension PurchasePatterns: Fingerprintable {
  /// Without the times between purchases, which only models of regular ones ask for.
  func combine(_ pattern: Int, into fingerprint: inout Fingerprint) {
    fingerprint.combine(frequencies[pattern])
    fingerprint.combine(recencies[pattern])
    fingerprint.combine(ages[pattern])
    fingerprint.combine(weights[pattern])
  }
}

extension SpendPatterns: Fingerprintable {
  func combine(_ pattern: Int, into fingerprint: inout Fingerprint) {
    fingerprint.combine(counts[pattern])
    fingerprint.combine(means[pattern])
    fingerprint.combine(weights[pattern])
  }
}

extension OpportunityPatterns: Fingerprintable {
  func combine(_ pattern: Int, into fingerprint: inout Fingerprint) {
    fingerprint.combine(histories[pattern].frequency)
    fingerprint.combine(histories[pattern].recency)
    fingerprint.combine(histories[pattern].opportunities)
    fingerprint.combine(weights[pattern])
  }
}

extension SubscriberPatterns: Fingerprintable {
  func combine(_ pattern: Int, into fingerprint: inout Fingerprint) {
    fingerprint.combine(tenures[pattern])
    fingerprint.combine(churned[pattern] ? 1 : 0)
    fingerprint.combine(weights[pattern])
  }
}
