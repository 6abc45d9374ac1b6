@testable import CustomerData
import Parallelism
import TestSupport
import Testing

@Suite("Ids that stand twice")
struct RepeatedIdentifierTests {
  private func find(_ ids: [String], threads: Int = 2) -> RepeatedIdentifier? {
    var identifiers = CustomerIdentifiers()
    for id in ids { identifiers.append(id) }
    return RepeatedIdentifier.find(in: identifiers, threads: ThreadCount(threads))
  }

  @Test("the first id that has stood before is found, as by a dictionary")
  func first() {
    var state: UInt64 = 1
    for count in [0, 1, 2, 500, 3_000] {
      // Short, longer than a word, and as long as one; some of them empty.
      let ids = (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let number = Int(state >> 40) % 20_000
        return number == 0
          ? "" : [String(number), "a customer of number \(number)", "\(10_000_000 + number)"][number % 3]
      }
      var seen: [String: Int] = [:]
      var expected: RepeatedIdentifier?
      for (row, id) in ids.enumerated() {
        if let first = seen[id] {
          expected = RepeatedIdentifier(row: row, first: first)
          break
        }
        seen[id] = row
      }
      #expect(find(ids, threads: 1) == expected)
      #expect(find(ids, threads: 3) == expected)
    }
  }

  @Test("ids of several blocks, the repetition in the last", .tags(.edge))
  func blocks() {
    let ids = (0..<150_000).map { "\($0)" }
    #expect(find(ids) == nil)
    #expect(find(ids + ["77"]) == RepeatedIdentifier(row: 150_000, first: 77))
    #expect(find(["", "0", "00", "\0"]) == nil)
  }
}
