import CustomerData

/// The checksums of the data of a model file: of all, and of what each of its models is fitted to.
struct DataFingerprints: Sendable {
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
