/// What makes two rows of a summary the same to a likelihood.
protocol PatternKey: Equatable, BitwiseCopyable, Sendable {
  /// The columns of a summary that it is made of.
  associatedtype Columns
  static func withColumns<Result>(of summary: CustomerSummary, _ body: (Columns) -> Result) -> Result

  /// Calls `body` with those of some rows that the likelihood sees, in order; with all by default.
  static func forEachSeen(_ rows: Range<Int>, _ columns: Columns, _ body: (Int) -> Void)

  /// That of a row.
  init(_ columns: Columns, row: Int)

  /// Whether many rows have a key of the rows shortly before, as in a log by date.
  static var recursNearby: Bool { get }

  /// Equal for equal keys.
  var hash: UInt64 { get }

  /// A number of each row that is added up over the customers who share a key; empty, as it is by default, for none.
  static func addends(_ summary: CustomerSummary) -> [Double]
}

extension PatternKey {
  @inline(__always)
  static func forEachSeen(_ rows: Range<Int>, _ columns: Columns, _ body: (Int) -> Void) {
    for row in rows { body(row) }
  }

  @inline(__always)
  static func addends(_ summary: CustomerSummary) -> [Double] { [] }
}
