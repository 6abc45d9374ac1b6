#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension ThreadCount {
  /// Produces something for every index below `count` in parallel, and consumes it in index order.
  ///
  /// What was produced for an index is carried to its consumption by a scratch value; no more than two per thread exist,
  /// so memory is bounded whatever the count. A thread that is done with an index before its turn leaves it and goes on
  /// with another one; whoever ends an index while nobody consumes consumes all that have their turn.
  ///
  /// - Parameters:
  ///   - scratch: makes a value that is produced into, consumed, and produced into again.
  ///   - produce: runs on several threads at once.
  ///   - consume: runs for one index at a time, in order, on any of the threads.
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
    let line = WaitingLine<Scratch, Failure>(count, places: 2 * workers)
    forEach(workers) { _ in
      while let (index, place) = line.take(scratch) {
        produce(index, &place.pointee)
        line.put(index, in: place, consume)
      }
    }
    if let failure = line.failure { throw failure }
  }
}

/// What was produced out of turn waits here for its consumption.
private final class WaitingLine<Scratch: ~Copyable, Failure: Error>: @unchecked Sendable {
  typealias Place = UnsafeMutablePointer<Scratch>

  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let count: Int
  /// The next index to be produced, and the next to be consumed.
  private var (next, turn) = (0, 0)
  /// Places that nobody uses; the last one was used last, and lies in the caches.
  private var free: [Place] = []
  private var placesLeft: Int
  /// By index modulo the number of places: each index between `turn` and `next` has a place, so none meets another.
  private var waiting: [Place?]
  private var isConsuming = false
  private(set) var failure: Failure?

  init(_ count: Int, places: Int) {
    self.count = count
    placesLeft = places
    waiting = Array(repeating: nil, count: places)
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    for place in free + waiting.compactMap(\.self) {
      place.deinitialize(count: 1)
      place.deallocate()
    }
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(lock)
    changed.deallocate()
    lock.deallocate()
  }

  /// The next index and a place for it, as soon as there is one; nil when there is nothing left to produce.
  func take(_ scratch: () -> Scratch) -> (Int, Place)? {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    // The index whose turn it is has a place, so one comes free as soon as it is consumed.
    while next < count && failure == nil && free.isEmpty && placesLeft == 0 { pthread_cond_wait(changed, lock) }
    guard next < count && failure == nil else { return nil }
    next += 1
    if let place = free.popLast() { return (next - 1, place) }
    placesLeft -= 1
    let place = Place.allocate(capacity: 1)
    place.initialize(to: scratch())
    return (next - 1, place)
  }

  /// Takes what was produced, and consumes it and what follows unless another thread is at that.
  func put(_ index: Int, in place: Place, _ consume: (Int, inout Scratch) throws(Failure) -> Void) {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    waiting[index % waiting.count] = place
    if isConsuming { return }
    isConsuming = true
    while failure == nil, let place = waiting[turn % waiting.count] {
      waiting[turn % waiting.count] = nil
      pthread_mutex_unlock(lock)
      let outcome = Result { () throws(Failure) in try consume(turn, &place.pointee) }
      pthread_mutex_lock(lock)
      free.append(place)
      turn += 1
      if case .failure(let error) = outcome { failure = error }
      pthread_cond_broadcast(changed)
    }
    isConsuming = false
  }
}
