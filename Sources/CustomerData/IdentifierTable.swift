/// Distinct ids of one partition, numbered in order of first appearance: an open-addressing table over one run of bytes.
struct IdentifierTable: ~Copyable {
  /// Distinct ids.
  private(set) var count = 0
  /// Empty slots are 0; others hold 32 bits of the hash and, in the low half, the id's number plus 1.
  private var slots: UnsafeMutableBufferPointer<UInt64>
  /// Where each id ends in `bytes`; entry 0 is 0, so that id i lies between entries i and i + 1.
  private var ends: UnsafeMutableBufferPointer<Int>
  private var bytes: UnsafeMutableRawBufferPointer

  init() {
    slots = .allocate(capacity: 64)
    slots.initialize(repeating: 0)
    ends = .allocate(capacity: 33)
    ends[0] = 0
    bytes = .allocate(byteCount: 512, alignment: 8)
  }

  deinit {
    slots.deallocate()
    ends.deallocate()
    bytes.deallocate()
  }

  /// Bytes of all ids.
  var byteCount: Int { ends[count] }

  /// The bytes of an id.
  func identifier(_ number: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[ends[number]..<ends[number + 1]])
  }

  /// The number of an id, which is new when it equals the count before the call. Reads up to 8 bytes past the id.
  @inline(__always)
  mutating func number(of id: UnsafeRawPointer, length: Int, hash: UInt64) -> Int {
    let tag = hash & 0xFFFF_FFFF
    let mask = UInt64(truncatingIfNeeded: slots.count &- 1)
    let slots = slots.baseAddress.unsafelyUnwrapped
    var position = tag & mask
    while true {
      let slot = slots[Int(truncatingIfNeeded: position)]
      if slot == 0 { return add(id, length, tag, at: Int(truncatingIfNeeded: position)) }
      if slot &>> 32 == tag {
        let number = Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) &- 1
        if isEqual(number, id, length) { return number }
      }
      position = (position &+ 1) & mask
    }
  }

  @inline(__always)
  private func isEqual(_ number: Int, _ id: UnsafeRawPointer, _ length: Int) -> Bool {
    let ends = ends.baseAddress.unsafelyUnwrapped
    let start = ends[number]
    guard ends[number &+ 1] &- start == length else { return false }
    let own = UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped) + start
    var index = 0
    while index &+ 8 <= length {
      if IdentifierHash.word(own + index) != IdentifierHash.word(id + index) { return false }
      index &+= 8
    }
    let rest = length &- index
    if rest == 0 { return true }
    let difference = IdentifierHash.word(own + index) ^ IdentifierHash.word(id + index)
    return difference &<< UInt64(truncatingIfNeeded: 64 &- 8 &* rest) == 0
  }

  private mutating func add(_ id: UnsafeRawPointer, _ length: Int, _ tag: UInt64, at position: Int) -> Int {
    let start = ends[count]
    // Whole words are compared, so 8 bytes past the last id must be readable.
    if start + length + 8 > bytes.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(start + length + 8, bytes.count * 3 / 2), alignment: 8)
      larger.baseAddress!.copyMemory(from: bytes.baseAddress!, byteCount: start)
      bytes.deallocate()
      bytes = larger
    }
    (bytes.baseAddress! + start).copyMemory(from: id, byteCount: length)
    if count + 1 == ends.count {
      let larger = UnsafeMutableBufferPointer<Int>.allocate(capacity: ends.count * 3 / 2)
      larger.baseAddress!.update(from: ends.baseAddress!, count: count + 1)
      ends.deallocate()
      ends = larger
    }
    let number = count
    count += 1
    ends[count] = start + length
    slots[position] = tag << 32 | UInt64(count)
    if 3 * count > 2 * slots.count { grow() }
    return number
  }

  private mutating func grow() {
    let larger = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: slots.count * 2)
    larger.initialize(repeating: 0)
    let mask = UInt64(larger.count - 1)
    for slot in slots where slot != 0 {
      var position = slot >> 32 & mask
      while larger[Int(position)] != 0 { position = (position + 1) & mask }
      larger[Int(position)] = slot
    }
    slots.deallocate()
    slots = larger
  }
}
