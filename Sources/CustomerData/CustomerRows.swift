#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds the row of a summary by customer id.
struct CustomerRows: Sendable {
  private let identifiers: CustomerIdentifiers
  private var rows = DistinctRows()

  /// - Precondition: no id stands twice.
  init(_ identifiers: CustomerIdentifiers) {
    self.identifiers = identifiers
    for row in 0..<identifiers.count {
      let hash = identifiers.withBytes(at: row) { Self.hash($0) }
      // Ids are distinct, so nothing needs comparing.
      _ = rows.number(hash: hash) { _ in false }
    }
  }

  /// The row of a customer; nil for an id that is not there.
  func row(of id: UnsafeRawBufferPointer) -> Int? {
    rows.find(hash: Self.hash(id)) { row in
      identifiers.withBytes(at: row) {
        $0.count == id.count && (id.isEmpty || memcmp($0.baseAddress!, id.baseAddress!, id.count) == 0)
      }
    }
  }

  /// A hash that reads nothing beyond the bytes.
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var state = UInt64(bytes.count)
    var index = 0
    while index &+ 8 <= bytes.count {
      state = DistinctRows.hash(state ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index &+= 8
    }
    var rest: UInt64 = 0
    while index < bytes.count {
      rest = rest << 8 | UInt64(bytes[index])
      index &+= 1
    }
    return DistinctRows.hash(state &+ 0x9E37_79B9_7F4A_7C15 ^ rest)
  }
}
