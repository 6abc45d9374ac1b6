import DelimitedText
import Foundation
import TestSupport
import Testing

/// A text as a gzip member.
private func gzip(_ text: String) throws -> [UInt8] {
  let place = try TemporaryFile("")
  let path = place.sibling("member.gz")
  let sink = try OutputLocation.file(path).open()
  try sink.write(text)
  try sink.finish()
  return Array(try Data(contentsOf: URL(filePath: path)))
}

private func lines(_ location: InputLocation, blockSize: Int = 64) throws -> [String] {
  let reader = RecordReader(try DelimitedInput(location, blockSize: blockSize))
  var lines = [reader.header.names.joined(separator: "|")]
  while try reader.next() { lines.append(reader.header.names.indices.map(reader.text).joined(separator: "|")) }
  return lines
}

@Suite("Byte sources")
struct ByteSourceTests {
  static let text = "a,b\n" + (0..<5000).map { "\($0),value \($0 * $0)\n" }.joined()
  static let expected = ["a|b"] + (0..<5000).map { "\($0)|value \($0 * $0)" }

  @Test("gzip is recognised by its first bytes, whatever the name", arguments: ["x.csv.gz", "x.csv"])
  func gzipByContent(name: String) throws {
    let file = try TemporaryFile(gzip(ByteSourceTests.text), name: name)
    #expect(try lines(.file(file.url.path)) == ByteSourceTests.expected)
    let plain = try TemporaryFile(ByteSourceTests.text, name: "plain.gz")
    #expect(try lines(.file(plain.url.path)) == ByteSourceTests.expected)
  }

  @Test("members that follow one another are one text; zero bytes after them are padding")
  func members() throws {
    let cut = ByteSourceTests.text.index(ByteSourceTests.text.startIndex, offsetBy: 4321)
    let bytes =
      try gzip(String(ByteSourceTests.text[..<cut])) + gzip("") + gzip(String(ByteSourceTests.text[cut...]))
      + [0, 0, 0]
    let file = try TemporaryFile(bytes)
    #expect(try lines(.file(file.url.path)) == ByteSourceTests.expected)
  }

  @Test("a gzip that is cut anywhere, or damaged, is an error of the data", .tags(.edge))
  func damage() throws {
    let whole = try gzip(ByteSourceTests.text)
    for length in [2, 5, 10, 18, 100, whole.count / 2, whole.count - 9, whole.count - 1] {
      let file = try TemporaryFile(Array(whole[..<length]))
      let error = try #require(throws: DataError.self) { try lines(.file(file.url.path)) }
      #expect(error.exit == .badData && error.problem.contains("ends too early"))
    }
    var flipped = whole
    flipped[whole.count / 2] ^= 0x10
    var checksum = whole
    checksum[whole.count - 6] ^= 0xFF
    for bytes in [flipped, checksum, whole + Array("more".utf8)] {
      let file = try TemporaryFile(bytes)
      let error = try #require(throws: DataError.self) { try lines(.file(file.url.path)) }
      #expect(error.exit == .badData)
    }
  }

  @Test("what cannot be opened says so", .tags(.edge))
  func cannotOpen() throws {
    let file = try TemporaryFile("a\n")
    for path in [file.sibling("absent.csv"), file.url.deletingLastPathComponent().path] {
      let error = try #require(throws: DataError.self) { try lines(.file(path)) }
      #expect(error.exit == .cannotOpen && error.exit.code == 66 && error.file == path)
    }
  }
}
