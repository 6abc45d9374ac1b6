extension DataError {
  /// The failure of an output that reading needs (the rejects file).
  public init(_ error: OutputError, file: String) {
    switch error {
    case .isFolder: self.init(.badRequest, file: file, problem: "is a folder", expected: "a file to write")
    case .isInput: self.init(.badRequest, file: file, problem: "is the input itself", expected: "another file to write")
    case .cannotOpen:
      self.init(.cannotWrite, file: file, problem: "cannot be written: \(error.systemReason ?? "no reason given")")
    case .writeFailed, .readerGone:
      self.init(.readFailed, file: file, problem: "writing failed: \(error.systemReason ?? "nobody reads it")")
    }
  }
}
