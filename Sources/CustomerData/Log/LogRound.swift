import DelimitedText

/// The blocks of text that are read while those of the round before are parsed. Reused.
final class LogRound: @unchecked Sendable {
  private(set) var texts: [RecordBlock] = []
  /// How many of them are filled.
  private(set) var count = 0
  /// What ended reading after those blocks.
  private(set) var error: DataError?
  /// Bytes taken from the file when the round was full.
  private(set) var bytesRead = 0

  /// Blocks of a round: enough that no thread waits long at a barrier, few enough that they stay small beside the rows.
  static let length = 16

  /// Holds nothing.
  func removeAll() {
    count = 0
    error = nil
  }

  /// Reads the next blocks; fewer than `length` at the end of the input or before an error.
  func fill(from input: DelimitedInput) {
    removeAll()
    do {
      while count < LogRound.length {
        if count == texts.count { texts.append(RecordBlock()) }
        if try !input.nextBlock(texts[count]) { break }
        count += 1
      }
    } catch let problem {
      error = problem
    }
    bytesRead = input.bytesRead
  }
}
