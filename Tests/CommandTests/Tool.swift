import Foundation
import TestSupport

/// The built `clv`, run as a user runs it.
struct Tool {
  /// What a run left behind.
  struct Outcome {
    let exit: Int32
    let output: String
    let error: String

    var json: JSONValue { JSONValue(try! JSONSerialization.jsonObject(with: Data(output.utf8))) }
    var lines: [String] { output.split(separator: "\n").map { String($0) } }
  }

  /// Beside the test program, where the package manager puts both.
  static let executable: URL = {
    let tests = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    let candidates = [tests, tests.deletingLastPathComponent(), Repository.root.appending(path: ".build/debug")]
      .map { $0.appending(path: "clv") }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) } ?? candidates[2]
  }()

  /// A folder for the files of one test, removed with it.
  let folder: Scratch

  init() throws { folder = try Scratch() }

  @discardableResult
  func run(_ arguments: String..., input: Data? = nil) throws -> Outcome { try run(arguments, input: input) }

  func run(_ arguments: [String], input: Data? = nil) throws -> Outcome {
    let process = Process()
    process.executableURL = Tool.executable
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    // Files rather than pipes: nothing can fill up and block.
    let streams = ["in", "out", "err"].map { folder.url.appending(path: ".std\($0)-\(UUID())") }
    try (input ?? Data()).write(to: streams[0])
    for stream in streams[1...] { try Data().write(to: stream) }
    process.standardInput = try FileHandle(forReadingFrom: streams[0])
    process.standardOutput = try FileHandle(forWritingTo: streams[1])
    process.standardError = try FileHandle(forWritingTo: streams[2])
    try process.run()
    process.waitUntilExit()
    defer { for stream in streams { try? FileManager.default.removeItem(at: stream) } }
    return Outcome(
      exit: process.terminationStatus, output: String(decoding: try Data(contentsOf: streams[1]), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: streams[2]), as: UTF8.self))
  }

  /// Runs a shell command in which `$clv` is the tool; gives its exit code.
  func shell(_ command: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", command]
    process.environment = ProcessInfo.processInfo.environment.merging(["clv": Tool.executable.path]) { $1 }
    process.currentDirectoryURL = folder.url
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Writes a file into the folder and returns its path.
  func file(_ name: String, _ text: String) throws -> String {
    let url = folder.url.appending(path: name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  func path(_ name: String) -> String { folder.url.appending(path: name).path }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.url.appending(path: name)), as: UTF8.self)
  }

  /// Names in the folder, the test's own streams left out.
  var files: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { !$0.hasPrefix(".std") }.sorted()
    }
  }
}

/// A temporary folder that goes away with its owner.
final class Scratch: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "clv-test-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}

/// A CSV text as rows of named fields; the texts of these tests hold no quotes.
struct Table {
  let columns: [String]
  let rows: [[String: String]]

  init(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.isEmpty }
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map { String($0) } }
    columns = lines.first ?? []
    let names = columns
    rows = lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(names, $0)) }
  }
}
