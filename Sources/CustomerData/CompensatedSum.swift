/// A sum that also carries what each addition rounds away (T. J. Dekker, 1971; O. Neumaier, 1974), so that it is nearly
/// always the double nearest to the true sum and does not depend on the order of the terms.
struct CompensatedSum {
  private var sum = 0.0
  private var lost = 0.0

  mutating func add(_ term: Double) {
    let total = sum + term
    let taken = total - sum
    lost += (sum - (total - taken)) + (term - taken)
    sum = total
  }

  /// NaN or infinite once a partial sum is beyond the largest double.
  var value: Double { sum + lost }
}
