import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The first id of a list, in its order, that has stood before.
///
/// Ids are dealt out by their hash, in order, so that each part fits into the caches and each is gone through on its own.
struct RepeatedIdentifier: Equatable {
  /// The position of the id.
  let row: Int
  /// Where it stood first.
  let first: Int

  private static let parts = 256
  private static let rowsPerBlock = 1 << 16

  /// - Complexity: two hashes and one look-up per id, in parallel, and 8 bytes per id of memory.
  static func find(in ids: CustomerIdentifiers, threads: ThreadCount) -> RepeatedIdentifier? {
    precondition(ids.count <= UInt32.max, "more than \(UInt32.max) customers")
    let blocks = Blocks(ids.count, of: rowsPerBlock)
    // How many ids of each block belong to each part; then where those of a block start among those of the part.
    var starts = threads.map(blocks.count) { block in
      var counts = [Int](repeating: 0, count: parts)
      for row in blocks[block] { counts[part(ids.hash(at: row))] += 1 }
      return counts
    }
    var ends = [Int](repeating: 0, count: parts)
    var sum = 0
    for part in 0..<parts {
      for block in starts.indices {
        sum += starts[block][part]
        starts[block][part] = sum - starts[block][part]
      }
      ends[part] = sum
    }
    let dealt = [UInt64](unsafeUninitializedCapacity: ids.count) { buffer, initializedCount in
      // Each block writes to places of its own.
      nonisolated(unsafe) let dealt = buffer
      let starts = starts
      threads.forEach(blocks.count) { block in
        var places = starts[block]
        for row in blocks[block] {
          let hash = ids.hash(at: row)
          dealt.initializeElement(at: places[part(hash)], to: hash << 32 | UInt64(truncatingIfNeeded: row))
          places[part(hash)] += 1
        }
      }
      initializedCount = ids.count
    }
    let found = threads.map(parts) { [ends] part in
      find(in: ids, dealt[(part == 0 ? 0 : ends[part - 1])..<ends[part]])
    }
    return found.compactMap(\.self).min { $0.row < $1.row }
  }

  @inline(__always)
  private static func part(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 56) }

  /// The first repetition within a part, whose entries hold the lower half of a hash and a row.
  private static func find(in ids: CustomerIdentifiers, _ entries: ArraySlice<UInt64>) -> RepeatedIdentifier? {
    var capacity = 16
    while capacity < 2 * entries.count { capacity *= 2 }
    let mask = capacity - 1
    // An entry plus 1; 0 in a free place. No entry is the largest number: its row would be.
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: capacity) { table in
      table.initialize(repeating: 0)
      for entry in entries {
        let row = Int(entry & 0xFFFF_FFFF)
        var place = Int(truncatingIfNeeded: entry >> 32) & mask
        while table[place] != 0 {
          let other = table[place] &- 1
          let first = Int(other & 0xFFFF_FFFF)
          if other >> 32 == entry >> 32 && ids.areEqual(first, row) {
            return RepeatedIdentifier(row: row, first: first)
          }
          place = (place &+ 1) & mask
        }
        table[place] = entry &+ 1
      }
      return nil
    }
  }
}

extension CustomerIdentifiers {
  /// The hash of the id at a position.
  @inline(__always)
  fileprivate func hash(at position: Int) -> UInt64 {
    withBytes(at: position) { id in
      var state = UInt64(truncatingIfNeeded: id.count)
      var index = 0
      while index &+ 8 <= id.count {
        state = IdentifierHash.hash(state ^ IdentifierHash.word(id.baseAddress.unsafelyUnwrapped + index))
        index &+= 8
      }
      var rest: UInt64 = 0
      while index < id.count {
        rest = rest << 8 | UInt64(id[index])
        index &+= 1
      }
      return IdentifierHash.hash(state &* 0x9E37_79B9_7F4A_7C15 ^ rest)
    }
  }

  fileprivate func areEqual(_ first: Int, _ second: Int) -> Bool {
    withBytes(at: first) { left in
      withBytes(at: second) { right in
        left.count == right.count && (left.isEmpty || memcmp(left.baseAddress!, right.baseAddress!, left.count) == 0)
      }
    }
  }
}
