import DelimitedText
import Parallelism

/// One reading of a log: rounds of blocks with the rows found in them.
final class ParsedRounds {
  private let rounds: BlockRounds
  private let columns: LogColumns
  private let rules: LogParser.Rules
  private let parsers = Spares<LogParser>()

  init(of input: DelimitedInput, _ columns: LogColumns, _ options: LogOptions) {
    rounds = BlockRounds(of: input, threads: options.threads)
    self.columns = columns
    rules = LogParser.Rules(options)
  }

  /// The next round, its text good until the call after, and its parsed blocks, added to a batch; nil when there is none
  /// left.
  func next(into batch: LogBatch) -> (round: BlockRound, blocks: ArraySlice<LogBlock>)? {
    let (columns, rules, parsers) = (columns, rules, parsers)
    return rounds.next {
      batch.extend(by: $0)
    } parse: { index, text, blocks in
      parsers.lend(or: LogParser(columns, rules: rules)) { $0.parse(text, into: blocks[blocks.startIndex + index]) }
    }
    .map { (round: $0.round, blocks: $0.room) }
  }
}
