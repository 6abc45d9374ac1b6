import DelimitedText
import Foundation
import TestSupport
import Testing

@testable import CustomerData

/// A row as the parser left it, with its place among the records of the log.
private struct ParsedRow: Equatable {
  let record: Int
  let id: [UInt8]
  let key: IdentifierKeyContent
  let day: Int32
  let amount: UInt64

  struct IdentifierKeyContent: Equatable {
    let tag: UInt32
    let length: UInt32
  }
}

/// A row that was refused, with its place among the lines of the log.
private struct RefusedRow: Equatable {
  let line: Int
  let problem: RowProblem
  let record: [UInt8]
  let field: [UInt8]
}

/// All that the parser finds in a log.
private struct Parsed: Equatable {
  var rows: [ParsedRow] = []
  var refused: [RefusedRow] = []
  var tally: [Int] = []
  var lines = 0
  var records = 0

  init(_ text: [UInt8], blockSize: Int, options: LogOptions) throws {
    let file = try TemporaryFile(text)
    let input = try DelimitedInput(
      .file(file.url.path), recognising: [["customer_id", "date"]], blockSize: blockSize)
    let parser = LogParser(try LogColumns(input, options: options), rules: LogParser.Rules(options))
    let (text, block) = (RecordBlock(), LogBlock())
    var tally = RowTally()
    while try input.nextBlock(text) {
      parser.parse(text, into: block)
      for partition in 0..<LogPartition.count { rows += block.rows[partition].map { row($0, block) } }
      for bad in block.badRows {
        refused.append(
          RefusedRow(
            line: lines + bad.linesBefore, problem: bad.problem, record: Array(text.bytes[bad.record]),
            field: Array(text.bytes[bad.field])))
      }
      tally.add(block.tally)
      lines += block.lineCount
      records += block.recordCount
    }
    rows.sort { $0.record < $1.record }
    self.tally = [
      tally.outsideWindow, tally.zerosDropped, tally.refundsIgnored, tally.inHoldout, tally.purchases, tally.zeros,
      tally.unknown, tally.refunds, Int(tally.firstDay), Int(tally.lastDay),
    ]
  }

  private func row(_ row: LogRow, _ block: LogBlock) -> ParsedRow {
    let length = Int(row.id.length)
    let id =
      row.id.isLong
      ? (0..<length).map { block.texts.base[Int(row.id.word) + $0] }
      : (0..<length).map { UInt8(truncatingIfNeeded: row.id.word >> UInt64(8 * $0)) }
    return ParsedRow(
      record: records + Int(row.record), id: id, key: .init(tag: row.id.tag, length: row.id.length), day: row.day,
      amount: row.amount.bitPattern)
  }
}

/// A log drawn at random, and the same log with a quoted column in front.
private struct TwinLogs {
  var plain: [UInt8]
  var quoted: [UInt8]
  private var random: Xorshift

  /// - Parameter quotes: of a thousand records so many have quotes, where they belong and where they do not.
  init(seed: UInt64, rowCount: Int, quotes: UInt64, lineEnd: String, isText: Bool) {
    random = Xorshift(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
    let head = "customer_id,date,note,amount"
    plain = Array((head + lineEnd).utf8)
    quoted = Array(("quoted," + head + lineEnd).utf8)
    for _ in 0..<rowCount {
      var record = self.record(quotes: quotes, isText: isText)
      // Where carriage returns end lines, line feeds are text.
      if lineEnd == "\r" { record = record.map { $0 == 0x0D ? 0x0A : $0 } }
      plain += record
      if !record.isEmpty && record != [0x0D] { quoted += Array("\"\",".utf8) }
      quoted += record
      plain += Array(lineEnd.utf8)
      quoted += Array(lineEnd.utf8)
    }
    if seed % 3 == 0 {
      let last = Array("\"open,2020-01-01,,1\n2,2020-01-01,,1".utf8)
      plain += last
      quoted += Array("\"\",".utf8) + last
    }
  }

  private mutating func record(quotes: UInt64, isText: Bool) -> [UInt8] {
    var fields = [
      pick(["1", "12345678", "123456789", "a longer id than a word", "\u{E9}", " ", "77", "4711"]),
      pick([
        "2020-01-31", "2020-01-31", "2020-02-29", "2021-12-01", "2020-01-31T12:34:56", "2020-03-01 10:00Z",
      ]),
      pick(["", "", "note", "a\rb", "ends in CR\r", String(repeating: "long ", count: 700)]),
      pick(["60.74", "1", "0", "0.00", "-5", "", "1e2", ".5", "12345678", "123456.78", "1234567.8", "3.125"]),
    ]
    if random.next(below: 1_000) < quotes {
      let column = Int(random.next(below: 4))
      let text = fields[column]
      fields[column] = pick([
        "\"\(text)\"", "\"\(text)\"", "\"\(text)\"\"x\"", "\"\(text)\"x", "\(text)x\"", "\"\n,\(text)\"", "\"\"",
        "\"\(text)\"\r",
      ])
    }
    switch random.next(below: 40) {
    case 0: fields[0] = ""
    case 1: fields[1] = pick(["2020-02-30", "", "2020-1-1", "2020-01-3", "2020-01-31x", "31.01.2020", "2020-01-:1"])
    case 2: fields[3] = pick(["x", "1,5", "1.2.3", "-", ".", "1e999", "60.7a", "NaN", " 1"])
    case 3: fields.removeLast()
    case 4: fields.append(pick(["", "more"]))
    case 5: fields = [pick(["", "\r", "one"])]
    case 6: fields[3] += "\r\r"
    default: break
    }
    var bytes = Array(fields.joined(separator: ",").utf8)
    if !isText && random.next(below: 50) == 0 { bytes.append(pick([0x00, 0xE9, 0xFF])) }
    return bytes
  }

  private mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[Int(random.next(below: UInt64(choices.count)))]
  }

  /// G. Marsaglia, "Xorshift RNGs" (2003).
  private struct Xorshift {
    var state: UInt64

    mutating func next(below bound: UInt64) -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return (state >> 20) % bound
    }
  }
}

@Suite("Rows from records")
struct LogParserTests {
  /// How many records of a log are plain to the scanner.
  private func plainCount(_ text: [UInt8]) throws -> Int {
    let file = try TemporaryFile(text)
    let input = try DelimitedInput(.file(file.url.path), recognising: [["customer_id", "date"]])
    let scanner = RecordScanner(input.format, columns: input.header.names.count)
    let block = RecordBlock()
    var count = 0
    while try input.nextBlock(block) {
      scanner.start(block)
      repeat {
        while true {
          let records = scanner.plainRecords()
          if records.count == 0 { break }
          count += records.count
          scanner.pass(over: records.count)
        }
      } while scanner.next()
    }
    return count
  }

  @Test(
    "plain records and records taken one by one give the same rows, refusals and lines", .tags(.law),
    arguments: 0..<12 as Range<UInt64>)
  func agreement(seed: UInt64) throws {
    let quotes: UInt64 = [0, 3, 200][Int(seed % 3)]
    let lineEnd = ["\n", "\r\n", "\n", "\r"][Int(seed % 4)]
    let isText = seed % 5 != 0
    let logs = TwinLogs(seed: seed + 1, rowCount: 500, quotes: quotes, lineEnd: lineEnd, isText: isText)
    // The column in front is what makes the twin go the other way.
    #expect(try plainCount(logs.quoted) == 0)
    let plain = try plainCount(logs.plain)
    if quotes == 0 { #expect(plain > 300) }
    if quotes == 3 { #expect(plain > 0 && plain < 480) }
    var options = LogOptions()
    options.badRows = .skip
    if seed % 2 == 0 { options.refunds = .error }
    if seed % 3 == 1 { options.calibrationEnd = CalendarDay("2020-02-15") }
    if seed % 4 == 3 { options.observationEnd = CalendarDay("2021-01-01") }
    if seed % 4 == 2 { options.zeroAmounts = .drop }
    let expected = try Parsed(logs.quoted, blockSize: 1 << 20, options: options)
    #expect(expected.rows.count > 300 && expected.refused.count > 20)
    for blockSize in [1, 50, 4_000, 1 << 20] {
      let result = try Parsed(logs.plain, blockSize: blockSize, options: options)
      #expect(result.rows == expected.rows && result.tally == expected.tally)
      #expect(result.lines == expected.lines && result.records == expected.records)
      #expect(result.refused.count == expected.refused.count)
      for (one, other) in zip(result.refused, expected.refused) {
        #expect(one.line == other.line && Array("\"\",".utf8) + one.record == other.record)
        if case .record(.fieldCount(let found)) = one.problem {
          #expect(other.problem == .record(.fieldCount(found: found + 1)))
        } else {
          #expect(one.problem == other.problem && one.field == other.field)
        }
      }
    }
  }
}
