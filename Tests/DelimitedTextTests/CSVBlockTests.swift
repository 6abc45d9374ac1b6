import DelimitedText
import Parallelism
import TestSupport
import Testing

@Suite("Rows as delimited text")
struct CSVBlockTests {
  private func row(_ texts: [String], _ format: CSVFormat = CSVFormat()) -> String {
    var block = CSVBlock(format)
    block.appendRow(texts)
    return block.text
  }

  @Test(
    "a text is quoted when it holds the delimiter, a quote or a line end",
    arguments: [
      ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("two\nlines", "\"two\nlines\""),
      ("cr\rhere", "\"cr\rhere\""), (" spaces ", " spaces "), ("007", "007"), ("naïve 客户", "naïve 客户"), ("a;b", "a;b"),
      ("\"", "\"\"\"\""), ("=1+1", "=1+1"), ("", "\"\""), ("nineteen characters", "nineteen characters"),
      ("nineteen,characters", "\"nineteen,characters\""), ("seventeen letters,", "\"seventeen letters,\""),
      ("+,\"!-;\u{B}\u{E}\t#", "\"+,\"\"!-;\u{B}\u{E}\t#\""), ("+-.!#\u{B}\u{E}\t ¬¢", "+-.!#\u{B}\u{E}\t ¬¢"),
    ])
  func quoting(text: String, expected: String) { #expect(row([text]) == expected + "\n") }

  @Test("the delimiter decides what is quoted", arguments: [";", "\t", "|"])
  func delimiters(delimiter: String) {
    let format = CSVFormat(delimiter: Delimiter(argument: delimiter)!)
    #expect(row(["a,b", "c\(delimiter)d", "e"], format) == "a,b\(delimiter)\"c\(delimiter)d\"\(delimiter)e\n")
  }

  @Test(
    "a text that a spreadsheet would run gets an apostrophe, when asked for", .tags(.edge),
    arguments: [
      ("=cmd", "'=cmd"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("\rx", "\"'\rx\""),
      ("\u{7F}", "'\u{7F}"), ("=\"a,b\"", "\"'=\"\"a,b\"\"\""), ("a=1", "a=1"), ("7", "7"),
    ])
  func spreadsheetSafe(text: String, expected: String) {
    #expect(row([text], CSVFormat(isSpreadsheetSafe: true)) == expected + "\n")
  }

  @Test("a number is never taken for a formula")
  func negativeNumber() {
    var block = CSVBlock(CSVFormat(isSpreadsheetSafe: true))
    block.append(-1.5)
    block.append(-3)
    block.endRow()
    #expect(block.text == "-1.5,-3\n")
  }

  @Test("fields that recur have the text that they would have anyway", arguments: [nil, 3])
  func recurring(digits: Int?) {
    var generator = SplitMix(state: 4)
    var recurring = CSVBlock(CSVFormat(digits: digits))
    var plain = CSVBlock(CSVFormat(digits: digits))
    // More keys than a table has places, each several times; texts that are empty and ones too long to be kept.
    for _ in 0..<40_000 {
      let keys = (0..<3).map { _ in generator.next() % (generator.next() % 2 == 0 ? 8 : 5000) }
      for (table, key) in keys.enumerated() {
        func fields(_ block: inout CSVBlock) {
          block.append(Double(key) / 7)
          if table == 2 { block.append(key % 3 == 0 ? String(repeating: "long,", count: 60) : "short") }
        }
        if table == 1 && key % 5 == 0 {
          recurring.append(recurringIn: 3, key: (key, 0)) { $0.appendEmpty() }
          plain.appendEmpty()
        }
        recurring.append(recurringIn: table, key: (key, key % 2), fields)
        fields(&plain)
      }
      recurring.endRow()
      plain.endRow()
    }
    #expect(recurring.text == plain.text)
  }

  @Test("fields of every kind stand in order; empty ones are empty")
  func mixedRow() {
    var block = CSVBlock(CSVFormat())
    block.append("id")
    block.appendEmpty()
    block.append(3)
    block.append(year: 1997, month: 9, day: 30)
    block.append(year: 3, month: 1, day: 2)
    block.append(0.25)
    block.appendEmpty()
    block.endRow()
    block.append("next")
    block.endRow()
    #expect(block.text == "id,,3,1997-09-30,0003-01-02,0.25,\nnext\n")
  }

  @Test("a block grows as far as needed", .tags(.edge))
  func growth() {
    let long = String(repeating: "\"", count: 200_000)
    #expect(row([long]).utf8.count == 400_003)
  }

  @Test("some bytes cannot separate fields")
  func refusedDelimiters() {
    for text in ["0", ".", "-", "e"] { #expect(!CSVFormat.allowsDelimiter(Delimiter(argument: text)!)) }
    for text in [",", ";", "\t", "|", ":", " "] { #expect(CSVFormat.allowsDelimiter(Delimiter(argument: text)!)) }
  }

  @Test("the bytes are the same on any number of threads", arguments: [0, 1, 8191, 8192, 50_000])
  func threads(count: Int) throws {
    func written(_ threads: Int) throws -> [UInt8] {
      let sink = MemorySink()
      let writer = CSVWriter(sink)
      try writer.writeHeader(["row", "root"])
      try writer.writeRows(count, threads: ThreadCount(threads)) { rows, block in
        for row in rows {
          block.append(row)
          block.append(Double(row).squareRoot())
          block.endRow()
        }
      }
      return sink.bytes
    }
    let alone = try written(1)
    #expect(alone.count { $0 == UInt8(ascii: "\n") } == count + 1)
    #expect(try written(2) == alone)
    #expect(try written(5) == alone)
  }

  @Test("a sink that fails ends the writing with its error", arguments: [1, 4])
  func failingSink(threads: Int) {
    let sink = MemorySink(limit: 200_000)
    #expect(throws: OutputError.writeFailed(path: "memory", code: 28)) {
      try CSVWriter(sink).writeRows(200_000, threads: ThreadCount(threads)) { rows, block in
        for row in rows {
          block.append(row)
          block.endRow()
        }
      }
    }
    #expect(sink.bytes.count <= 200_000)
    #expect(sink.bytes.starts(with: Array("0\n1\n2\n".utf8)))
  }
}

/// Keeps what it is given, up to a limit.
final class MemorySink: ByteSink {
  private(set) var bytes: [UInt8] = []
  private let limit: Int

  init(limit: Int = .max) { self.limit = limit }

  func write(_ more: UnsafeRawBufferPointer) throws(OutputError) {
    if bytes.count + more.count > limit { throw .writeFailed(path: "memory", code: 28) }
    bytes.append(contentsOf: more)
  }

  func finish() throws(OutputError) {}
}
