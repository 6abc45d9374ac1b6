import _CPrefetch

/// Numbers the distinct values among many, in order of first appearance: an open-addressing hash table of row numbers.
///
/// The values stay with the caller, who says whether a numbered one is the value at hand.
package struct DistinctRows: Sendable {
  /// Distinct values so far.
  package private(set) var count = 0
  /// 0 where free, else the upper half of the hash and, in the lower half, the number plus 1.
  private var slots: [UInt64]
  private var shift: UInt64

  /// - Parameter expected: how many distinct values there will be, roughly.
  package init(expecting expected: Int = 1 << 11) {
    shift = 32 - 6
    while shift > 0 && 1 << (32 - shift) < 2 * expected { shift -= 1 }
    slots = [UInt64](repeating: 0, count: 1 << (32 - shift))
  }

  /// The number of a value; `count` before the call when it is new, which counts it.
  ///
  /// - Parameters:
  ///   - hash: of the value.
  ///   - isSame: whether the value with a number is this one.
  @inline(__always)
  package mutating func number(hash: UInt64, isSame: (Int) -> Bool) -> Int {
    if count &* 2 >= slots.count { grow() }
    let tag = hash >> 32
    let free = slots.withUnsafeBufferPointer { slots in
      let mask = slots.count &- 1
      var place = Int(truncatingIfNeeded: tag >> shift)
      while slots[place] != 0 {
        if slots[place] >> 32 == tag {
          let number = Int(truncatingIfNeeded: slots[place] & 0xFFFF_FFFF) &- 1
          if isSame(number) { return ~number }
        }
        place = (place &+ 1) & mask
      }
      return place
    }
    if free < 0 { return ~free }
    slots[free] = tag << 32 | UInt64(truncatingIfNeeded: count &+ 1)
    count &+= 1
    return count &- 1
  }

  /// Sends for the slots where the searches for some values begin.
  @inline(__always)
  package func prefetch(_ hashes: some Sequence<UInt64>) {
    slots.withUnsafeBufferPointer { slots in
      for hash in hashes { lifetimevalue_prefetch(slots.baseAddress! + Int(truncatingIfNeeded: (hash >> 32) >> shift)) }
    }
  }

  /// The number of a value; nil when it is not among them.
  @inline(__always)
  package func find(hash: UInt64, isSame: (Int) -> Bool) -> Int? {
    let tag = hash >> 32
    return slots.withUnsafeBufferPointer { slots in
      let mask = slots.count &- 1
      var place = Int(truncatingIfNeeded: tag >> shift)
      while slots[place] != 0 {
        if slots[place] >> 32 == tag {
          let number = Int(truncatingIfNeeded: slots[place] & 0xFFFF_FFFF) &- 1
          if isSame(number) { return number }
        }
        place = (place &+ 1) & mask
      }
      return nil
    }
  }

  private mutating func grow() {
    // The place is taken from the 32 bits of the hash that are kept.
    precondition(shift > 0, "more than \(count) distinct rows")
    shift -= 1
    let old = slots
    slots = [UInt64](repeating: 0, count: 2 * old.count)
    let mask = slots.count - 1
    for slot in old where slot != 0 {
      var place = Int((slot >> 32) >> shift)
      while slots[place] != 0 { place = (place + 1) & mask }
      slots[place] = slot
    }
  }

  /// A hash of one word.
  @inline(__always)
  package static func hash(_ word: UInt64) -> UInt64 { mixed(word) }

  /// A hash of three words.
  @inline(__always)
  package static func hash(_ first: UInt64, _ second: UInt64, _ third: UInt64) -> UInt64 {
    // Numbers of few digits fill the upper bits of a product alone, so one of the two is turned round.
    let product = third &* 0x9E37_79B9_7F4A_7C15
    return mixed(first &* 0xC2B2_AE3D_27D4_EB4F ^ second &* 0xFF51_AFD7_ED55_8CCD ^ (product << 32 | product >> 32))
  }

  /// One multiplication and two shifts: every bit of the word reaches the upper half, where places are taken from.
  @inline(__always)
  private static func mixed(_ word: UInt64) -> UInt64 {
    let product = (word ^ word >> 32) &* 0xD6E8_FEB8_6659_FD93
    return product ^ product >> 32
  }
}
