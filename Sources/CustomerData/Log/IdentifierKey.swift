/// What the table of customers needs to know of an id. One of at most 8 bytes is wholly in here.
struct IdentifierKey {
  /// Hash: the top 6 of 31 bits choose the partition, the others the place in its table. The highest bit says that the id
  /// has more than 8 bytes.
  var tag: UInt32
  /// Bytes of the id.
  var length: UInt32
  /// An id of at most 8 bytes, filled up with zeros, which no id contains; else where its bytes start in the texts of its
  /// block.
  var word: UInt64

  /// Flags an id of more than 8 bytes in a tag.
  static let longFlag: UInt32 = 1 << 31

  /// Whether the id has more than 8 bytes.
  @inline(__always)
  var isLong: Bool { tag & IdentifierKey.longFlag != 0 }

  /// The partition of the id.
  @inline(__always)
  var partition: Int { Int(truncatingIfNeeded: (tag & ~IdentifierKey.longFlag) &>> 25) }
}

extension IdentifierKey {
  /// The key of an id. Reads up to 8 bytes past it.
  ///
  /// - Parameter place: goes into `word` when the id is long.
  @inline(__always)
  init(_ bytes: UnsafeRawPointer, length: Int, place: Int) {
    self.length = UInt32(truncatingIfNeeded: length)
    if length <= 8 {
      word = IdentifierHash.word(bytes) & (~0 &>> UInt64(truncatingIfNeeded: 64 &- 8 &* length))
      tag = UInt32(truncatingIfNeeded: IdentifierHash.hash(word) &>> 33)
    } else {
      word = UInt64(truncatingIfNeeded: place)
      tag = UInt32(truncatingIfNeeded: IdentifierHash.hash(bytes, length) &>> 33) | IdentifierKey.longFlag
    }
  }
}
