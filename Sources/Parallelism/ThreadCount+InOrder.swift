import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension ThreadCount {
  /// Produces something for every index below `count` in parallel, and consumes it in index order.
  ///
  /// Each thread owns one scratch value, which carries what was produced for an index to its consumption; no more than
  /// one per thread exists, so memory is bounded whatever the count. A thread whose turn has not come waits.
  ///
  /// - Parameters:
  ///   - scratch: makes a thread's own value.
  ///   - produce: runs on several threads at once.
  ///   - consume: runs for one index at a time, in order, on whichever thread produced it.
  /// - Throws: the first error of `consume`; nothing is consumed after it.
  public func produceInOrder<Scratch: ~Copyable, Failure: Error>(
    _ count: Int, scratch: @Sendable () -> Scratch, produce: @Sendable (Int, inout Scratch) -> Void,
    consume: @Sendable (Int, inout Scratch) throws(Failure) -> Void
  ) throws(Failure) {
    let workers = min(value, count)
    if workers <= 1 {
      var own = scratch()
      for index in 0..<max(0, count) {
        produce(index, &own)
        try consume(index, &own)
      }
      return
    }
    let next = Atomic<Int>(0)
    let turns = Turns<Failure>()
    forEach(workers) { _ in
      var own = scratch()
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count { return }
        produce(index, &own)
        // Indices are taken in order by threads that run, so the one waited for is always on its way.
        guard turns.await(index) else { return }
        do throws(Failure) {
          try consume(index, &own)
          turns.end(failure: nil)
        } catch {
          turns.end(failure: error)
          return
        }
      }
    }
    if let failure = turns.failure { throw failure }
  }
}

/// Lets threads pass one after the other, by number, until one fails.
private final class Turns<Failure: Error>: @unchecked Sendable {
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var current = 0
  private(set) var failure: Failure?

  init() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(lock)
    changed.deallocate()
    lock.deallocate()
  }

  /// Waits for a turn; false when there will be none because an earlier one failed.
  func await(_ index: Int) -> Bool {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while current != index && failure == nil { pthread_cond_wait(changed, lock) }
    return failure == nil
  }

  /// Passes the turn on.
  func end(failure: Failure?) {
    pthread_mutex_lock(lock)
    self.failure = failure
    current += 1
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(lock)
  }
}
