import DelimitedText

/// The blocks of text that are read together. Reused.
final class BlockRound: @unchecked Sendable {
  private var blocks: [RecordBlock] = []
  /// How many of them are filled.
  private(set) var count = 0
  /// What ended reading after those blocks.
  private(set) var error: DataError?
  /// Bytes taken from the file when the round was full.
  private(set) var bytesRead = 0

  /// Blocks of a round: enough that no thread waits long at a barrier, few enough that they stay small beside the rows.
  static let length = 16

  /// The blocks.
  var texts: ArraySlice<RecordBlock> { blocks[..<count] }

  /// Whether reading ended before this round.
  var isEmpty: Bool { count == 0 && error == nil }

  /// Reads the next blocks; fewer than `length` at the end of the input or before an error.
  func fill(from input: DelimitedInput) {
    removeAll()
    do {
      while count < BlockRound.length {
        if count == blocks.count { blocks.append(RecordBlock()) }
        if try !input.nextBlock(blocks[count]) { break }
        count += 1
      }
    } catch let problem {
      error = problem
    }
    bytesRead = input.bytesRead
  }

  /// Holds nothing.
  func removeAll() {
    count = 0
    error = nil
  }
}
