import DelimitedText

/// The blocks that are read, parsed or stored together between two barriers. Reused.
final class LogRound: @unchecked Sendable {
  private(set) var blocks: [LogBlock] = []
  /// How many of the blocks are filled.
  private(set) var count = 0
  /// What ended reading after those blocks.
  private(set) var error: DataError?
  /// Bytes taken from the file when the round was full.
  private(set) var bytesRead = 0

  /// Reads the next blocks, at most `limit`; fewer at the end of the input or before an error.
  func fill(from input: DelimitedInput, limit: Int) {
    count = 0
    error = nil
    do {
      while count < limit {
        if count == blocks.count { blocks.append(LogBlock()) }
        if try !input.nextBlock(blocks[count].block) { break }
        count += 1
      }
    } catch let problem {
      error = problem
    }
    bytesRead = input.bytesRead
  }
}
