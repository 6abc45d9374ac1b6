/// Some of the rows of a block, and the place of each among those of all blocks.
struct MarkedRows {
  /// Rows side by side.
  struct Word {
    var marks: UInt64
    /// Rows marked before.
    var before: Int
  }

  private let start: Int
  private let words: UnsafeMutableBufferPointer<Word>

  /// How many words hold some rows.
  static func wordCount(_ rows: Range<Int>) -> Int { (rows.count + 63) / 64 }

  /// No row marked.
  /// - Parameters:
  ///   - start: the first row of the block.
  ///   - words: as many as the rows need.
  init(from start: Int, _ words: UnsafeMutableBufferPointer<Word>) {
    self.start = start
    self.words = words
    words.initialize(repeating: Word(marks: 0, before: 0))
  }

  @inline(__always)
  private func position(_ row: UInt32) -> (word: Int, bit: UInt64) {
    let number = Int(row) &- start
    return (number >> 6, UInt64(truncatingIfNeeded: number & 63))
  }

  @inline(__always)
  func mark(_ row: UInt32) {
    let (word, bit) = position(row)
    words[word].marks |= 1 << bit
  }

  /// To be called when all are marked, before the first place is asked for.
  /// - Parameter earlier: rows marked in the blocks before.
  func count(after earlier: Int) {
    var sum = earlier
    for word in words.indices {
      words[word].before = sum
      sum += words[word].marks.nonzeroBitCount
    }
  }

  /// How many marked rows come before a row.
  @inline(__always)
  func place(of row: UInt32) -> Int {
    let (word, bit) = position(row)
    return words[word].before &+ (words[word].marks & (1 << bit &- 1)).nonzeroBitCount
  }
}
