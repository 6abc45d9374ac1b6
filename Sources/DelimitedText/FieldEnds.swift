/// Finds the bytes of a block that can end a field, delimiters and line ends, and hands them out one after the other.
///
/// They are found a stretch at a time, ahead of whoever walks through the records. So the walk finds the next end in a list
/// instead of in a text, and no branch depends on how long a field is.
struct FieldEnds {
  /// The bytes to look for.
  struct Marks {
    fileprivate let delimiters: SIMD16<UInt8>
    fileprivate let lineEnds: SIMD16<UInt8>

    init(_ format: RecordFormat) {
      delimiters = SIMD16(repeating: format.delimiter)
      lineEnds = SIMD16(repeating: format.lineEnd)
    }
  }

  /// First of those found and not handed out. One place before it can be written.
  private(set) var next: UnsafeMutablePointer<UInt32>
  /// One past the last of those found.
  private var last: UnsafeMutablePointer<UInt32>
  /// Bytes of the block gone through.
  private(set) var reached = 0
  /// From here to `reached` the block has no quote.
  private(set) var unquotedFrom = 0
  private let base: UnsafePointer<UInt8>
  private let end: Int
  private let marks: Marks
  private let room: UnsafeMutablePointer<UInt32>

  /// Bytes of a stretch: few enough that they and their ends stay in the fastest cache until they are used.
  static let stretch = 8_192
  static let windowSize = 64

  /// How many entries a list needs of which up to `kept` are kept while more is found.
  static func room(keeping kept: Int) -> Int { 1 + kept + stretch + shortLists.upperBound }

  /// - Parameters:
  ///   - base: the block, past which 64 bytes are readable.
  ///   - end: its bytes.
  ///   - room: for the list, see `room(keeping:)`.
  init(_ base: UnsafePointer<UInt8>, _ end: Int, _ marks: Marks, room: UnsafeMutablePointer<UInt32>) {
    self.base = base
    self.end = end
    self.marks = marks
    self.room = room
    next = room + 1
    last = next
  }

  /// How many have been found and not handed out.
  var count: Int { last - next }

  /// Hands out the next end, of which there must be one.
  @inline(__always)
  mutating func take() -> Int {
    while next == last { findMore() }
    let position = Int(next.pointee)
    next += 1
    return position
  }

  /// Passes over some of those that have been found.
  mutating func pass(over count: Int) { next += count }

  /// Goes through the next stretch; what has been found and not handed out is kept. False at the end of the block.
  @inline(never)
  @discardableResult
  mutating func findMore() -> Bool {
    if reached == end { return false }
    (room + 1).update(from: next, count: count)
    last = room + 1 + count
    next = room + 1
    let limit = min(end, reached &+ FieldEnds.stretch)
    if RecordFormat.find(ASCII.quote, base, reached, limit) != nil { unquotedFrom = limit }
    var position = reached
    while position &+ FieldEnds.windowSize <= limit {
      append(FieldEnds.ends(base + position, marks), position)
      position &+= FieldEnds.windowSize
    }
    if position < limit {
      let beyond = UInt64(truncatingIfNeeded: FieldEnds.windowSize &- (limit &- position))
      append(FieldEnds.ends(base + position, marks) & (~0 &>> beyond), position)
    }
    reached = limit
    return true
  }

  /// Lists the ends of a window. Eight or twelve entries are written whatever their number, most often more than there are,
  /// since the processor would guess an exact number wrong.
  @inline(__always)
  private mutating func append(_ window: UInt64, _ position: Int) {
    let count = window.nonzeroBitCount
    let origin = UInt32(truncatingIfNeeded: position)
    let list = last
    var bits = window
    func write(_ entry: Int) {
      list[entry] = origin &+ UInt32(truncatingIfNeeded: bits.trailingZeroBitCount)
      bits &= bits &- 1
    }
    for entry in 0..<FieldEnds.shortLists.lowerBound { write(entry) }
    if count > FieldEnds.shortLists.lowerBound {
      for entry in FieldEnds.shortLists.lowerBound..<FieldEnds.shortLists.upperBound { write(entry) }
      var entry = FieldEnds.shortLists.upperBound
      while entry < count {
        write(entry)
        entry &+= 1
      }
    }
    last = list + count
  }

  private static let shortLists = 8..<12

  /// The ends among 64 bytes, one bit each, the first byte's lowest.
  ///
  /// Each comparison leaves a byte per byte; of the eight bytes from 8 k on bit k is kept. Laid over one another they are a
  /// matrix of 8 times 8 bits that has to be transposed (H. S. Warren, "Hacker's Delight", 2nd edition, section 7-3).
  @inline(__always)
  private static func ends(_ window: UnsafePointer<UInt8>, _ marks: Marks) -> UInt64 {
    let text = UnsafeRawPointer(window)
    let first = found(text, marks) & eighths(1) | found(text + 16, marks) & eighths(1 << 2)
    let second = found(text + 32, marks) & eighths(1 << 4) | found(text + 48, marks) & eighths(1 << 6)
    let halves = unsafeBitCast(first | second, to: SIMD2<UInt64>.self)
    var bits = UInt64(littleEndian: halves[0] | halves[1])
    var swap = (bits ^ (bits &>> 7)) & 0x00AA_00AA_00AA_00AA
    bits ^= swap ^ (swap &<< 7)
    swap = (bits ^ (bits &>> 14)) & 0x0000_CCCC_0000_CCCC
    bits ^= swap ^ (swap &<< 14)
    swap = (bits ^ (bits &>> 28)) & 0x0000_0000_F0F0_F0F0
    bits ^= swap ^ (swap &<< 28)
    return bits
  }

  /// All bits of the bytes that are ends.
  @inline(__always)
  private static func found(_ text: UnsafeRawPointer, _ marks: Marks) -> SIMD16<UInt8> {
    let bytes = text.loadUnaligned(as: SIMD16<UInt8>.self)
    return unsafeBitCast((bytes .== marks.delimiters) .| (bytes .== marks.lineEnds), to: SIMD16<UInt8>.self)
  }

  /// A bit for eight bytes, the next one for the other eight.
  @inline(__always)
  private static func eighths(_ bit: UInt8) -> SIMD16<UInt8> {
    let next = bit &* 2
    return SIMD16(bit, bit, bit, bit, bit, bit, bit, bit, next, next, next, next, next, next, next, next)
  }
}
