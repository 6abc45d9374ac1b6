#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How records are told apart: the delimiter and the byte that ends a line.
///
/// A quote opens a quoted field only where a field begins; elsewhere it is text (`5" disk`). Carving and scanning
/// follow the same rule, so that a block never ends inside a record.
package struct RecordFormat: Sendable, Hashable {
  /// Between fields.
  package var delimiter: UInt8
  /// Line feed; carriage return in files that use it alone. Before a line feed, carriage returns are dropped.
  package var lineEnd: UInt8

  /// Whether carriage returns before a line end are no text.
  package var dropsReturns: Bool { lineEnd == ASCII.lineFeed }

  package init(delimiter: UInt8, lineEnd: UInt8) {
    self.delimiter = delimiter
    self.lineEnd = lineEnd
  }

  /// Where the last whole record ends, given that the bytes start at the start of a record; 0 when none is whole.
  func lastRecordEnd(_ base: UnsafePointer<UInt8>, _ count: Int) -> Int {
    var end = 0
    var position = 0
    while true {
      let quote = RecordFormat.find(ASCII.quote, base, position, count)
      // Up to the quote all is unquoted: a line end there ends a record. Only the last one matters.
      var index = (quote ?? count) - 1
      while index >= position {
        if base[index] == lineEnd {
          end = index + 1
          break
        }
        index -= 1
      }
      guard let quote else { return end }
      position = quote + 1
      guard quote == 0 || base[quote - 1] == delimiter || base[quote - 1] == lineEnd else { continue }
      while true {
        // Without a closing quote, or with one that may yet turn out to be doubled, the record goes on.
        guard let next = RecordFormat.find(ASCII.quote, base, position, count), next + 1 < count else { return end }
        position = next + 1
        if base[position] != ASCII.quote { break }
        position += 1
      }
    }
  }

  /// The first place of a byte, if there is one.
  static func find(_ byte: UInt8, _ base: UnsafePointer<UInt8>, _ from: Int, _ to: Int) -> Int? {
    if from >= to { return nil }
    guard let found = memchr(base + from, Int32(byte), to - from) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }
}
