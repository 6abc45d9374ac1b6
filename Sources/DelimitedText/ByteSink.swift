/// Where output bytes go, in order. Used by one thread at a time.
public protocol ByteSink: AnyObject {
  /// Appends bytes.
  ///
  /// - Throws: `OutputError.writeFailed`, or `.readerGone` on standard output; the sink takes nothing more then.
  func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError)

  /// Ends the bytes: all are where the system keeps them, so that a full disk has shown by now. A file still has to take
  /// its place, which `finish` does. Nothing may be written any more.
  ///
  /// - Throws: as `write`.
  func settle() throws(OutputError)

  /// Ends the output: everything has reached its place when this returns. Without it a file does not appear.
  ///
  /// - Throws: as `write`.
  func finish() throws(OutputError)
}

extension ByteSink {
  /// Does nothing: for sinks that keep nothing back and have no place to take.
  public func settle() throws(OutputError) {}

  /// Appends the UTF-8 bytes of a text.
  public func write(_ text: String) throws(OutputError) {
    var text = text
    let outcome = text.withUTF8 { bytes in
      Result { () throws(OutputError) in try write(UnsafeRawBufferPointer(bytes)) }
    }
    try outcome.get()
  }
}
