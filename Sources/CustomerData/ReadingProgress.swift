/// How far reading has come.
public struct ReadingProgress: Sendable {
  /// Records read.
  public var rows: Int
  /// Bytes taken from the file (compressed ones where it is compressed).
  public var bytes: Int
  /// Bytes of the file; nil for a pipe.
  public var totalBytes: Int?
}
