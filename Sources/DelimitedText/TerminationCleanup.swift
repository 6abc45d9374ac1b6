import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Removes unfinished outputs when the process is told to end.
///
/// The one piece of process-wide state: a signal handler has no other place to look. It holds nothing but the paths of
/// temporary files that are open at the moment, as C strings made beforehand, because a handler may neither allocate
/// nor lock: it takes each pointer out of its slot with one atomic exchange, calls `unlink`, restores the default
/// action and raises the signal again, so that the parent sees the process end by that signal.
public enum TerminationCleanup {
  /// More outputs at once than a run has; one beyond is still removed on failure, only not on a signal.
  private static let slotCount = 64

  private typealias Slot = Atomic<UnsafeMutablePointer<CChar>?>

  /// Made on the first registration, before any handler can need it. The pointer never changes; the slots are atomic.
  nonisolated(unsafe) private static let slots: UnsafeMutablePointer<Slot> = {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: slotCount)
    for index in 0..<slotCount { (slots + index).initialize(to: Slot(nil)) }
    return slots
  }()

  /// A path that is in the list.
  struct Registration {
    fileprivate let slot: Int
  }

  /// Makes SIGINT, SIGTERM and SIGHUP remove the temporary files before they end the process, and turns SIGPIPE and
  /// SIGXFSZ into errors of the write that caused them. For a command-line tool, once, at its start; a program that
  /// embeds the library keeps its own signal handling by not calling it. A signal that is ignored stays ignored; one that is
  /// blocked, as it is when a worker thread of the parent started the process, is let through.
  public static func install() {
    _ = slots
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    var ending = sigset_t()
    sigemptyset(&ending)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      sigaddset(&ending, number)
      let previous = signal(number, endBySignal)
      if unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { signal(number, SIG_IGN) }
    }
    pthread_sigmask(SIG_UNBLOCK, &ending, nil)
    atexit { TerminationCleanup.removeAll() }
  }

  static func register(_ path: String) -> Registration? {
    let copy = strdup(path)
    for slot in 0..<slotCount {
      let (isFree, _) = slots[slot].compareExchange(expected: nil, desired: copy, ordering: .acquiringAndReleasing)
      if isFree { return Registration(slot: slot) }
    }
    free(copy)
    return nil
  }

  static func unregister(_ registration: Registration?) {
    guard let registration else { return }
    // Whoever takes the pointer out owns it: the handler never frees, so it never reads freed memory.
    free(slots[registration.slot].exchange(nil, ordering: .acquiringAndReleasing))
  }

  fileprivate static func removeAll() {
    for slot in 0..<slotCount {
      if let path = slots[slot].exchange(nil, ordering: .acquiringAndReleasing) { unlink(path) }
    }
  }
}

private func endBySignal(_ number: Int32) {
  TerminationCleanup.removeAll()
  signal(number, SIG_DFL)
  raise(number)
}
