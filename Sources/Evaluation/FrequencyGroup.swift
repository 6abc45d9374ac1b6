public import CustomerData

/// Customers with the same number of repeat purchases in the calibration period, and what they did in the holdout.
public struct FrequencyGroup: Sendable, Equatable, Codable {
  /// Repeat purchases in the calibration period: `0` to `6`, and `7+`.
  public let frequency: String
  /// Customers of the group.
  public let customers: Int
  /// Mean number of purchases made in the holdout; nil without customers.
  @NullWhenNil public private(set) var actualMean: Double?
  /// Mean number of purchases expected; nil without customers.
  @NullWhenNil public private(set) var expectedMean: Double?

  /// The last group holds this many and more.
  private static let last = 7

  static func groups(frequencies: [Int32], expected: [Double], actual: [Int32]) -> [FrequencyGroup] {
    var sums = Array(repeating: (customers: 0, actual: 0, expected: 0.0), count: last + 1)
    for row in frequencies.indices {
      let group = min(Int(frequencies[row]), last)
      sums[group].customers += 1
      sums[group].actual += Int(actual[row])
      sums[group].expected += expected[row]
    }
    return sums.enumerated().map { group, sum in
      let count = Double(sum.customers)
      return FrequencyGroup(
        frequency: group == last ? "\(last)+" : "\(group)", customers: sum.customers,
        actualMean: sum.customers > 0 ? Double(sum.actual) / count : nil,
        expectedMean: sum.customers > 0 ? sum.expected / count : nil)
    }
  }
}
