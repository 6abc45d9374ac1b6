/// How far reading has come.
public struct ReadingProgress: Sendable {
  /// Records read.
  public var rows: Int
  /// Bytes taken from the file (compressed ones where it is compressed).
  public var bytes: Int
  /// Bytes of the file; nil for a pipe.
  public var totalBytes: Int?
  /// Bytes of rows that were written to temporary files.
  public var spilledBytes: Int
  /// Once all rows are read: customers that have been worked out; nil before.
  public var customers: Int?

  /// See the properties.
  public init(rows: Int, bytes: Int, totalBytes: Int? = nil, spilledBytes: Int = 0, customers: Int? = nil) {
    self.rows = rows
    self.bytes = bytes
    self.totalBytes = totalBytes
    self.spilledBytes = spilledBytes
    self.customers = customers
  }
}
