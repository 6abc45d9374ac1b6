import Parallelism

/// What makes two rows of a summary the same to a likelihood.
protocol PatternKey: Equatable, BitwiseCopyable, Sendable {
  /// The columns of a summary that it is made of.
  associatedtype Columns
  static func withColumns<Result>(of summary: CustomerSummary, _ body: (Columns) -> Result) -> Result

  /// Whether the likelihood sees a row; true by default.
  static func isSeen(_ columns: Columns, row: Int) -> Bool

  /// That of a row; of one that is not seen too, where it means nothing.
  init(_ columns: Columns, row: Int)

  /// Equal for equal keys.
  var hash: UInt64 { get }

  /// A number of each row that is added up over the customers who share a key; empty, as it is by default, for none.
  static func addends(_ summary: CustomerSummary) -> [Double]
}

extension PatternKey {
  @inline(__always)
  static func isSeen(_ columns: Columns, row: Int) -> Bool { true }

  @inline(__always)
  static func addends(_ summary: CustomerSummary) -> [Double] { [] }
}

/// The distinct keys of a summary, in order of first appearance, and how many customers share each.
///
/// Rows are dealt out by their hash to parts that have no key in common (`DealtRows`). Each part finds its own distinct
/// keys, on one thread, in a table that stays in the cache of a processor; then each key takes the place that its first
/// row has among all first rows.
struct DistinctPatterns<Key: PatternKey>: ~Copyable {
  /// What is known of a key besides.
  struct Tally: BitwiseCopyable, Sendable {
    /// Customers.
    var weight = 0.0
    /// The sum of their addends.
    var sum = 0.0
  }

  /// Distinct keys.
  let count: Int
  /// Those of each part stand at its beginning, with their places instead of their first rows.
  private let dealt: DealtRows<Key>
  /// The tallies of each part's keys.
  private let tallies: [[Tally]]
  private let threads: ThreadCount

  /// - Complexity: two hash computations and one look-up per row; of memory a key and five bytes for each.
  init(_ summary: CustomerSummary, threads: ThreadCount) {
    let dealt = DealtRows<Key>(summary, threads: threads)
    nonisolated(unsafe) let rows = dealt.rows.base
    let parts = dealt.parts
    let tallies = threads.map(parts.count) { part in
      Self.gathered(UnsafeMutableBufferPointer(start: rows + parts[part].lowerBound, count: parts[part].count), summary)
    }
    var places = MarkedRows(summary.count)
    for (part, own) in zip(parts, tallies) {
      for index in part.lowerBound..<part.lowerBound + own.count { places.mark(rows[index].row) }
    }
    places.count()
    let marked = places
    threads.forEach(parts.count) { part in
      let start = parts[part].lowerBound
      for index in start..<start + tallies[part].count { rows[index].row = marked.place(of: rows[index].row) }
    }
    count = tallies.reduce(0) { $0 + $1.count }
    self.dealt = dealt
    self.tallies = tallies
    self.threads = threads
  }

  /// Moves the first row of each distinct key to the front, in order, and counts.
  private static func gathered(
    _ rows: UnsafeMutableBufferPointer<KeyedRow<Key>>, _ summary: CustomerSummary
  ) -> [Tally] {
    // A third is typical of whole days.
    var distinct = DistinctRows(expecting: rows.count / 3)
    let (multiplicities, addends) = (summary.multiplicities, Key.addends(summary))
    let (isWeighted, isSummed) = (!multiplicities.isEmpty, !addends.isEmpty)
    return [Tally](unsafeUninitializedCapacity: rows.count) { tallies, count in
      for index in 0..<rows.count {
        let row = rows[index]
        let number = distinct.number(hash: row.key.hash) { rows[$0].key == row.key }
        if number == count {
          rows[number] = row
          tallies.initializeElement(at: number, to: Tally())
          count += 1
        }
        let customers = isWeighted ? Double(multiplicities[Int(row.row)]) : 1
        tallies[number].weight += customers
        if isSummed { tallies[number].sum += customers * addends[Int(row.row)] }
      }
    }
  }

  /// Something of each key, in order of first appearance.
  @inline(__always)
  func column<Value: BitwiseCopyable & Sendable>(_ value: @Sendable (Key, Tally) -> Value) -> [Value] {
    [Value](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      // Blocks of places are distinct, so each entry is written by one thread.
      nonisolated(unsafe) let column = buffer
      nonisolated(unsafe) let rows = dealt.rows.base
      let (parts, tallies) = (dealt.parts, tallies)
      // So that what is written stays in the cache until all parts have added theirs.
      let blocks = Blocks(count, of: 1 << 15)
      threads.forEach(blocks.count) { block in
        let end = UInt32(truncatingIfNeeded: blocks[block].upperBound)
        for part in 0..<parts.count {
          let own = rows + parts[part].lowerBound
          tallies[part].withUnsafeBufferPointer { tallies in
            var index = Self.first(from: UInt32(truncatingIfNeeded: blocks[block].lowerBound), own, tallies.count)
            while index < tallies.count, own[index].row < end {
              column.initializeElement(at: Int(own[index].row), to: value(own[index].key, tallies[index]))
              index += 1
            }
          }
        }
      }
      initializedCount = count
    }
  }

  /// The first of a part's keys whose place is not below `place`.
  private static func first(from place: UInt32, _ rows: UnsafePointer<KeyedRow<Key>>, _ count: Int) -> Int {
    var range = 0..<count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range = rows[middle].row < place ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return range.lowerBound
  }
}

/// Some of many rows, and the place of each among them.
private struct MarkedRows: Sendable {
  private var marks: [UInt64]
  /// Rows marked before each word.
  private var before: [UInt32]

  init(_ count: Int) {
    marks = [UInt64](repeating: 0, count: (count + 63) / 64)
    before = [UInt32](repeating: 0, count: marks.count)
  }

  @inline(__always)
  mutating func mark(_ row: UInt32) { marks[Int(row >> 6)] |= 1 << UInt64(row & 63) }

  /// To be called when all are marked, before the first place is asked for.
  mutating func count() {
    var sum: UInt32 = 0
    for word in marks.indices {
      before[word] = sum
      sum += UInt32(truncatingIfNeeded: marks[word].nonzeroBitCount)
    }
  }

  /// How many marked rows come before.
  @inline(__always)
  func place(of row: UInt32) -> UInt32 {
    let word = Int(row >> 6)
    let earlier = marks[word] & (1 << UInt64(row & 63) - 1)
    return before[word] + UInt32(truncatingIfNeeded: earlier.nonzeroBitCount)
  }
}
