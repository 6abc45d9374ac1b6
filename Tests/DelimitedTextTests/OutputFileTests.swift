import DelimitedText
import Foundation
import TestSupport
import Testing

@Suite("Output files")
struct OutputFileTests {
  /// A folder of its own for each test, removed at its end.
  private final class Scratch {
    let folder = FileManager.default.temporaryDirectory.appending(path: "output-\(UUID().uuidString)")
    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: folder) }
    func path(_ name: String) -> String { folder.appending(path: name).path }
    var names: [String] { try! FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
    func text(_ name: String) -> String { try! String(contentsOfFile: path(name), encoding: .utf8) }
    func write(_ text: String, to name: String) throws {
      try text.write(toFile: path(name), atomically: false, encoding: .utf8)
    }
  }

  @Test("a file appears at the end, whole, and nothing else stays")
  func appears() throws {
    let scratch = try Scratch()
    let file = try OutputLocation.file(scratch.path("a.csv")).open()
    try file.write("one\n")
    #expect(!scratch.names.contains("a.csv"))
    #expect(scratch.names.count == 1)
    try file.write(String(repeating: "x", count: 300_000))
    try file.write("\nend\n")
    try file.finish()
    #expect(scratch.names == ["a.csv"])
    #expect(scratch.text("a.csv") == "one\n" + String(repeating: "x", count: 300_000) + "\nend\n")
  }

  @Test("the previous file stays until the end, and its mode after it")
  func previousStays() throws {
    let scratch = try Scratch()
    try scratch.write("old", to: "a.csv")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: scratch.path("a.csv"))
    let file = try AtomicOutputFile(scratch.path("a.csv"))
    try file.write("new")
    #expect(scratch.text("a.csv") == "old")
    try file.finish()
    #expect(scratch.text("a.csv") == "new")
    let mode = try FileManager.default.attributesOfItem(atPath: scratch.path("a.csv"))[.posixPermissions] as? Int
    #expect(mode == 0o640)
  }

  @Test("an output that is given up leaves the old file and nothing else")
  func givenUp() throws {
    let scratch = try Scratch()
    try scratch.write("old", to: "a.csv")
    do {
      let file = try OutputLocation.file(scratch.path("a.csv")).open()
      try file.write("half")
    }
    do {
      let file = try OutputLocation.file(scratch.path("b.csv.gz")).open()
      try file.write("half")
    }
    #expect(scratch.names == ["a.csv"])
    #expect(scratch.text("a.csv") == "old")
  }

  @Test("a link is followed, and stays")
  func link() throws {
    let scratch = try Scratch()
    try scratch.write("old", to: "real.csv")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("link.csv"), withDestinationPath: scratch.path("real.csv"))
    let file = try AtomicOutputFile(scratch.path("link.csv"))
    try file.write("new")
    try file.finish()
    #expect(scratch.text("real.csv") == "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scratch.path("link.csv")) != "")
  }

  @Test("a folder is refused", .tags(.edge))
  func folder() throws {
    let scratch = try Scratch()
    for path in [scratch.folder.path, scratch.path("missing") + "/"] {
      #expect(throws: OutputError.isFolder(path: path)) { try OutputLocation.file(path).open() }
    }
  }

  @Test("the input itself is refused, by whatever path", .tags(.edge))
  func input() throws {
    let scratch = try Scratch()
    try scratch.write("log", to: "log.csv")
    try FileManager.default.linkItem(atPath: scratch.path("log.csv"), toPath: scratch.path("hard.csv"))
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("soft.csv"), withDestinationPath: scratch.path("log.csv"))
    for name in ["log.csv", "hard.csv", "soft.csv", "../\(scratch.folder.lastPathComponent)/log.csv"] {
      #expect(throws: OutputError.isInput(path: scratch.path(name))) {
        try OutputLocation.file(scratch.path(name)).open(inputs: ["/nowhere", scratch.path("log.csv")])
      }
    }
    #expect(scratch.text("log.csv") == "log")
    #expect(scratch.names.count == 3)
  }

  @Test("a missing folder and a file in place of a folder are told with the system's reason", .tags(.edge))
  func cannotOpen() throws {
    let scratch = try Scratch()
    try scratch.write("", to: "file")
    for (path, code) in [(scratch.path("no/a.csv"), ENOENT), (scratch.path("file/a.csv"), ENOTDIR), ("", ENOENT)] {
      #expect(throws: OutputError.cannotOpen(path: path, code: code)) { try OutputLocation.file(path).open() }
    }
    #expect(OutputError.cannotOpen(path: "", code: ENOENT).systemReason == "No such file or directory")
  }

  @Test(
    "a full disk is told, and a device stays a device", .tags(.edge),
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "this system has no /dev/full"))
  func full() throws {
    let sink = try OutputLocation.file("/dev/full").open()
    #expect(throws: OutputError.writeFailed(path: "/dev/full", code: ENOSPC)) {
      try sink.write("text")
      try sink.finish()
    }
    let other = try OutputLocation.file("/dev/full").open()
    #expect(throws: OutputError.writeFailed(path: "/dev/full", code: ENOSPC)) {
      try other.write(String(repeating: "x", count: 1 << 17))
    }
    #expect(
      try FileManager.default.attributesOfItem(atPath: "/dev/full")[.type] as? FileAttributeType
        == .typeCharacterSpecial)
  }

  @Test(
    "temporaries that nobody has locked are swept up, whatever their process id; locked and other files stay",
    .tags(.edge))
  func sweep() throws {
    let scratch = try Scratch()
    let locked = ".a.csv.\(getpid())-0.clv-tmp"
    let others = [".b.csv.77-1.clv-tmp", ".a.csv.x-1.clv-tmp", "a.csv.77-1.clv-tmp"]
    // In a container the run after a killed one may have the same process id.
    let abandoned = [".a.csv.\(getpid())-1.clv-tmp", ".a.csv.1-1.clv-tmp", ".a.csv.99999999-22.clv-tmp"]
    for name in [locked] + others + abandoned { try scratch.write("half", to: name) }
    let owner = open(scratch.path(locked), O_RDONLY)
    defer { close(owner) }
    #expect(flock(owner, LOCK_EX | LOCK_NB) == 0)
    let file = try AtomicOutputFile(scratch.path("a.csv"))
    try file.finish()
    #expect(scratch.names == ([locked, "a.csv"] + others).sorted())
  }

  @Test("an output that has settled is whole on the disk and not yet in its place")
  func settled() throws {
    let scratch = try Scratch()
    try scratch.write("old", to: "a.csv")
    for name in ["a.csv", "b.csv.gz"] {
      let file = try OutputLocation.file(scratch.path(name)).open()
      try file.write("new")
      try file.settle()
    }
    #expect(scratch.names == ["a.csv"])
    #expect(scratch.text("a.csv") == "old")
    let file = try OutputLocation.file(scratch.path("a.csv")).open()
    try file.write("new")
    try file.settle()
    try file.finish()
    #expect(scratch.names == ["a.csv"])
    #expect(scratch.text("a.csv") == "new")
  }

  @Test("a long name leaves room for the temporary's own", .tags(.edge))
  func longName() throws {
    let scratch = try Scratch()
    let name = String(repeating: "é", count: 125) + ".csv"
    let file = try AtomicOutputFile(scratch.path(name))
    try file.finish()
    #expect(scratch.names.map(\.utf8.count) == [254])
  }

  @Test("a name that ends in .gz is compressed, the same way each time")
  func gzip() throws {
    let scratch = try Scratch()
    let text = (0..<50_000).map { "\($0),\($0 * $0 % 977)\n" }.joined()
    for name in ["a.csv.gz", "b.csv.gz"] {
      let file = try OutputLocation.file(scratch.path(name)).open()
      try file.write(text)
      try file.write("")
      try file.write("end\n")
      try file.finish()
    }
    let bytes = try Data(contentsOf: URL(filePath: scratch.path("a.csv.gz")))
    #expect(bytes.count < text.utf8.count / 2)
    #expect(try bytes == Data(contentsOf: URL(filePath: scratch.path("b.csv.gz"))))
    let gunzip = Process()
    gunzip.executableURL = URL(filePath: "/bin/sh")
    gunzip.arguments = ["-c", "gzip -dc '\(scratch.path("a.csv.gz"))'"]
    let pipe = Pipe()
    gunzip.standardOutput = pipe
    try gunzip.run()
    #expect(try pipe.fileHandleForReading.readToEnd() == Data((text + "end\n").utf8))
    gunzip.waitUntilExit()
    #expect(gunzip.terminationStatus == 0)
  }

  @Test("two outputs in one place are recognised")
  func samePlace() throws {
    let scratch = try Scratch()
    try scratch.write("", to: "there")
    func location(_ name: String) -> OutputLocation { .file(scratch.path(name)) }
    let folder = scratch.folder.lastPathComponent
    #expect(location("new").isSamePlace(as: location("../\(folder)/new")))
    #expect(location("there").isSamePlace(as: location("../\(folder)/there")))
    #expect(!location("new").isSamePlace(as: location("there")))
    #expect(!location("new").isSamePlace(as: location("newer")))
    #expect(!location("new").isSamePlace(as: .standardOutput))
    #expect(OutputLocation(argument: "-") == .standardOutput)
  }
}
