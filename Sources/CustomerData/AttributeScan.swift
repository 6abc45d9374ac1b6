import DelimitedText
import Parallelism

/// What a block of a file has to say of customers that was not known before.
struct AttributeFindings: Sendable {
  /// A value of a row of the customers.
  struct Value<Content: Sendable>: Sendable {
    var row: Int
    /// The position among the columns of its kind.
    var slot: Int
    var content: Content
    var line: Int
  }
  var texts: [Value<String>] = []
  var numbers: [Value<Double>] = []
  /// Slots of columns of numbers in which a text stands.
  var slotsWithText: Set<Int> = []
  /// Customers with a row none of whose fields says anything.
  var blankRows: [Int] = []
  /// Rows of customers who are not among those asked for.
  var strangers = 0
  var records = 0
  var lines = 0
  var broken: DataError?
}

/// Scans blocks for columns by customer, each block on its own.
struct AttributeScan {
  let input: DelimitedInput
  let options: LogOptions
  /// nil where the rows of a table without ids are taken in order.
  let customers: CustomerRows?
  let customerColumn: Int
  /// Where the columns of names stand, and those of numbers.
  var textPositions: [Int]
  var numberPositions: [Int]

  /// What each block says beside what is known.
  func findings(
    _ blocks: ArraySlice<RecordBlock>, texts: [AttributeTexts], numbers: [AttributeNumbers]
  ) -> [AttributeFindings] {
    options.threads.map(blocks.count) { findings(blocks[$0], texts, numbers) }
  }

  private func findings(
    _ block: RecordBlock, _ texts: [AttributeTexts], _ numbers: [AttributeNumbers]
  ) -> AttributeFindings {
    var findings = AttributeFindings()
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
      guard let row = row(scanner, findings.records) else {
        findings.strangers += 1
        continue
      }
      var isBlank = true
      for (slot, position) in textPositions.enumerated() {
        let field = scanner.fields[position]
        if field.length == 0 { continue }
        isBlank = false
        if !field.hasDoubledQuotes, customers != nil, texts[slot].isKnown(scanner.rawBytes(of: field), row: row) {
          continue
        }
        findings.texts.append(
          AttributeFindings.Value(
            row: row, slot: slot, content: scanner.text(of: field), line: scanner.linesBefore))
      }
      for (slot, position) in numberPositions.enumerated() {
        let field = scanner.fields[position]
        if field.length == 0 { continue }
        isBlank = false
        guard !field.hasDoubledQuotes, let number = DecimalNumber.parse(scanner.rawBytes(of: field)) else {
          findings.slotsWithText.insert(slot)
          continue
        }
        if customers != nil, numbers[slot].isKnown(number, row: row) { continue }
        findings.numbers.append(
          AttributeFindings.Value(row: row, slot: slot, content: number, line: scanner.linesBefore))
      }
      if isBlank && customers != nil { findings.blankRows.append(row) }
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
}
