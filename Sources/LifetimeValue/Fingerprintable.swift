import CustomerData

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
