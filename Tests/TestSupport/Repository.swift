public import Foundation

/// Where the tests' data lie.
public enum Repository {
  /// The folder that holds Package.swift.
  public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// A file below `Tests/Reference`.
  public static func reference(_ name: String) -> URL { root.appending(path: "Tests/Reference/\(name)") }

  /// A file below `Models/CDNOW`.
  public static func cdnow(_ name: String) -> URL { root.appending(path: "Models/CDNOW/\(name)") }

  /// A data set that may not be shipped: beside the checkout in CI, absent for users; a test that gets nil says it skips.
  public static func sharedData(_ name: String) -> URL? {
    let folder =
      ProcessInfo.processInfo.environment["LIFETIMEVALUE_SHARED"].map { URL(filePath: $0) }
      ?? root.deletingLastPathComponent().appending(path: "shared")
    let file = folder.appending(path: "data/\(name)")
    return FileManager.default.isReadableFile(atPath: file.path) ? file : nil
  }
}
