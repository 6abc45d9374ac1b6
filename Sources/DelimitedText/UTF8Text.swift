/// Whether bytes are text.
package enum UTF8Text {
  /// True when every byte is ASCII and none is NUL: such text needs no closer look.
  package static func isPlainASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    var flags: UInt64 = 0
    while index &+ 32 <= bytes.count {
      // A zero byte borrows into its own high bit: (w - 0x01...) & ~w & 0x80...; without a high bit set, ~w may go.
      let a = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let b = bytes.loadUnaligned(fromByteOffset: index &+ 8, as: UInt64.self)
      let c = bytes.loadUnaligned(fromByteOffset: index &+ 16, as: UInt64.self)
      let d = bytes.loadUnaligned(fromByteOffset: index &+ 24, as: UInt64.self)
      flags |= a | (a &- ones) | b | (b &- ones) | c | (c &- ones) | d | (d &- ones)
      index &+= 32
    }
    while index < bytes.count {
      flags |= UInt64(bytes[index]) | (UInt64(bytes[index]) &- 1)
      index &+= 1
    }
    return flags & 0x8080_8080_8080_8080 == 0
  }

  /// True when the bytes are well-formed UTF-8 (Unicode, table 3-7).
  package static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    let count = bytes.count
    while index < count {
      let lead = bytes[index]
      if lead < 0x80 {
        index &+= 1
        continue
      }
      let length: Int
      var second: ClosedRange<UInt8> = 0x80...0xBF
      switch lead {
      case 0xC2...0xDF: length = 2
      case 0xE0: (length, second) = (3, 0xA0...0xBF)
      case 0xE1...0xEC, 0xEE...0xEF: length = 3
      case 0xED: (length, second) = (3, 0x80...0x9F)
      case 0xF0: (length, second) = (4, 0x90...0xBF)
      case 0xF1...0xF3: length = 4
      case 0xF4: (length, second) = (4, 0x80...0x8F)
      default: return false
      }
      guard index + length <= count, second.contains(bytes[index + 1]) else { return false }
      for offset in 2..<max(2, length) where !(0x80...0xBF).contains(bytes[index + offset]) { return false }
      index &+= length
    }
    return true
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101
}
