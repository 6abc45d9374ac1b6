import DelimitedText
import Parallelism

/// Reads columns of text by customer, in rounds of blocks.
///
/// The blocks of a round are scanned at once, each against what was known before the round; only what is new or differs is
/// gone through afterwards, in order. So most rows of a long log cost no more than the look-up of their customer.
struct AttributeReader {
  private let input: DelimitedInput
  private let options: LogOptions
  private let rule: CustomerAttribute.Rule
  private let advice: String?
  /// nil where the rows of a summary without ids are taken in order.
  private let customers: CustomerRows?
  private let customerColumn: Int
  private let columns: [Int]
  private let rowCount: Int
  private var values: [AttributeValues]
  private var nextLine: Int
  private var nextRow = 0

  /// - Throws: `DataError` about the header.
  init(
    _ location: InputLocation, columns names: [String], of summary: CustomerSummary, options: LogOptions,
    rule: CustomerAttribute.Rule, advice: String?
  ) throws(DataError) {
    let hasIdentifiers = summary.identifiers.count > 0
    let wanted = hasIdentifiers ? [options.customerColumn] + names : names
    input = try DelimitedInput(location, delimiter: options.delimiter, recognising: [wanted])
    self.options = options
    self.rule = rule
    self.advice = advice
    rowCount = summary.count
    let header = input.header
    columns = try names.map { (name) throws(DataError) in try header.requiredPosition(of: name) }
    customerColumn =
      hasIdentifiers
      ? try header.requiredPosition(of: options.customerColumn, advice: "Name it with --customer-column") : -1
    customers = hasIdentifiers ? CustomerRows(summary.identifiers) : nil
    values = names.map { AttributeValues(name: $0, rows: summary.count) }
    nextLine = input.firstLine
  }

  mutating func read() throws(DataError) -> [CustomerAttribute] {
    let blocks = (0..<LogReader.blocksPerRound).map { _ in RecordBlock() }
    while true {
      var filled = 0
      do {
        while filled < blocks.count, try input.nextBlock(blocks[filled]) { filled += 1 }
      } catch {
        // What came before is gone through first, as its errors stand earlier.
        try settle(scan(blocks[..<filled]), blocks)
        var error = error
        if error.exit == .badData && error.line == nil { error.line = nextLine }
        throw error
      }
      if filled == 0 { break }
      try settle(scan(blocks[..<filled]), blocks)
    }
    if customers == nil && nextRow != rowCount {
      throw DataError(
        .badData, file: input.header.file, problem: "\(nextRow) rows for \(rowCount) patterns of customers",
        expected: "the same rows, or customer ids to tell them apart")
    }
    return values.map { $0.attribute }
  }

  /// What a block has to say that was not known.
  private struct Findings {
    /// A value of a row of the summary.
    struct Value {
      var row: Int
      var column: Int
      var text: String
      var line: Int
    }
    var values: [Value] = []
    var records = 0
    var lines = 0
    var broken: DataError?
  }

  private func scan(_ blocks: ArraySlice<RecordBlock>) -> [Findings] {
    options.threads.map(blocks.count) { scan(blocks[$0]) }
  }

  private func scan(_ block: RecordBlock) -> Findings {
    var findings = Findings()
    let names = input.header.names.count
    let scanner = RecordScanner(input.format, columns: names)
    let isKnownText = block.isKnownText
    scanner.start(block)
    while scanner.next() {
      if let problem = scanner.problem(columns: names, isKnownText: isKnownText) {
        if options.badRows == .skip { continue }
        findings.broken = DataError(
          .badData, file: input.header.file, line: scanner.linesBefore, text: DataError.readable(scanner.record),
          problem: problem.description, expected: problem.expected(columns: names))
        break
      }
      defer { findings.records += 1 }
      guard let row = row(scanner, findings.records) else { continue }
      for (column, position) in columns.enumerated() {
        let field = scanner.fields[position]
        if field.length == 0 { continue }
        if !field.hasDoubledQuotes, customers != nil, values[column].isKnown(scanner.rawBytes(of: field), row: row) {
          continue
        }
        findings.values.append(
          Findings.Value(row: row, column: column, text: scanner.text(of: field), line: scanner.linesBefore))
      }
    }
    findings.lines = scanner.linesRead
    return findings
  }

  /// The row of the present record's customer; without ids the number of the record.
  private func row(_ scanner: RecordScanner, _ record: Int) -> Int? {
    guard let customers else { return record }
    let field = scanner.fields[customerColumn]
    guard field.hasDoubledQuotes else { return customers.row(of: scanner.rawBytes(of: field)) }
    var text = scanner.text(of: field)
    return text.withUTF8 { customers.row(of: UnsafeRawBufferPointer($0)) }
  }

  private mutating func settle(_ all: [Findings], _ blocks: [RecordBlock]) throws(DataError) {
    for findings in all {
      for value in findings.values {
        let row = customers == nil ? nextRow + value.row : value.row
        if row >= rowCount { continue }
        let line = nextLine + value.line
        guard let other = values[value.column].set(value.text, row: row, line: line), rule == .constant else {
          continue
        }
        throw DataError(
          .badData, file: input.header.file, line: line, column: input.header.column(columns[value.column]),
          text: value.text,
          problem: "a second value for the customer, who has '\(other.text)' on line \(other.line)",
          expected: "one value for each customer", advice: advice)
      }
      if var broken = findings.broken {
        broken.line = nextLine + (broken.line ?? 0)
        throw broken
      }
      nextRow += findings.records
      nextLine += findings.lines
    }
  }
}

/// The values of one column as far as they are known.
private struct AttributeValues: Sendable {
  let name: String
  private var levels: [String] = []
  private var numbers = DistinctRows()
  private var levelOfRow: [Int32]
  /// The line of each row's value.
  private var lines: [UInt32]

  init(name: String, rows: Int) {
    self.name = name
    levelOfRow = [Int32](repeating: -1, count: rows)
    lines = [UInt32](repeating: 0, count: rows)
  }

  /// Whether a row has this value already.
  func isKnown(_ text: UnsafeRawBufferPointer, row: Int) -> Bool {
    let level = levelOfRow[row]
    guard level >= 0 else { return false }
    var known = levels[Int(level)]
    return known.withUTF8 { $0.count == text.count && $0.elementsEqual(text) }
  }

  /// Gives a row its value.
  /// - Returns: the other value that it has already, and its line.
  mutating func set(_ text: String, row: Int, line: Int) -> (text: String, line: Int)? {
    let level = Int(levelOfRow[row])
    if level >= 0 { return levels[level].utf8.elementsEqual(text.utf8) ? nil : (levels[level], Int(lines[row])) }
    var hash: UInt64 = 0
    for byte in text.utf8 { hash = DistinctRows.hash(hash ^ UInt64(byte)) }
    let number = numbers.number(hash: hash) { levels[$0].utf8.elementsEqual(text.utf8) }
    if number == levels.count { levels.append(text) }
    levelOfRow[row] = Int32(number)
    lines[row] = UInt32(clamping: line)
    return nil
  }

  /// The column with its levels in order.
  var attribute: CustomerAttribute {
    let order = levels.indices.sorted { levels[$0].utf8.lexicographicallyPrecedes(levels[$1].utf8) }
    var places = [Int32](repeating: 0, count: levels.count)
    for (place, level) in order.enumerated() { places[level] = Int32(place) }
    return CustomerAttribute(
      name: name, levels: order.map { levels[$0] }, levelOfRow: levelOfRow.map { $0 < 0 ? -1 : places[Int($0)] })
  }
}
