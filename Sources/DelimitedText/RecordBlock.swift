/// A run of whole records. Reused from block to block.
///
/// The last record ends in the line end even where the file's last line has none.
package final class RecordBlock: @unchecked Sendable {
  /// The bytes; `readableMargin` more may be read beyond them.
  package private(set) var base: UnsafeMutablePointer<UInt8>
  /// How many bytes belong to records.
  package internal(set) var count = 0
  private(set) var capacity: Int

  /// Bytes past `count` that can be read (their values mean nothing).
  package static let readableMargin = FieldEnds.windowSize

  package init(capacity: Int = 0) {
    self.capacity = capacity
    base = .allocate(capacity: capacity + RecordBlock.readableMargin)
    base.initialize(repeating: 0, count: capacity + RecordBlock.readableMargin)
  }

  deinit { base.deallocate() }

  /// The records' bytes.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// Makes room for `wanted` bytes and keeps the first `kept`.
  func reserve(_ wanted: Int, keeping kept: Int) {
    if wanted <= capacity { return }
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted + RecordBlock.readableMargin)
    larger.update(from: base, count: kept)
    (larger + kept).initialize(repeating: 0, count: wanted + RecordBlock.readableMargin - kept)
    base.deallocate()
    base = larger
    capacity = wanted
  }
}
