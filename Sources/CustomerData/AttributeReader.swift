import DelimitedText

/// Reads columns by customer, in rounds of blocks.
///
/// The blocks of a round are scanned at once, each against what was known before the round; only what is new or differs is
/// gone through afterwards, in order. So most rows of a long log cost no more than the look-up of their customer.
///
/// A column that may hold numbers is one of numbers until a text stands in it. In the first round the round is then scanned
/// again; later the file is read again.
struct AttributeReader {
  /// What was read.
  struct Outcome {
    /// The columns, in the order asked for.
    var columns: [CovariateColumn]
    /// Whether each customer has a row in the file; empty where all have.
    var hasRow: [Bool]
    /// Rows of customers who are not among those asked for.
    var strangers: Int
  }

  private let input: DelimitedInput
  private let rule: CustomerAttribute.Rule
  private let advice: String?
  private let hasIdentifiers: Bool
  private let columns: [Int]
  private let categorical: Set<String>
  private let rowCount: Int
  private var scan: AttributeScan
  private var texts: [AttributeTexts]
  private var numbers: [AttributeNumbers]
  private var blankRows: Set<Int> = []
  private var strangers = 0
  private var nextLine: Int
  private var nextRow = 0
  /// A column in which a text stands after a round of numbers.
  private var lateText: String?

  /// Reads columns: as names those of `categorical` and those in which a text stands, others as numbers.
  ///
  /// - Parameters:
  ///   - identifiers: of the customers; none where rows are told apart by their order.
  ///   - count: customers.
  /// - Throws: `DataError`.
  static func read(
    _ location: InputLocation, columns names: [String], of identifiers: CustomerIdentifiers, count: Int,
    categorical: Set<String>, options: LogOptions, rule: CustomerAttribute.Rule = .constant, advice: String?
  ) throws(DataError) -> Outcome {
    if location == .standardInput {
      throw DataError(
        .badRequest, file: location.name, problem: "a column by customer takes a second reading of the input",
        expected: "a file", advice: "Write the input to a file first")
    }
    // A pipe cannot be read again, so all that it holds is kept as text.
    var texts = location.isRegularFile ? categorical : Set(names)
    while true {
      var reader = try AttributeReader(
        location, columns: names, of: identifiers, count: count, categorical: categorical, texts: texts,
        options: options, rule: rule, advice: advice)
      if let outcome = try reader.read() { return outcome }
      if let late = reader.lateText { texts.insert(late) }
    }
  }

  private init(
    _ location: InputLocation, columns names: [String], of identifiers: CustomerIdentifiers, count: Int,
    categorical: Set<String>, texts textNames: Set<String>, options: LogOptions, rule: CustomerAttribute.Rule,
    advice: String?
  ) throws(DataError) {
    hasIdentifiers = identifiers.count > 0
    let wanted = hasIdentifiers ? [options.customerColumn] + names : names
    input = try DelimitedInput(location, delimiter: options.delimiter, recognising: [wanted])
    self.categorical = categorical
    self.rule = rule
    self.advice = advice
    rowCount = count
    let header = input.header
    columns = try names.map { (name) throws(DataError) in try header.requiredPosition(of: name) }
    let customerColumn =
      hasIdentifiers
      ? try header.requiredPosition(of: options.customerColumn, advice: "Name it with --customer-column") : -1
    texts = names.indices.filter { textNames.contains(names[$0]) }
      .map { AttributeTexts(name: names[$0], column: $0, rows: count) }
    numbers = names.indices.filter { !textNames.contains(names[$0]) }
      .map { AttributeNumbers(name: names[$0], column: $0, rows: count) }
    scan = AttributeScan(
      input: input, options: options, customers: hasIdentifiers ? CustomerRows(identifiers) : nil,
      customerColumn: customerColumn, textPositions: [], numberPositions: [])
    nextLine = input.firstLine
    placeColumns()
  }

  private mutating func placeColumns() {
    scan.textPositions = texts.map { columns[$0.column] }
    scan.numberPositions = numbers.map { columns[$0.column] }
  }

  /// Reads the file to its end; nil when it must be read again, with `lateText` as text.
  private mutating func read() throws(DataError) -> Outcome? {
    let round = BlockRound()
    round.fill(from: input)
    while !round.isEmpty {
      if !(try take(round.texts)) { return nil }
      if var error = round.error {
        if error.exit == .badData && error.line == nil { error.line = nextLine }
        throw error
      }
      round.fill(from: input)
    }
    if !hasIdentifiers && nextRow != rowCount {
      throw DataError(
        .badData, file: input.header.file, problem: "\(nextRow) rows for \(rowCount) patterns of customers",
        expected: "the same rows, or customer ids to tell them apart")
    }
    return Outcome(
      columns: columns.indices.map { column in
        if let number = numbers.first(where: { $0.column == column }) {
          return CovariateColumn(name: number.name, values: .numbers(number.numbers))
        }
        let text = texts.first { $0.column == column }!
        return CovariateColumn(text.attribute, categorical: categorical.contains(text.name))
      }, hasRow: hasRow, strangers: strangers)
  }

  /// Goes through the blocks of a round; false when the file must be read again.
  private mutating func take(_ blocks: ArraySlice<RecordBlock>) throws(DataError) -> Bool {
    var findings = scan.findings(blocks, texts: texts, numbers: numbers)
    let slots = findings.reduce(into: Set<Int>()) { $0.formUnion($1.slotsWithText) }
    if let first = slots.min() {
      guard nextLine == input.firstLine else {
        lateText = numbers[first].name
        return false
      }
      texts += slots.sorted().map { AttributeTexts(name: numbers[$0].name, column: numbers[$0].column, rows: rowCount) }
      numbers = numbers.indices.filter { !slots.contains($0) }.map { numbers[$0] }
      placeColumns()
      findings = scan.findings(blocks, texts: texts, numbers: numbers)
    }
    for finding in findings { try settle(finding) }
    return true
  }

  /// Takes in what a block says.
  private mutating func settle(_ findings: AttributeFindings) throws(DataError) {
    // Of several contradictions the one that stands first in the file is named.
    var conflict: DataError?
    for value in findings.texts {
      let row = hasIdentifiers ? value.row : nextRow + value.row
      if row >= rowCount { continue }
      let line = nextLine + value.line
      guard let other = texts[value.slot].set(value.content, row: row, line: line), rule == .constant else { continue }
      conflict = second(value.content, texts[value.slot].column, line, other)
      break
    }
    for value in findings.numbers {
      let row = hasIdentifiers ? value.row : nextRow + value.row
      if row >= rowCount { continue }
      let line = nextLine + value.line
      guard let other = numbers[value.slot].set(value.content, row: row, line: line), rule == .constant else {
        continue
      }
      if line < conflict?.line ?? .max {
        conflict = second(
          Self.text(value.content), numbers[value.slot].column, line, (Self.text(other.number), other.line))
      }
      break
    }
    if let conflict { throw conflict }
    if var broken = findings.broken {
      broken.line = nextLine + (broken.line ?? 0)
      throw broken
    }
    blankRows.formUnion(findings.blankRows)
    strangers += findings.strangers
    nextRow += findings.records
    nextLine += findings.lines
  }

  private func second(_ text: String, _ column: Int, _ line: Int, _ other: (text: String, line: Int)) -> DataError {
    DataError(
      .badData, file: input.header.file, line: line, column: input.header.column(columns[column]), text: text,
      problem: "a second value for the customer, who has '\(other.text)' on line \(other.line)",
      expected: "one value for each customer", advice: advice)
  }

  private static func text(_ number: Double) -> String { Int(exactly: number).map { "\($0)" } ?? "\(number)" }

  /// Whether each customer has a row; empty where all have.
  private var hasRow: [Bool] {
    if !hasIdentifiers { return [] }
    var hasRow = [Bool](repeating: false, count: rowCount)
    for text in texts { for row in hasRow.indices where text.hasValue(row) { hasRow[row] = true } }
    for number in numbers { for row in hasRow.indices where number.hasValue(row) { hasRow[row] = true } }
    for row in blankRows { hasRow[row] = true }
    return hasRow.contains(false) ? hasRow : []
  }
}
