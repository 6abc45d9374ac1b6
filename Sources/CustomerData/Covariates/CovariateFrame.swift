public import DelimitedText

/// The covariates of customers, by column.
public struct CovariateFrame: Sendable, Equatable {
  /// The columns.
  public let columns: [CovariateColumn]
  /// Customers.
  public let count: Int
  /// Their ids; none where they have none.
  let identifiers: CustomerIdentifiers
  /// Whether each of them has a row in the table that was read; empty where all have.
  let hasRow: [Bool]
  /// Rows of that table whose customer is none of these.
  public let strangers: Int

  /// - Precondition: every column has `count` values.
  public init(columns: [CovariateColumn], count: Int) {
    self.init(columns: columns, identifiers: CustomerIdentifiers(), count: count, hasRow: [], strangers: 0)
  }

  private init(
    columns: [CovariateColumn], identifiers: CustomerIdentifiers, count: Int, hasRow: [Bool], strangers: Int
  ) {
    self.columns = columns
    self.identifiers = identifiers
    self.count = count
    self.hasRow = hasRow
    self.strangers = strangers
  }

  /// Reads the covariates of a summary's customers from a file: a table with a row per customer, the summary itself, or the
  /// log, in which all rows of a customer must say the same.
  ///
  /// - Parameter categorical: columns whose values are names even where they look like numbers.
  /// - Throws: `DataError`, as `CustomerAttribute.read`. A customer without a value is none: it is missing.
  public init(
    reading location: InputLocation, columns names: [String], of summary: CustomerSummary,
    categorical: Set<String> = [], options: LogOptions
  ) throws(DataError) {
    try self.init(
      reading: location, columns: names, of: summary.identifiers, count: summary.count, categorical: categorical,
      options: options)
  }

  /// Reads the covariates of subscribers, or of the cohorts of a retention table, from a table with a row for each, or from
  /// the input itself. Cohorts are told apart by the column `cohort`.
  ///
  /// - Throws: `DataError`, as for a summary; a retention table without cohorts has none to tell apart.
  public init(
    reading location: InputLocation, columns names: [String], of table: SubscriptionTable,
    categorical: Set<String> = [], options: LogOptions
  ) throws(DataError) {
    var options = options
    if case .cohorts(let cohorts) = table.content {
      guard cohorts.cohorts.allSatisfy({ $0.name != nil }) else {
        throw DataError(
          .badData, file: location.name,
          problem: "covariates tell cohorts apart, and the retention table has one alone",
          expected: "a column `cohort`")
      }
      options.customerColumn = RetentionTable.cohortColumn
    }
    try self.init(
      reading: location, columns: names, of: table.memberIdentifiers, count: table.memberCount,
      categorical: categorical, options: options)
  }

  private init(
    reading location: InputLocation, columns names: [String], of identifiers: CustomerIdentifiers, count: Int,
    categorical: Set<String>, options: LogOptions
  ) throws(DataError) {
    let read = try AttributeReader.read(
      location, columns: names, of: identifiers, count: count, categorical: categorical, options: options,
      advice: "A covariate must not change with time; give one row per customer with --covariates")
    self.init(
      columns: read.columns, identifiers: identifiers, count: count, hasRow: read.hasRow, strangers: read.strangers)
  }

  /// Reads kinds of customers from a table: each row is one.
  ///
  /// - Returns: the kinds, and the fields of each row.
  /// - Throws: `DataError`: the file cannot be read, a column is missing, or there is no row.
  public static func kinds(
    reading location: InputLocation, columns names: [String], categorical: Set<String> = [], options: LogOptions
  ) throws(DataError) -> (frame: CovariateFrame, levels: [[String]]) {
    let input = try DelimitedInput(location, delimiter: options.delimiter, recognising: [names])
    let records = RecordReader(input)
    var positions: [Int] = []
    for name in names { positions.append(try input.header.requiredPosition(of: name)) }
    var rows: [[String]] = []
    while try records.next() { rows.append(positions.map { records.text($0) }) }
    if rows.isEmpty {
      throw DataError(
        .badData, file: input.header.file, problem: "the table has a header and no row",
        expected: "a row per kind of customer")
    }
    let frame = CovariateFrame(
      columns: names.enumerated().map { column, name in
        CovariateColumn(
          CustomerAttribute(name: name, texts: rows.map { $0[column] }), categorical: categorical.contains(name))
      }, count: rows.count)
    return (frame, rows)
  }

  /// The column of this name.
  public subscript(name: String) -> CovariateColumn? { columns.first { $0.name == name } }

  /// The distinct rows of some columns: customers with the same values are one cell.
  ///
  /// - Returns: the cell of each customer, and the first customer of each cell; cells stand in order of their first ones.
  package func cells(of names: [String]) -> CovariateCells {
    let columns = names.compactMap { self[$0] }
    var distinct = DistinctRows()
    var firstRows: [Int] = []
    let cellOfRow = (0..<count).map { row in
      var hash: UInt64 = 0x51_7CC1_B727_220A
      for column in columns { hash = DistinctRows.hash(hash ^ column.bits(row)) }
      let cell = distinct.number(hash: hash) { cell in
        columns.allSatisfy { $0.bits(firstRows[cell]) == $0.bits(row) }
      }
      if cell == firstRows.count { firstRows.append(row) }
      return UInt32(truncatingIfNeeded: cell)
    }
    return CovariateCells(cellOfRow: cellOfRow, firstRows: firstRows)
  }
}

/// Which customers have the same values of all covariates.
package struct CovariateCells: Sendable {
  /// The cell of each customer.
  package let cellOfRow: [UInt32]
  /// The first customer of each cell.
  package let firstRows: [Int]

  package init(cellOfRow: [UInt32], firstRows: [Int]) {
    self.cellOfRow = cellOfRow
    self.firstRows = firstRows
  }
}

extension CustomerAttribute {
  /// Of texts, one per row; empty ones are missing.
  package init(name: String, texts: [String]) {
    let levels = Set(texts).subtracting([""]).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let places = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($0.element, Int32($0.offset)) })
    self.init(name: name, levels: levels, levelOfRow: texts.map { places[$0] ?? -1 })
  }
}
