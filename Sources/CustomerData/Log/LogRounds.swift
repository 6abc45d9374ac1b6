import DelimitedText
import Parallelism

/// One reading of a log: in each round some blocks of text are read while those of the round before are parsed, all at once
/// on the threads there are.
final class LogRounds {
  private let input: DelimitedInput
  private let columns: LogColumns
  private let rules: LogParser.Rules
  private let threads: ThreadCount
  private let parsers = Spares<LogParser>()
  /// Text that waits to be parsed, and text that has been parsed.
  private var (waiting, parsed) = (LogRound(), LogRound())

  init(of input: DelimitedInput, _ columns: LogColumns, _ options: LogOptions) {
    self.input = input
    self.columns = columns
    rules = LogParser.Rules(options)
    threads = options.threads
    waiting.fill(from: input)
  }

  /// The next round, its text good until the call after, and its parsed blocks, added to a batch; nil when there is none
  /// left.
  func next(into batch: LogBatch) -> (round: LogRound, blocks: ArraySlice<LogBlock>)? {
    if waiting.count == 0 && waiting.error == nil { return nil }
    (waiting, parsed) = (parsed, waiting)
    let (input, columns, rules, parsers) = (input, columns, rules, parsers)
    let (next, present) = (waiting, parsed)
    let blocks = batch.extend(by: present.count)
    // The long task first, so that the threads end together.
    threads.forEach(1 + present.count) { task in
      if task > 0 {
        parsers.lend(or: LogParser(columns, rules: rules)) {
          $0.parse(present.texts[task - 1], into: blocks[blocks.startIndex + task - 1])
        }
      } else if present.error == nil {
        next.fill(from: input)
      } else {
        next.removeAll()
      }
    }
    return (present, blocks)
  }
}
