/// The texts of fields written lately, in tables by what the fields depend on.
///
/// A key has one place in a table and drives out the one before. So the memory is fixed, and what is written does not
/// depend on what the tables hold.
struct RecurringTexts: ~Copyable {
  /// Place for a key, the length of its text and the text; a length of 0 where there is none.
  struct Slot {
    private static let bytes = 192
    private static let room = bytes - 24
    private let base: UnsafeMutableRawPointer

    fileprivate static func allocate(_ count: Int) -> UnsafeMutableRawPointer {
      let memory = UnsafeMutableRawPointer.allocate(byteCount: count * bytes, alignment: 64)
      memory.initializeMemory(as: UInt8.self, repeating: 0, count: count * bytes)
      return memory
    }

    @inline(__always)
    fileprivate init(_ tables: UnsafeMutableRawPointer, _ index: Int) { base = tables + index &* Slot.bytes }

    /// The text of a key; nil when there is none.
    @inline(__always)
    func text(of key: (UInt64, UInt64)) -> UnsafeRawBufferPointer? {
      let length = base.load(fromByteOffset: 16, as: Int.self)
      guard base.load(as: UInt64.self) == key.0, base.load(fromByteOffset: 8, as: UInt64.self) == key.1, length > 0
      else { return nil }
      return UnsafeRawBufferPointer(start: base + 24, count: length)
    }

    /// Takes the text of a key, unless it is too long.
    @inline(__always)
    func keep(_ text: UnsafeRawBufferPointer, of key: (UInt64, UInt64)) {
      guard text.count <= Slot.room, let start = text.baseAddress else { return }
      base.storeBytes(of: key.0, as: UInt64.self)
      base.storeBytes(of: key.1, toByteOffset: 8, as: UInt64.self)
      base.storeBytes(of: text.count, toByteOffset: 16, as: Int.self)
      (base + 24).copyMemory(from: start, byteCount: text.count)
    }
  }

  private static let bitsOfPlace = 12
  private var memory = Slot.allocate(0)
  private var tables = 0

  deinit { memory.deallocate() }

  /// Where the text of a key stands, if it is there; good until the next call.
  @inline(__always)
  mutating func slot(table: Int, _ key: (UInt64, UInt64)) -> Slot {
    if table >= tables { makeRoom(for: table) }
    // Fibonacci hashing: the upper bits of a product depend on all bits of the number.
    let product = (key.0 &+ key.1 &* 0xD6E8_FEB8_6659_FD93) &* 0x9E37_79B9_7F4A_7C15
    let place = Int(truncatingIfNeeded: product >> UInt64(64 - RecurringTexts.bitsOfPlace))
    return Slot(memory, table << RecurringTexts.bitsOfPlace | place)
  }

  /// Starts anew with more tables.
  @inline(never)
  private mutating func makeRoom(for table: Int) {
    memory.deallocate()
    tables = table + 1
    memory = Slot.allocate(tables << RecurringTexts.bitsOfPlace)
  }
}
