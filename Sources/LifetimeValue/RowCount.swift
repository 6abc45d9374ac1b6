import Synchronization

/// A count that several threads add to; whole numbers, so the order does not matter.
final class RowCount: Sendable {
  private let count = Atomic<Int>(0)

  func add(_ rows: Int) { count.wrappingAdd(rows, ordering: .relaxed) }

  var total: Int { count.load(ordering: .relaxed) }
}
