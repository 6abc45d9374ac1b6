import DelimitedText

/// A valid row of a log, as it leaves the parser.
struct LogRow {
  var id: IdentifierKey
  /// Which record of the block.
  var record: UInt32
  /// Days since 1970, or `LogRow.doesNotCount`.
  var day = LogRow.doesNotCount
  /// NaN where unknown.
  var amount = Double.nan

  /// The day of a row that only makes its customer known (outside the window, dropped by a rule).
  static let doesNotCount = Int32.min
}

/// What was counted in a block.
struct RowTally {
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

/// What the parser found in a block of text, which is not needed any more. Reused.
final class LogBlock: @unchecked Sendable {
  /// Valid rows.
  let rows = PartitionedRows()
  /// Their ids of more than 8 bytes.
  var texts = IdentifierTexts()
  var badRows: [BadRow] = []
  var tally = RowTally()
  /// Records, bad ones included.
  var recordCount = 0
  /// Line ends.
  var lineCount = 0
  /// The line on which the block starts, and the number of records before it; known once the blocks before are done.
  var firstLine = 0
  var firstRecord = 0
}
