import _CPrefetch

/// The slots of a `CustomerTable`: the tag of a key above the number, not 0, of the customer. An empty slot is 0.
struct CustomerSlots: ~Copyable {
  private var memory = MappedMemory<UInt64>(capacity: 256)
  private var count = 0

  /// Slots, a power of two.
  @inline(__always)
  var capacity: Int { memory.capacity }

  @inline(__always)
  private var base: UnsafeMutablePointer<UInt64> { memory.base }

  /// Where the search for a tag begins.
  @inline(__always)
  private func home(_ tag: UInt32) -> Int { Int(truncatingIfNeeded: tag) & (capacity &- 1) }

  /// Sends for the slots where the search for a tag begins.
  @inline(__always)
  func fetch(_ tag: UInt32) { lifetimevalue_prefetch(base + home(tag)) }

  /// The places of the home's cache line first, then those of the next lines.
  struct Search {
    let tag: UInt32
    fileprivate var home: Int
    fileprivate var place: Int

    /// The present slot.
    @inline(__always)
    fileprivate var position: Int { home ^ place }

    @inline(__always)
    fileprivate mutating func step(_ capacity: Int) {
      place &+= 1
      if place == 8 { (home, place) = ((home &+ 8) & (capacity &- 1), 0) }
    }
  }

  @inline(__always)
  func search(_ tag: UInt32) -> Search { Search(tag: tag, home: home(tag), place: 0) }

  /// The next number with the tag; nil at the first empty slot, where the search then stands.
  @inline(__always)
  func next(_ search: inout Search) -> UInt32? {
    while true {
      let slot = base[search.position]
      if slot == 0 { return nil }
      if UInt32(truncatingIfNeeded: slot &>> 32) == search.tag {
        search.step(capacity)
        return UInt32(truncatingIfNeeded: slot)
      }
      search.step(capacity)
    }
  }

  /// The first number with a tag; 0 when there is none.
  @inline(__always)
  func first(_ tag: UInt32) -> UInt32 {
    var search = search(tag)
    return next(&search) ?? 0
  }

  /// Fills the empty slot where a search ended.
  mutating func add(_ tag: UInt32, number: UInt32, at search: Search) {
    base[search.position] = UInt64(tag) << 32 | UInt64(number)
    count += 1
    if 4 * count > 3 * capacity { grow() }
  }

  private mutating func grow() {
    let larger = MappedMemory<UInt64>(capacity: 2 * capacity, isWrittenWhole: true)
    let mask = larger.capacity - 1
    for index in 0..<capacity where base[index] != 0 {
      var search = Search(tag: 0, home: Int(truncatingIfNeeded: base[index] >> 32) & mask, place: 0)
      while larger.base[search.position] != 0 { search.step(larger.capacity) }
      larger.base[search.position] = base[index]
    }
    memory = larger
  }

  /// Gives the memory back.
  mutating func release() {
    memory = MappedMemory(capacity: 1)
    count = 0
  }
}
