public import Foundation

/// A file in a folder of its own, both removed with the value.
public final class TemporaryFile {
  /// Where it is.
  public let url: URL

  /// Writes the bytes.
  public init(_ bytes: [UInt8], name: String = "input.csv") throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "clv-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    url = folder.appending(path: name)
    try Data(bytes).write(to: url)
  }

  /// Writes the text as UTF-8.
  public convenience init(_ text: String, name: String = "input.csv") throws {
    try self.init(Array(text.utf8), name: name)
  }

  /// A path beside the file.
  public func sibling(_ name: String) -> String {
    url.deletingLastPathComponent().appending(path: name).path
  }

  deinit { try? FileManager.default.removeItem(at: url.deletingLastPathComponent()) }
}
