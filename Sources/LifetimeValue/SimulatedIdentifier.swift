/// The ids of drawn customers: their number from 1, or a prefix and the number padded with zeros to the width of the
/// largest.
struct SimulatedIdentifier: Sendable {
  private let prefix: String?
  private let width: Int

  init(prefix: String?, customers: Int) {
    self.prefix = prefix
    width = String(customers).count
  }

  /// - Parameter customer: counted from 0.
  subscript(customer: Int) -> String {
    let number = String(customer + 1)
    return prefix.map { $0 + String(repeating: "0", count: width - number.count) + number } ?? number
  }
}
