import CustomerData
import CustomerModels
import Parallelism
import TestSupport
import Testing

@Suite("Row groups")
struct RowGroupsTests {
  @Test("Rows share an entry exactly when their keys are equal, entries in order of appearance")
  func againstDictionary() {
    var generator = SeededGenerator(seed: 3)
    let keys = (0..<20_000).map { _ in
      // Neighbouring doubles, as ages are: keys that differ in few bits.
      (
        UInt64.random(in: 0...9, using: &generator),
        (Double.random(in: 0...900, using: &generator).rounded() / 7).bitPattern,
        UInt64.random(in: 0...1, using: &generator)
      )
    }
    let rows = RowGroups(keys.count, threads: ThreadCount(3), blockSize: 3000) { keys[$0] }
    var seen: [[UInt64]: UInt32] = [:]
    var first: [Int] = []
    for (row, key) in keys.enumerated() {
      let entry = seen[[key.0, key.1, key.2]] ?? UInt32(first.count)
      if seen.updateValue(entry, forKey: [key.0, key.1, key.2]) == nil { first.append(row) }
      #expect(rows.entryOfRow[row] == entry)
    }
    #expect(rows.firstRows == first && rows.count > 4096)
  }

  @Test("No rows have no entries", .tags(.edge))
  func empty() { #expect(RowGroups(0, threads: ThreadCount(2)) { _ in (0, 0, 0) }.count == 0) }
}
