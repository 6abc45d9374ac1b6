/// Distinct ids of one partition, numbered in order of first appearance: an open-addressing table over one run of bytes.
///
/// A slot holds an id of at most 8 bytes itself, so that finding it touches one cache line; of a longer id it knows where
/// the bytes are.
struct IdentifierTable: ~Copyable {
  /// Distinct ids.
  private(set) var count = 0
  private var slots: UnsafeMutablePointer<Slot>
  private var slotCount: Int
  /// Where each id ends in `bytes`; entry 0 is 0, so that id i lies between entries i and i + 1.
  private var ends: UnsafeMutableBufferPointer<Int>
  private var bytes: UnsafeMutableRawBufferPointer

  private struct Slot {
    var tag: UInt32 = 0
    /// The id's number plus 1; 0 in an empty slot.
    var next: UInt32 = 0
    /// The word of a short id's key; the start of a long one's bytes.
    var word: UInt64 = 0
  }

  init() {
    slotCount = 64
    slots = IdentifierTable.emptySlots(slotCount)
    ends = .allocate(capacity: 33)
    ends[0] = 0
    bytes = .allocate(byteCount: 512, alignment: 8)
  }

  deinit {
    slots.deallocate()
    ends.deallocate()
    bytes.deallocate()
  }

  /// Aligned, so that no slot lies across two cache lines.
  private static func emptySlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<Slot>.stride, alignment: 64)
    return memory.initializeMemory(as: Slot.self, repeating: Slot(), count: count)
  }

  /// Bytes of all ids.
  var byteCount: Int { ends[count] }

  /// The bytes of an id.
  func identifier(_ number: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[ends[number]..<ends[number + 1]])
  }

  /// Touches the place of a key, so that several can be on their way from memory at once; the result means nothing.
  @inline(__always)
  func touch(_ key: IdentifierKey) -> UInt32 { slots[Int(truncatingIfNeeded: key.tag) & (slotCount &- 1)].tag }

  /// The number of an id, which is new when it equals the count before the call.
  ///
  /// - Parameter text: the bytes of a long id, readable 8 bytes past its end.
  @inline(__always)
  mutating func number(of key: IdentifierKey, text: UnsafeRawPointer) -> Int {
    let mask = slotCount &- 1
    let slots = slots
    var position = Int(truncatingIfNeeded: key.tag) & mask
    while true {
      let slot = slots[position]
      if slot.next == 0 { return add(key, text, at: position) }
      if slot.tag == key.tag {
        let isEqual =
          key.tag & IdentifierKey.isLong == 0 ? slot.word == key.word : isEqualLong(slot, text, Int(key.length))
        if isEqual { return Int(truncatingIfNeeded: slot.next) &- 1 }
      }
      position = (position &+ 1) & mask
    }
  }

  @inline(__always)
  private func isEqualLong(_ slot: Slot, _ text: UnsafeRawPointer, _ length: Int) -> Bool {
    // Words are compared before lengths: most that differ differ there, and the bytes are needed anyway.
    let own = UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped) + Int(truncatingIfNeeded: slot.word)
    if IdentifierHash.word(own) != IdentifierHash.word(text) { return false }
    let number = Int(truncatingIfNeeded: slot.next) &- 1
    let ends = ends.baseAddress.unsafelyUnwrapped
    guard ends[number &+ 1] &- ends[number] == length else { return false }
    var index = 8
    while index &+ 8 <= length {
      if IdentifierHash.word(own + index) != IdentifierHash.word(text + index) { return false }
      index &+= 8
    }
    let rest = length &- index
    if rest == 0 { return true }
    let difference = IdentifierHash.word(own + index) ^ IdentifierHash.word(text + index)
    return difference &<< UInt64(truncatingIfNeeded: 64 &- 8 &* rest) == 0
  }

  @inline(never)
  private mutating func add(_ key: IdentifierKey, _ text: UnsafeRawPointer, at position: Int) -> Int {
    let start = ends[count]
    let length = Int(key.length)
    // Whole words are written and compared, so 8 bytes past the last id must exist.
    if start + length + 8 > bytes.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(start + length + 8, bytes.count * 3 / 2), alignment: 8)
      larger.baseAddress!.copyMemory(from: bytes.baseAddress!, byteCount: start)
      bytes.deallocate()
      bytes = larger
    }
    if count + 1 == ends.count {
      let larger = UnsafeMutableBufferPointer<Int>.allocate(capacity: ends.count * 3 / 2)
      larger.baseAddress!.update(from: ends.baseAddress!, count: count + 1)
      ends.deallocate()
      ends = larger
    }
    let number = count
    count += 1
    ends[count] = start + length
    slots[position] = Slot(tag: key.tag, next: UInt32(truncatingIfNeeded: count), word: UInt64(start))
    if key.tag & IdentifierKey.isLong == 0 {
      slots[position].word = key.word
      bytes.baseAddress!.storeBytes(of: key.word.littleEndian, toByteOffset: start, as: UInt64.self)
    } else {
      (bytes.baseAddress! + start).copyMemory(from: text, byteCount: length)
    }
    if 4 * count > 3 * slotCount { grow() }
    return number
  }

  private mutating func grow() {
    let larger = IdentifierTable.emptySlots(slotCount * 2)
    let mask = slotCount * 2 - 1
    for index in 0..<slotCount where slots[index].next != 0 {
      var position = Int(slots[index].tag) & mask
      while larger[position].next != 0 { position = (position + 1) & mask }
      larger[position] = slots[index]
    }
    slots.deallocate()
    slots = larger
    slotCount *= 2
  }

  /// Gives the memory of the slots back; no id can be looked up any more, all can be read.
  mutating func releaseSlots() {
    slots.deallocate()
    slotCount = 1
    slots = IdentifierTable.emptySlots(slotCount)
  }
}
