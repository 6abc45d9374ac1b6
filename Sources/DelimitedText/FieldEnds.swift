/// Finds the bytes that can end a field, delimiters and line ends, one after the other.
///
/// The text is gone through in windows of 64 bytes, each of which becomes a word with one bit per byte. So finding the next
/// end does not wait for the one before, and costs the same whatever lies between.
struct FieldEnds {
  private static let windowSize = 64

  /// The delimiter and the line end, each eight times.
  struct Marks {
    fileprivate let delimiters: UInt64
    fileprivate let lineEnds: UInt64

    init(_ format: RecordFormat) {
      delimiters = UInt64(format.delimiter) &* FieldEnds.ones
      lineEnds = UInt64(format.lineEnd) &* FieldEnds.ones
    }
  }

  /// First byte of the window; before the text there is an empty one, so that looking begins with the next.
  private var window = -FieldEnds.windowSize
  /// Ends in the window that were not handed out; the first byte's lowest.
  private var bits: UInt64 = 0

  /// The position of the next end in a text, of which there must be one; a window beyond it must be readable.
  @inline(__always)
  mutating func next(_ base: UnsafePointer<UInt8>, _ marks: Marks) -> Int {
    while bits == 0 {
      window &+= FieldEnds.windowSize
      bits = FieldEnds.ends(base + window, marks)
    }
    let position = window &+ bits.trailingZeroBitCount
    bits &= bits &- 1
    return position
  }

  /// Passes over all ends up to a position, which must not be before the last one handed out.
  mutating func skip(through position: Int) {
    let offset = position &+ 1 &- window
    if offset < FieldEnds.windowSize {
      bits &= ~0 &<< UInt64(truncatingIfNeeded: offset)
    } else {
      window = position &+ 1 &- FieldEnds.windowSize
      bits = 0
    }
  }

  @inline(__always)
  private static func ends(_ window: UnsafePointer<UInt8>, _ marks: Marks) -> UInt64 {
    let text = UnsafeRawPointer(window)
    var bits: UInt64 = 0
    for eighth in 0..<8 {
      let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: 8 &* eighth, as: UInt64.self))
      // The high bit of each byte stays off where the byte is one of the two; the product brings the eight together.
      let others = nonzeroes(word ^ marks.delimiters) & nonzeroes(word ^ marks.lineEnds)
      let found = (~others & FieldEnds.highBits) &>> 7
      bits |= ((found &* 0x0102_0408_1020_4080) &>> 56) &<< UInt64(truncatingIfNeeded: 8 &* eighth)
    }
    return bits
  }

  /// Sets the high bit of every byte that is not zero.
  @inline(__always)
  private static func nonzeroes(_ word: UInt64) -> UInt64 {
    ((word & ~FieldEnds.highBits) &+ ~FieldEnds.highBits) | word
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080
}
