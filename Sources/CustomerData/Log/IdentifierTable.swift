/// Distinct ids of one partition, numbered in order of first appearance: an open-addressing table over one run of bytes.
///
/// A slot holds an id of at most 8 bytes itself, so that finding it touches one cache line; of a longer id it knows where
/// the bytes are.
struct IdentifierTable: ~Copyable {
  /// Distinct ids.
  private(set) var count = 0
  private var slots: MappedMemory<Slot>
  /// Where each id ends in `bytes`; entry 0 is 0, so that id i lies between entries i and i + 1.
  private var ends: MappedMemory<Int>
  private var bytes: MappedMemory<UInt8>

  /// Not private: compiling for debugging, Swift 6.3 fails on a private type in a generic one that is not copyable.
  struct Slot: BitwiseCopyable {
    var tag: UInt32
    /// The id's number plus 1; 0 in an empty slot.
    var next: UInt32
    /// The word of a short id's key; of a long one where its bytes start, with its length in the upper 28 bits (no record is
    /// longer than 2^28 bytes), so that an id of another length is told apart without a look at `ends`.
    var word: UInt64

    static let lengthShift: UInt64 = 36

    /// Where the bytes of a long id start.
    @inline(__always)
    var start: Int { Int(truncatingIfNeeded: word & (1 << Slot.lengthShift - 1)) }
  }

  init() {
    slots = MappedMemory(capacity: 256)
    ends = MappedMemory(capacity: 512)
    bytes = MappedMemory(capacity: 4096)
  }

  /// Bytes of all ids.
  var byteCount: Int { ends.base[count] }

  /// Bytes of memory that the table takes.
  var memoryByteCount: Int {
    slots.capacity * MemoryLayout<Slot>.stride + (count + 1) * MemoryLayout<Int>.stride + byteCount
  }

  /// All ids, one after the other.
  var allBytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: bytes.base, count: byteCount) }

  /// Where each id ends in `allBytes`, after a 0: `count + 1` integers.
  var endBytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(UnsafeBufferPointer(start: ends.base, count: count + 1))
  }

  /// The ids by their numbers, good until the next change.
  var texts: Texts { Texts(ends: UnsafePointer(ends.base), bytes: UnsafePointer(bytes.base)) }

  /// Ids one after the other. A value of its own, so that a loop over ids asks the table only once.
  struct Texts: @unchecked Sendable {
    fileprivate let ends: UnsafePointer<Int>
    fileprivate let bytes: UnsafePointer<UInt8>

    /// The bytes of an id.
    @inline(__always)
    subscript(number: Int) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(start: bytes + ends[number], count: ends[number + 1] - ends[number])
    }
  }

  /// Touches the place of a key, so that several can be on their way from memory at once; the result means nothing.
  @inline(__always)
  func touch(_ key: IdentifierKey) -> UInt32 {
    slots.base[Int(truncatingIfNeeded: key.tag) & (slots.capacity &- 1)].tag
  }

  /// Touches the bytes that a long id will be compared with, likewise.
  @inline(__always)
  func touchText(_ key: IdentifierKey) -> UInt32 {
    let slot = slots.base[Int(truncatingIfNeeded: key.tag) & (slots.capacity &- 1)]
    return slot.tag == key.tag ? UInt32(truncatingIfNeeded: bytes.base[slot.start]) : 0
  }

  /// The number of an id, which is new when it equals the count before the call.
  ///
  /// - Parameter text: the bytes of a long id, readable 8 bytes past its end.
  @inline(__always)
  mutating func number(of key: IdentifierKey, text: UnsafeRawPointer) -> Int {
    let mask = slots.capacity &- 1
    let slots = slots.base
    var home = Int(truncatingIfNeeded: key.tag) & mask
    while true {
      // The places of the home's pair of cache lines first, its own line foremost; then the next pair.
      for place in 0..<8 {
        let slot = slots[home ^ place]
        if slot.next == 0 { return add(key, text, at: home ^ place) }
        if slot.tag == key.tag {
          let isEqual = key.isLong ? isEqualLong(slot, text, Int(key.length)) : slot.word == key.word
          if isEqual { return Int(truncatingIfNeeded: slot.next) &- 1 }
        }
      }
      home = (home &+ 8) & mask
    }
  }

  @inline(__always)
  private func isEqualLong(_ slot: Slot, _ text: UnsafeRawPointer, _ length: Int) -> Bool {
    guard slot.word &>> Slot.lengthShift == UInt64(truncatingIfNeeded: length) else { return false }
    let own = UnsafeRawPointer(bytes.base) + slot.start
    var index = 0
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
    let start = ends.base[count]
    let length = Int(key.length)
    // Whole words are written and compared, so 8 bytes past the last id must exist.
    bytes.reserve(start + length + 8, keeping: start)
    ends.reserve(count + 2, keeping: count + 1)
    let number = count
    count += 1
    ends.base[count] = start + length
    var slot = Slot(
      tag: key.tag, next: UInt32(truncatingIfNeeded: count), word: UInt64(start) | UInt64(length) << Slot.lengthShift)
    precondition(start < 1 << Slot.lengthShift, "the ids of a partition take more than 64 GB")
    let place = UnsafeMutableRawPointer(bytes.base + start)
    if !key.isLong {
      slot.word = key.word
      place.storeBytes(of: key.word.littleEndian, as: UInt64.self)
    } else {
      place.copyMemory(from: text, byteCount: length)
    }
    slots.base[position] = slot
    if 4 * count > 3 * slots.capacity { grow() }
    return number
  }

  private mutating func grow() {
    let larger = MappedMemory<Slot>(capacity: slots.capacity * 2, isWrittenWhole: true)
    let mask = larger.capacity - 1
    for index in 0..<slots.capacity where slots.base[index].next != 0 {
      var home = Int(slots.base[index].tag) & mask
      var place = 0
      while larger.base[home ^ place].next != 0 {
        place += 1
        if place == 8 { (home, place) = ((home + 8) & mask, 0) }
      }
      larger.base[home ^ place] = slots.base[index]
    }
    slots = larger
  }

  /// Gives the memory of the slots back; no id can be looked up any more, all can be read.
  mutating func releaseSlots() { slots = MappedMemory(capacity: 1) }
}
