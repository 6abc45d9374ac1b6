import Parallelism

/// What makes two rows of a summary the same to a likelihood.
protocol PatternKey: Equatable, BitwiseCopyable, Sendable {
  /// Nil when the likelihood does not see the row.
  init?(_ summary: CustomerSummary, row: Int)

  /// Equal for equal keys.
  var hash: UInt64 { get }

  /// A number of a row that is added up over the customers who share a key; 0 by default.
  static func addend(_ summary: CustomerSummary, row: Int) -> Double
}

extension PatternKey {
  static func addend(_ summary: CustomerSummary, row: Int) -> Double { 0 }
}

/// The distinct keys of a summary, in order of first appearance, and how many customers share each.
///
/// Rows are dealt out by their hash to a fixed number of parts, which have no key in common. Each part numbers its own
/// keys in a table of its own, on one thread; then the parts are merged by first rows.
struct DistinctPatterns<Key: PatternKey> {
  private(set) var keys: [Key] = []
  private(set) var weights: [Double] = []
  /// The sum of the addends of each key's customers.
  private(set) var sums: [Double] = []

  /// - Complexity: two hash computations and one look-up per row, and four bytes of memory.
  init(_ summary: CustomerSummary, threads: ThreadCount) {
    let blocks = Blocks(summary.count, of: 1 << 16)
    let dealt = threads.map(blocks.count) { DealtRows<Key>(blocks[$0], of: summary) }
    let parts = threads.map(DealtRows<Key>.partCount) { Part($0, of: summary, dealt) }
    let count = parts.reduce(0) { $0 + $1.entries.count }
    keys.reserveCapacity(count)
    weights.reserveCapacity(count)
    sums.reserveCapacity(count)
    var next = [Int](repeating: 0, count: parts.count)
    // The first row of each part's next key; a row beyond all when there is none.
    var heads = parts.map { $0.entries.first?.firstRow ?? .max }
    for _ in 0..<count {
      var part = 0
      for other in 1..<heads.count where heads[other] < heads[part] { part = other }
      let entry = parts[part].entries[next[part]]
      keys.append(entry.key)
      weights.append(entry.weight)
      sums.append(entry.sum)
      next[part] += 1
      heads[part] = next[part] < parts[part].entries.count ? parts[part].entries[next[part]].firstRow : .max
    }
  }

  /// The distinct keys of one part, in order of first appearance.
  private struct Part: Sendable {
    /// Together, because they are looked up together.
    struct Entry: Sendable {
      let key: Key
      var weight: Double
      var sum: Double
      let firstRow: Int
    }

    private(set) var entries: [Entry] = []

    init(_ part: Int, of summary: CustomerSummary, _ dealt: [DealtRows<Key>]) {
      var distinct = DistinctRows()
      for block in dealt {
        for place in block.places(ofPart: part) {
          let row = block.row(at: place)
          guard let key = Key(summary, row: row) else { continue }
          let number = distinct.number(hash: key.hash) { entries[$0].key == key }
          if number == entries.count { entries.append(Entry(key: key, weight: 0, sum: 0, firstRow: row)) }
          let customers = summary.multiplicities.isEmpty ? 1 : Double(summary.multiplicities[row])
          entries[number].weight += customers
          entries[number].sum += customers * Key.addend(summary, row: row)
        }
      }
    }
  }
}

/// The rows of a block that have a key, part by part, those of a part ascending.
private struct DealtRows<Key: PatternKey>: Sendable {
  static var partCount: Int { 8 }

  private let firstRow: Int
  /// Counted from the first row of the block.
  private let rows: [UInt32]
  /// Where each part ends in `rows`.
  private let ends: [Int]

  init(_ block: Range<Int>, of summary: CustomerSummary) {
    let none = DealtRows.partCount
    var counts = [Int](repeating: 0, count: none + 1)
    let parts = block.map { row in
      // The lower half of the hash: tables take places from the upper one.
      let part = Key(summary, row: row).map { Int(truncatingIfNeeded: $0.hash % UInt64(none)) } ?? none
      counts[part] += 1
      return UInt8(truncatingIfNeeded: part)
    }
    var next = [Int](repeating: 0, count: none + 1)
    for part in 1...none { next[part] = next[part - 1] + counts[part - 1] }
    rows = [UInt32](unsafeUninitializedCapacity: parts.count) { rows, initializedCount in
      for (row, part) in parts.enumerated() {
        rows.initializeElement(at: next[Int(part)], to: UInt32(truncatingIfNeeded: row))
        next[Int(part)] += 1
      }
      initializedCount = parts.count
    }
    firstRow = block.lowerBound
    ends = next
  }

  func places(ofPart part: Int) -> Range<Int> { (part == 0 ? 0 : ends[part - 1])..<ends[part] }

  @inline(__always)
  func row(at place: Int) -> Int { firstRow + Int(rows[place]) }
}
