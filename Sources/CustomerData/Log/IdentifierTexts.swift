import DelimitedText

/// Ids one after the other, readable 8 bytes past each: they are compared word by word.
struct IdentifierTexts: ~Copyable {
  private var memory = MappedMemory<UInt8>(capacity: 4096)
  /// Bytes so far.
  private(set) var count = 0

  /// The first byte, good until the next change.
  var base: UnsafePointer<UInt8> { UnsafePointer(memory.base) }

  /// Adds an id, of which `length` bytes and 8 more can be read; where it starts.
  @inline(__always)
  mutating func append(_ id: UnsafeRawPointer, length: Int) -> Int {
    let start = count
    memory.reserve(start + length + 16, keeping: start)
    let target = UnsafeMutableRawPointer(memory.base + start)
    var index = 0
    while index < length {
      target.storeBytes(
        of: id.loadUnaligned(fromByteOffset: index, as: UInt64.self), toByteOffset: index, as: UInt64.self)
      index &+= 8
    }
    count = start + length
    return start
  }

  /// Adds an id in which every doubled quote stands for one.
  mutating func append(unquoting id: UnsafeRawBufferPointer) -> Int {
    let start = count
    memory.reserve(start + id.count + 16, keeping: start)
    RecordScanner.unquote(id) {
      memory.base[count] = $0
      count += 1
    }
    return start
  }

  /// Takes the last id back.
  mutating func removeLast(from start: Int) { count = start }

  /// Forgets the ids and keeps the memory.
  mutating func removeAll() { count = 0 }
}
