/// A 64-bit checksum of the data a model was fitted to (FNV-1a over the columns' bytes).
///
/// It tells equal inputs from different ones; it is not a cryptographic seal.
struct Fingerprint {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func combine(_ word: UInt64) {
    state = (state ^ word) &* 0x0000_0100_0000_01b3
    state ^= state >> 32
  }

  mutating func combine(_ value: Double) { combine(value.bitPattern) }
  mutating func combine(_ value: Int) { combine(UInt64(bitPattern: Int64(value))) }

  /// Sixteen hexadecimal digits.
  var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
