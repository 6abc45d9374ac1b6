/// Rows grouped by a key of two words: which rows share an entry of a table.
///
/// Entries stand in order of the first row of each, so they depend on the data alone.
package struct DistinctRows: Sendable {
  /// The entry of each row.
  package let entryOfRow: [UInt32]
  /// The first row of each entry.
  package let firstRows: [Int]

  /// Distinct keys.
  package var count: Int { firstRows.count }

  /// - Parameters:
  ///   - count: rows, fewer than 2^32.
  ///   - key: the key of a row.
  /// - Complexity: O(count) expected; open addressing with linear probing, at most half full.
  package init(_ count: Int, key: (Int) -> (UInt64, UInt64)) {
    precondition(count < Int(UInt32.max), "\(count) rows are more than an entry number can tell apart")
    var entries: [UInt32] = []
    entries.reserveCapacity(count)
    var first: [Int] = []
    var keys: [(UInt64, UInt64)] = []
    let empty = UInt32.max
    var slots = [UInt32](repeating: empty, count: 1024)
    for row in 0..<count {
      let wanted = key(row)
      var slot = DistinctRows.hash(wanted) & (slots.count - 1)
      while slots[slot] != empty, keys[Int(slots[slot])] != wanted { slot = (slot + 1) & (slots.count - 1) }
      if slots[slot] == empty {
        slots[slot] = UInt32(keys.count)
        keys.append(wanted)
        first.append(row)
        entries.append(slots[slot])
        if keys.count * 2 > slots.count { DistinctRows.grow(&slots, keys: keys, empty: empty) }
      } else {
        entries.append(slots[slot])
      }
    }
    entryOfRow = entries
    firstRows = first
  }

  private static func grow(_ slots: inout [UInt32], keys: [(UInt64, UInt64)], empty: UInt32) {
    slots = [UInt32](repeating: empty, count: slots.count * 4)
    for (entry, key) in keys.enumerated() {
      var slot = hash(key) & (slots.count - 1)
      while slots[slot] != empty { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(entry)
    }
  }

  /// Two rounds of the 64-bit finaliser of MurmurHash3 (A. Appleby, 2011): neighbouring doubles differ in few bits,
  /// and linear probing needs them spread.
  private static func hash(_ key: (UInt64, UInt64)) -> Int {
    var word = key.0 &* 0x9E37_79B9_7F4A_7C15 ^ key.1
    word = (word ^ (word >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    word = (word ^ (word >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    return Int(truncatingIfNeeded: (word ^ (word >> 33)) & 0x7FFF_FFFF_FFFF_FFFF)
  }
}
