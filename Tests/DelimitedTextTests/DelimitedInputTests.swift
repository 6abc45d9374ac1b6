import DelimitedText
import Foundation
import TestSupport
import Testing

/// A file that lives as long as the value.
final class TemporaryFile {
  let url: URL
  var location: InputLocation { .file(url.path) }

  init(_ bytes: [UInt8], name: String = "input.csv") throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "clv-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    url = folder.appending(path: name)
    try Data(bytes).write(to: url)
  }

  convenience init(_ text: String) throws { try self.init(Array(text.utf8)) }

  deinit { try? FileManager.default.removeItem(at: url.deletingLastPathComponent()) }
}

/// All records of a text as (line, fields).
private func records(_ text: String, delimiter: Delimiter? = nil, blockSize: Int = 1 << 20) throws -> [[String]] {
  let file = try TemporaryFile(text)
  let reader = RecordReader(try DelimitedInput(file.location, delimiter: delimiter, blockSize: blockSize))
  var rows = [["1"] + reader.header.names]
  while try reader.next() { rows.append(["\(reader.line)"] + reader.header.names.indices.map(reader.text)) }
  return rows
}

@Suite("Delimited text")
struct DelimitedInputTests {
  static let blockSizes = [1, 2, 3, 7, 16, 1 << 20]

  @Test("Quoted fields keep delimiters, doubled quotes and line ends, whatever the block size", arguments: blockSizes)
  func quoting(blockSize: Int) throws {
    let text = "a,b\n\"x,1\",\"say \"\"hi\"\"\"\n\"two\nlines\",3\n5\" disk,\"\"\n,last"
    #expect(
      try records(text, blockSize: blockSize) == [
        ["1", "a", "b"], ["2", "x,1", "say \"hi\""], ["3", "two\nlines", "3"], ["5", "5\" disk", ""],
        ["6", "", "last"],
      ])
  }
}
