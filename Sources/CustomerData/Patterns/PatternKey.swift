/// What makes two rows of a summary the same to a likelihood.
protocol PatternKey: Equatable, BitwiseCopyable, Sendable {
  /// The columns of a summary that it is made of.
  associatedtype Columns
  static func withColumns<Result>(of summary: CustomerSummary, _ body: (Columns) -> Result) -> Result

  /// Lists those of some rows that the likelihood sees, in order; all by default.
  /// - Parameter seen: room for all of them.
  /// - Returns: how many there are.
  static func list(_ rows: Range<Int>, _ columns: Columns, _ seen: UnsafeMutableBufferPointer<Int>) -> Int

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
  static func list(_ rows: Range<Int>, _ columns: Columns, _ seen: UnsafeMutableBufferPointer<Int>) -> Int {
    for (index, row) in rows.enumerated() { seen[index] = row }
    return rows.count
  }

  @inline(__always)
  static func addends(_ summary: CustomerSummary) -> [Double] { [] }
}
