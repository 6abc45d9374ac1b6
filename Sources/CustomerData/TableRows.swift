import DelimitedText

/// Goes through the rows of a small table: those that cannot be used end the reading, or are set aside and counted.
struct TableRows {
  /// Rows read, used and rejected so far.
  private(set) var audit = Audit()
  /// The ids of the rows used, where the table has them.
  var identifiers: CustomerIdentifiers { ids.identifiers }

  private let records: RecordReader
  private let rule: BadRowRule
  private let rejects: RejectsFile?
  private var setAside: [(error: DataError, record: [UInt8])] = []
  private var ids = UniqueIdentifiers()

  /// - Throws: `DataError`: the rejects file cannot be written.
  init(_ input: DelimitedInput, options: LogOptions) throws(DataError) {
    records = RecordReader(input)
    rule = options.badRows
    rejects = try options.rejects.map { (path) throws(DataError) in try RejectsFile(path, for: input) }
  }

  /// The names of the columns.
  var header: Header { records.header }

  /// Reads all rows.
  ///
  /// - Parameters:
  ///   - customer: the column with the customer id, where there is one.
  ///   - use: takes one row, or throws what is wrong with it and takes nothing.
  /// - Throws: `DataError`: the input cannot be read, a customer stands twice, or under `BadRowRule.error` the first row
  ///   that cannot be used.
  mutating func read(
    customer: Int? = nil, _ use: (FieldReader) throws(DataError) -> Void
  ) throws(DataError) {
    let fields = FieldReader(records: records)
    while try records.advance() {
      audit.rowsRead += 1
      do throws(DataError) {
        if let fault = records.fault { throw fault }
        if let customer, records.withBytes(customer, { $0.isEmpty }) {
          throw records.error(customer, problem: "the customer id is empty", expected: "an id")
        }
        try use(fields)
      } catch {
        try reject(error, records.record)
        continue
      }
      if let customer { try ids.add(customer, of: records) }
      audit.rowsUsed += 1
    }
  }

  /// Sets aside a row that was used at first.
  mutating func withdraw(_ row: VerbatimRow, _ error: DataError) throws(DataError) {
    try reject(error, row.bytes)
    audit.rowsUsed -= 1
  }

  /// Writes the rejects, in the order of the input, and completes the audit.
  ///
  /// - Throws: `DataError`: no row can be used, or the rejects cannot be written.
  mutating func finish(_ expected: String) throws(DataError) {
    setAside.sort { ($0.error.line ?? 0) < ($1.error.line ?? 0) }
    for row in setAside { try rejects?.append(row.error, record: row.record) }
    try rejects?.finish()
    audit.firstRejects = setAside.prefix(Audit.shownRejects).map { RejectedRow($0.error) }
    if audit.rowsUsed == 0 {
      throw DataError(
        .badData, file: header.file,
        problem: audit.firstRejects.first.map { "none of the \(audit.rowsRead) rows can be used (\($0.reason))" }
          ?? "the table has a header and no row",
        expected: expected)
    }
  }

  private mutating func reject(_ error: DataError, _ record: [UInt8]) throws(DataError) {
    if rule == .error { throw error }
    setAside.append((error, record))
    audit.rowsRejected += 1
  }
}
