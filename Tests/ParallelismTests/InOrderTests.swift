import Parallelism
import Synchronization
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Producing in parallel, consuming in order")
struct InOrderTests {
  struct Refused: Error, Equatable { var index: Int }

  @Test("everything is consumed once, in order", arguments: [1, 2, 5], [0, 1, 3, 1000])
  func order(threads: Int, count: Int) {
    let consumed = Mutex<[Int]>([])
    ThreadCount(threads).produceInOrder(count) {
      0
    } produce: { index, square in
      square = index * index
    } consume: { index, square in
      consumed.withLock { $0.append(square) }
    }
    #expect(consumed.withLock { $0 } == (0..<count).map { $0 * $0 })
  }

  @Test("nothing is consumed after an error", arguments: [1, 2, 5])
  func failure(threads: Int) {
    let consumed = Mutex<[Int]>([])
    #expect(throws: Refused(index: 40)) {
      try ThreadCount(threads).produceInOrder(1000) {
        0
      } produce: { index, value in
        value = index
      } consume: { (index, value) throws(Refused) in
        if index == 40 { throw Refused(index: index) }
        consumed.withLock { $0.append(value) }
      }
    }
    #expect(consumed.withLock { $0 } == Array(0..<40))
  }

  @Test("a slow index holds up no more than two values per thread, and none is lost or used twice at once")
  func bounded() {
    let made = Atomic<Int>(0)
    let consumed = Mutex<[Int]>([])
    ThreadCount(3).produceInOrder(200) {
      made.wrappingAdd(1, ordering: .relaxed)
      return [Int]()
    } produce: { index, values in
      if index % 50 == 0 { usleep(20_000) }
      values = Array(repeating: index, count: 100)
    } consume: { index, values in
      consumed.withLock { $0.append(values == Array(repeating: index, count: 100) ? index : -1) }
    }
    #expect(consumed.withLock { $0 } == Array(0..<200))
    #expect(made.load(ordering: .relaxed) <= 6)
  }
}
