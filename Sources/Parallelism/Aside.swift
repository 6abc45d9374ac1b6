import Dispatch
import Synchronization

/// A computation on a thread of its own, beside others that do not keep all threads busy all the time. While they do, it is
/// one thread more.
public final class Aside<Outcome: Sendable>: Sendable {
  private let outcome = Mutex<Outcome?>(nil)
  private let group = DispatchGroup()
  private let compute: @Sendable () -> Outcome

  /// Begins; with one thread only when the outcome is asked for.
  ///
  /// - Parameters:
  ///   - threads: how many the whole may use.
  ///   - compute: keeps one thread busy.
  public init(_ threads: ThreadCount, _ compute: @escaping @Sendable () -> Outcome) {
    self.compute = compute
    if threads.value == 1 { return }
    DispatchQueue.global().async(group: group) { [self] in
      let value = compute()
      outcome.withLock { $0 = value }
    }
  }

  /// The outcome, once it is there.
  public func wait() -> Outcome {
    group.wait()
    if let value = outcome.withLock({ $0 }) { return value }
    let value = compute()
    outcome.withLock { $0 = value }
    return value
  }
}
