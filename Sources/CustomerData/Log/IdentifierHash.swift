/// The hash of customer ids: the same on every run and machine, since it decides partitions.
enum IdentifierHash {
  /// Hash of `count` bytes. Reads up to 8 bytes past them.
  @inline(__always)
  static func hash(_ bytes: UnsafeRawPointer, _ count: Int) -> UInt64 {
    var state = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
    var index = 0
    while index &+ 8 <= count {
      state = hash(state ^ word(bytes + index))
      index &+= 8
    }
    let rest = count &- index
    if rest > 0 { state ^= word(bytes + index) & (~0 &>> UInt64(truncatingIfNeeded: 64 &- 8 &* rest)) }
    return hash(state)
  }

  /// Hash of one word: both halves of a product with an odd constant, so that every bit of the argument reaches every bit
  /// of the result.
  @inline(__always)
  static func hash(_ word: UInt64) -> UInt64 {
    let product = (word ^ 0xE703_7ED1_A0B4_28DB).multipliedFullWidth(by: 0x8EBC_6AF0_9C88_C6E3)
    return product.high ^ product.low
  }

  /// Bytes as a little-endian number.
  @inline(__always)
  static func word(_ bytes: UnsafeRawPointer) -> UInt64 { UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)) }
}
