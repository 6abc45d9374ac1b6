import DelimitedText
import Parallelism

/// One reading of an input: in each round some blocks of text are read while those of the round before are parsed, all at
/// once on the threads there are.
final class BlockRounds {
  private let input: DelimitedInput
  private let threads: ThreadCount
  /// Text that waits to be parsed, and text that has been parsed.
  private var (waiting, parsed) = (BlockRound(), BlockRound())

  init(of input: DelimitedInput, threads: ThreadCount) {
    self.input = input
    self.threads = threads
    waiting.fill(from: input)
  }

  /// The next round, its text good until the call after; nil when there is none left. What ended reading, if not the end of
  /// the input, is the `error` of the last round, which then may have no blocks.
  ///
  /// - Parameters:
  ///   - prepare: makes room for what so many blocks will give.
  ///   - parse: takes a block, given with its position in the round; called on several threads at once.
  func next<Room>(
    prepare: (Int) -> Room, parse: @Sendable (Int, RecordBlock, Room) -> Void
  ) -> (round: BlockRound, room: Room)? where Room: Sendable {
    if waiting.isEmpty { return nil }
    (waiting, parsed) = (parsed, waiting)
    let (input, next, present) = (input, waiting, parsed)
    let room = prepare(present.count)
    // The long task first, so that the threads end together.
    threads.forEach(1 + present.count) { task in
      if task > 0 {
        parse(task - 1, present.texts[task - 1], room)
      } else if present.error == nil {
        next.fill(from: input)
      } else {
        next.removeAll()
      }
    }
    return (present, room)
  }
}
