import DelimitedText
import Foundation
import TestSupport
import Testing

/// All records of an input: line and fields, the header first.
private func records(
  _ bytes: [UInt8], delimiter: Delimiter? = nil, blockSize: Int = 1 << 20, recognising: [[String]] = []
) throws -> [[String]] {
  let file = try TemporaryFile(bytes)
  let input = try DelimitedInput(
    .file(file.url.path), delimiter: delimiter, recognising: recognising, blockSize: blockSize)
  let reader = RecordReader(input)
  var rows = [["\(reader.header.line)"] + reader.header.names]
  while try reader.next() { rows.append(["\(reader.line)"] + reader.header.names.indices.map(reader.text)) }
  return rows
}

private func records(
  _ text: String, delimiter: Delimiter? = nil, blockSize: Int = 1 << 20, recognising: [[String]] = []
) throws -> [[String]] {
  try records(Array(text.utf8), delimiter: delimiter, blockSize: blockSize, recognising: recognising)
}

/// The error of reading an input to its end.
private func failure(_ bytes: [UInt8], blockSize: Int = 1 << 20) -> DataError? {
  do {
    _ = try records(bytes, blockSize: blockSize)
    return nil
  } catch { return error as? DataError }
}

@Suite("Delimited text")
struct DelimitedInputTests {
  static let blockSizes = [1, 2, 3, 7, 16, 1 << 20]

  @Test("quoted fields keep delimiters, doubled quotes and line ends", arguments: blockSizes)
  func quoting(blockSize: Int) throws {
    let text = "a,b\n\"x,1\",\"say \"\"hi\"\"\"\n\"two\nlines\",3\n5\" disk,\"\"\n,last"
    #expect(
      try records(text, blockSize: blockSize) == [
        ["1", "a", "b"], ["2", "x,1", "say \"hi\""], ["3", "two\nlines", "3"], ["5", "5\" disk", ""],
        ["6", "", "last"],
      ])
  }

  @Test(
    "lines end in LF, CRLF, CRCRLF or a lone CR; the last may not end", arguments: ["\n", "\r\n", "\r\r\n", "\r"],
    blockSizes)
  func lineEnds(lineEnd: String, blockSize: Int) throws {
    let lines = ["a,b", "1,\"x\"", "", "2,y", "\"q\nr\",z"]
    let text = lines.joined(separator: lineEnd)
    #expect(
      try records(text, blockSize: blockSize) == [
        ["1", "a", "b"], ["2", "1", "x"], ["4", "2", "y"], ["5", "q\nr", "z"],
      ])
    #expect(try records(text + lineEnd, blockSize: blockSize) == records(text))
  }

  @Test("a byte order mark is passed over, and so are blank lines", arguments: blockSizes)
  func mark(blockSize: Int) throws {
    #expect(
      try records([0xEF, 0xBB, 0xBF] + Array("\n\na,b\n\n1,2\n\r\n3,4\n\n".utf8), blockSize: blockSize) == [
        ["3", "a", "b"], ["5", "1", "2"], ["7", "3", "4"],
      ])
  }

  @Test("the delimiter is found from the header", arguments: zip([",", ";", "\t", "|"], blockSizes))
  func delimiters(delimiter: String, blockSize: Int) throws {
    let text = ["a b", "\"c,;|\td\"", "e"].joined(separator: delimiter) + "\n1\(delimiter)2\(delimiter)3\n"
    #expect(try records(text, blockSize: blockSize) == [["1", "a b", "c,;|\td", "e"], ["2", "1", "2", "3"]])
  }

  @Test("the delimiter that shows the wanted columns wins over the one that splits most")
  func wantedColumns() throws {
    let text = "id;date;note, with, many, commas\n1;2;3\n"
    #expect(try records(text, recognising: [["id", "date"]])[1] == ["2", "1", "2", "3"])
    #expect(try records("a^b\n1^2\n", delimiter: Delimiter(argument: "^"))[1] == ["2", "1", "2"])
  }

  @Test("delimiters by name or character")
  func delimiterArguments() {
    #expect(
      Delimiter(argument: "tab") == .tab && Delimiter(argument: "\\t") == .tab && Delimiter(argument: ";") == .semicolon
    )
    for argument in ["", "ab", "\"", "\n", "\r", "é", "\0"] { #expect(Delimiter(argument: argument) == nil) }
  }

  @Test("records longer than a block are whole", arguments: blockSizes)
  func longRecords(blockSize: Int) throws {
    let long = String(repeating: "x,\n", count: 1000)
    #expect(
      try records("a,b\n\"\(long)\",1\n2,\(String(repeating: "y", count: 4000))\n", blockSize: blockSize) == [
        ["1", "a", "b"], ["2", long, "1"], ["1003", "2", String(repeating: "y", count: 4000)],
      ])
  }

  @Test(
    "broken records name their line",
    arguments: [
      ("a,b\n1,2\n\"x,3\n4,5\n", 3, "a quoted field is not closed"),
      ("a,b\n1,2\n\"x\"y,3\n4,5\n", 3, "text follows a closing quote"),
      ("a,b\n\"1\n\n\",2\n3\n4,5\n", 5, "the record has 1 field"),
      ("a,b\n1,2,3\n", 2, "the record has 3 fields"),
      ("a,b\n1,x\u{0}\n", 2, "the text contains a NUL byte"),
    ])
  func brokenRecords(text: String, line: Int, problem: String) throws {
    for blockSize in DelimitedInputTests.blockSizes {
      let error = try #require(failure(Array(text.utf8), blockSize: blockSize))
      #expect(error.line == line && error.problem == problem && error.exit == .badData)
    }
  }

  @Test("text that is not UTF-8 is refused, with its line")
  func notUTF8() throws {
    // Latin-1 e acute; an overlong slash; a surrogate; beyond U+10FFFF; a truncated sequence.
    for bytes: [UInt8] in [[0xE9], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] {
      let error = try #require(failure(Array("a,b\n\u{20AC},\u{1F600}\n1,".utf8) + bytes + Array("\n".utf8)))
      #expect(error.line == 3 && error.problem == "the text is not UTF-8")
    }
    #expect(failure([0xE9] + Array(",b\n1,2\n".utf8))?.line == 1)
    #expect(failure([0xFF, 0xFE, 0x61, 0x00])?.problem == "the text is UTF-16")
  }

  @Test("an empty input is refused", arguments: ["", "\n", "\r\n\n"])
  func empty(text: String) throws {
    #expect(failure(Array(text.utf8))?.problem == "the input is empty")
  }

  @Test("a column that stands twice is refused when it is used")
  func doubledColumn() throws {
    let file = try TemporaryFile("a,b,a\n1,2,3\n")
    let header = try DelimitedInput(.file(file.url.path)).header
    #expect(try header.position(of: "b") == 1)
    #expect(throws: DataError.self) { try header.position(of: "a") }
    #expect(throws: DataError.self) { try header.requiredPosition(of: "c") }
  }
}
