/// What was counted in a block.
struct RowTally: Equatable {
  var outsideWindow = 0
  var zerosDropped = 0
  var refundsIgnored = 0
  var inHoldout = 0
  var purchases = 0
  var zeros = 0
  var unknown = 0
  var refunds = 0
  var firstDay = Int32.max
  /// Last day of a valid row within the window.
  var lastDay = Int32.min

  mutating func add(_ other: RowTally) {
    outsideWindow += other.outsideWindow
    zerosDropped += other.zerosDropped
    refundsIgnored += other.refundsIgnored
    inHoldout += other.inHoldout
    purchases += other.purchases
    zeros += other.zeros
    unknown += other.unknown
    refunds += other.refunds
    firstDay = min(firstDay, other.firstDay)
    lastDay = max(lastDay, other.lastDay)
  }

  var used: Int { purchases + zeros + unknown + refunds }
}
