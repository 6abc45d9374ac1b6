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
