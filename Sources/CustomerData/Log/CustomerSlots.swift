import _CPrefetch

/// The slots of a `CustomerTable`: the tag of a key above the number, not 0, of the customer. An empty slot is 0.
struct CustomerSlots: ~Copyable {
  private let pool: PiecePool
  /// Slots, a power of two.
  private(set) var capacity: Int
  private var base: UnsafeMutablePointer<UInt64>
  private var count = 0

  private static let smallest = 256

  init(in pool: PiecePool) {
    self.pool = pool
    capacity = CustomerSlots.smallest
    base = CustomerSlots.make(capacity, pool)
  }

  deinit { CustomerSlots.giveBack(base, capacity, pool) }

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
    let larger = 2 * capacity
    let slots = CustomerSlots.make(larger, pool)
    let mask = larger - 1
    for index in 0..<capacity where base[index] != 0 {
      var search = Search(tag: 0, home: Int(truncatingIfNeeded: base[index] >> 32) & mask, place: 0)
      while slots[search.position] != 0 { search.step(larger) }
      slots[search.position] = base[index]
    }
    CustomerSlots.giveBack(base, capacity, pool)
    base = slots
    capacity = larger
  }

  /// Gives the memory back.
  mutating func release() {
    CustomerSlots.giveBack(base, capacity, pool)
    count = 0
    capacity = CustomerSlots.smallest
    base = CustomerSlots.make(capacity, pool)
  }

  private static func pieces(_ capacity: Int) -> Int { capacity * MemoryLayout<UInt64>.stride / PiecePool.pieceSize }

  private static func make(_ capacity: Int, _ pool: PiecePool) -> UnsafeMutablePointer<UInt64> {
    let pieces = pieces(capacity)
    let base =
      pieces == 0
      ? UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
      : pool.take(pieces).bindMemory(to: UInt64.self, capacity: capacity)
    base.initialize(repeating: 0, count: capacity)
    return base
  }

  private static func giveBack(_ base: UnsafeMutablePointer<UInt64>, _ capacity: Int, _ pool: PiecePool) {
    let pieces = pieces(capacity)
    if pieces == 0 { base.deallocate() } else { pool.giveBack(base, pieces) }
  }
}
