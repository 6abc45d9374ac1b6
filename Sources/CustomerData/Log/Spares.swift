import Synchronization

/// Things that threads work with one at a time and that are kept for the next, because making them costs.
final class Spares<Spare: Sendable>: Sendable {
  private let idle = Mutex<[Spare]>([])

  /// Lends one for the length of a call: an idle one, else a new one.
  func lend<Result>(or new: @autoclosure () -> Spare, _ body: (Spare) -> Result) -> Result {
    let spare = idle.withLock { $0.popLast() } ?? new()
    defer { idle.withLock { $0.append(spare) } }
    return body(spare)
  }
}
