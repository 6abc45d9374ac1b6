import Dispatch
import Parallelism
import Synchronization
import Testing

@Suite("Computing aside")
struct AsideTests {
  /// Tells that it was begun.
  private final class Bell: Sendable {
    let calls = Atomic<Int>(0)
    private let rung = DispatchSemaphore(value: 0)

    func ring() -> Int {
      rung.signal()
      return calls.wrappingAdd(1, ordering: .relaxed).newValue
    }

    func isHeard(within seconds: Double) -> Bool { rung.wait(timeout: .now() + seconds) == .success }
  }

  @Test("begins at once with two threads, and is done once")
  func twoThreads() {
    let bell = Bell()
    let aside = Aside(ThreadCount(2)) { bell.ring() }
    #expect(bell.isHeard(within: 60))
    #expect(aside.wait() == 1 && aside.wait() == 1)
    #expect(bell.calls.load(ordering: .relaxed) == 1)
  }

  @Test("begins with one thread when the outcome is asked for, and is done once")
  func oneThread() {
    let bell = Bell()
    let aside = Aside(ThreadCount(1)) { bell.ring() }
    #expect(!bell.isHeard(within: 0.05))
    #expect(aside.wait() == 1 && aside.wait() == 1)
    #expect(bell.calls.load(ordering: .relaxed) == 1)
  }
}
