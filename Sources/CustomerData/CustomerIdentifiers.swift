/// Customer ids as one run of bytes: opaque, any length, compared byte by byte.
public struct CustomerIdentifiers: Sendable, Equatable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  /// No ids.
  public init() {}

  /// Ids one after the other, and where each ends.
  init(bytes: [UInt8], ends: [Int]) {
    self.bytes = bytes
    self.ends = ends
  }

  /// Number of ids.
  public var count: Int { ends.count }

  /// Adds an id at the end.
  public mutating func append(_ id: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: id)
    ends.append(bytes.count)
  }

  /// Adds an id at the end.
  public mutating func append(_ id: String) {
    bytes.append(contentsOf: id.utf8)
    ends.append(bytes.count)
  }

  /// Adds ids at the end.
  mutating func append(contentsOf other: CustomerIdentifiers) {
    let start = bytes.count
    bytes.append(contentsOf: other.bytes)
    ends.append(contentsOf: other.ends.lazy.map { start &+ $0 })
  }

  /// Forgets all ids and keeps the memory.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// Bytes of all ids.
  var byteCount: Int { bytes.count }

  /// Makes room for `count` ids of `byteCount` bytes in all.
  public mutating func reserveCapacity(_ count: Int, byteCount: Int) {
    ends.reserveCapacity(count)
    bytes.reserveCapacity(byteCount)
  }

  /// The id at a position, as text.
  public subscript(position: Int) -> String { String(decoding: bytes[range(position)], as: UTF8.self) }

  /// The bytes of the id at a position, for the length of the call.
  public func withBytes<Result>(at position: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
  {
    try bytes.withUnsafeBytes { all in try body(UnsafeRawBufferPointer(rebasing: all[range(position)])) }
  }

  private func range(_ position: Int) -> Range<Int> { (position == 0 ? 0 : ends[position - 1])..<ends[position] }
}
