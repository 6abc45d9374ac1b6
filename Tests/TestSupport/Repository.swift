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
  public static func sharedData(_ name: String) -> URL? { shared("data/\(name)") }

  /// Reference values that tell of customers in such a data set.
  public static func sharedOracle(_ name: String) -> URL? { shared("oracles/\(name)") }

  private static func shared(_ path: String) -> URL? {
    let folder =
      ProcessInfo.processInfo.environment["LIFETIMEVALUE_SHARED"].map { URL(filePath: $0) }
      ?? root.deletingLastPathComponent().appending(path: "shared")
    let file = folder.appending(path: path)
    return FileManager.default.isReadableFile(atPath: file.path) ? file : nil
  }
}
