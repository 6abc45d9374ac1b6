/// The texts of numbers written lately, a small table for each column of a row.
///
/// A number has one place in the table of its column and drives out the one before. So the memory is fixed, and what is
/// written does not depend on what the tables hold.
struct RecurringTexts: ~Copyable {
  /// A number and its text.
  struct Slot {
    private var bits: UInt64 = 0
    // 24 bytes: a text of up to 23, and its length in the last; length 0 where there is none.
    private var words: (UInt64, UInt64, UInt64) = (0, 0, 0)

    /// Copies the text of a number; returns its length, or nil when another number stands here.
    ///
    /// - Parameter out: has room for 24 bytes.
    @inline(__always)
    func copy(_ number: Double, to out: UnsafeMutablePointer<UInt8>) -> Int? {
      let length = Int(truncatingIfNeeded: UInt64(littleEndian: words.2) >> 56)
      guard bits == number.bitPattern, length > 0 else { return nil }
      UnsafeMutableRawPointer(out).storeBytes(of: words, as: (UInt64, UInt64, UInt64).self)
      return length
    }

    /// Takes the text of a number, unless it is too long.
    @inline(__always)
    mutating func keep(_ number: Double, text: UnsafePointer<UInt8>, _ length: Int) {
      guard length < 24 else { return }
      bits = number.bitPattern
      withUnsafeMutableBytes(of: &words) { bytes in
        bytes.baseAddress!.copyMemory(from: text, byteCount: length)
        bytes[23] = UInt8(truncatingIfNeeded: length)
      }
    }
  }

  private static let bitsOfPlace = 11
  private var slots: UnsafeMutablePointer<Slot>
  private var columns = 0

  init() { slots = .allocate(capacity: 0) }

  deinit { slots.deallocate() }

  /// Where a number of a column stands, if it is there; good until the next call.
  @inline(__always)
  mutating func slot(column: Int, _ number: Double) -> UnsafeMutablePointer<Slot> {
    if column >= columns { makeRoom(for: column) }
    // Fibonacci hashing: the upper bits of the product depend on all bits of the number.
    let place = (number.bitPattern &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - RecurringTexts.bitsOfPlace)
    return slots + (column << RecurringTexts.bitsOfPlace | Int(truncatingIfNeeded: place))
  }

  /// Starts anew with tables for more columns.
  @inline(never)
  private mutating func makeRoom(for column: Int) {
    slots.deallocate()
    columns = column + 1
    slots = .allocate(capacity: columns << RecurringTexts.bitsOfPlace)
    slots.initialize(repeating: Slot(), count: columns << RecurringTexts.bitsOfPlace)
  }
}
