import DelimitedText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One row of a summary, read and checked.
struct SummaryRow {
  var frequency: Int32 = 0
  var recency = 0.0
  var age = 0.0
  var spendCount: Int32 = 0
  var spendMean = 0.0
  var totalSpend = Double.nan
  var firstDay: Int32 = 0
  var lastDay: Int32 = 0
  var logInterpurchaseSum = 0.0
  var customers = 1

  /// What is wrong with a field, and what should stand there.
  struct Fault: Error {
    var column: Int
    var problem: String
    var expected: String
    var advice: String?
  }

  /// Reads a record.
  ///
  /// - Parameter dates: reads the days; remembers some.
  /// - Throws: `Fault` for the first field that is wrong.
  init(
    _ fields: SummaryFields, _ columns: SummaryColumns, unit: TimeUnit, occasion: Occasion, basis: SpendBasis,
    dates: inout ISODateReader
  ) throws(Fault) {
    if let column = columns.customer, fields.isEmpty(column) {
      throw Fault(column: column, problem: "the customer id is empty", expected: "an id")
    }
    frequency = Int32(
      try fields.whole(columns.frequency, 0...Double(Int32.max - 1), "a whole number from 0 to 2147483646"))
    age = try fields.number(columns.age, "a number, 0 or above") { $0 >= 0 }
    recency = try fields.number(columns.recency, "a number between 0 and the age") { $0 >= 0 && $0 <= age }
    if frequency == 0 && recency > 0 {
      throw Fault(
        column: columns.recency, problem: "a customer without repeat purchase has a recency above 0", expected: "0",
        advice: "Recency is the time from the first to the last purchase")
    }
    if frequency > 0 && recency == 0 && occasion == .day {
      throw Fault(
        column: columns.recency, problem: "a customer with repeat purchases has a recency of 0",
        expected: "the time from the first to the last purchase",
        advice: "Use --occasion row if several purchases of one day count")
    }
    try readSpend(fields, columns, basis)
    try readDates(fields, columns, unit, &dates)
    if let column = columns.logInterpurchaseSum, frequency > 0 {
      // Empty: two purchases at one moment, or not known.
      logInterpurchaseSum =
        fields.isEmpty(column) ? .nan : try fields.number(column, "a number, or nothing") { _ in true }
      // The mean of the logarithms is at most the logarithm of the mean.
      let most = Double(frequency) * log(recency / Double(frequency))
      if recency > 0, logInterpurchaseSum > most + 1e-6 * (1 + abs(most)) {
        throw Fault(
          column: column, problem: "the times between purchases would add up to more than the recency",
          expected: "at most \(most), \(frequency) times the logarithm of the mean time between purchases",
          advice: "The times are in the unit of the summary, which --unit says")
      }
    }
    if let column = columns.customers {
      customers = Int(try fields.whole(column, 1...1e9, "how many customers share the row, a whole number above 0"))
    }
  }

  private mutating func readSpend(
    _ fields: SummaryFields, _ columns: SummaryColumns, _ basis: SpendBasis
  ) throws(Fault) {
    if let column = columns.monetaryValue, !fields.isEmpty(column) {
      spendMean = try fields.number(column, "a mean value, 0 or above, or nothing") { $0 >= 0 }
    }
    // Without a count every occasion of the basis has an amount, if any has.
    let most = basis == .all ? frequency + 1 : frequency
    spendCount = spendMean > 0 ? most : 0
    if let column = columns.spendCount, !fields.isEmpty(column) {
      spendCount = Int32(
        try fields.whole(
          column, 0...Double(most),
          basis == .all ? "a whole number, at most the frequency plus 1" : "a whole number, at most the frequency"))
      if spendCount > 0 && spendMean == 0 {
        throw Fault(
          column: columns.monetaryValue ?? column, problem: "purchases of a value have a mean of none",
          expected: "a value above 0, as \(SummaryColumn.spendCount) is \(spendCount)")
      }
      if spendCount == 0 && spendMean > 0 {
        throw Fault(
          column: column, problem: "a mean value stands beside no purchase", expected: "a whole number above 0")
      }
    }
    if spendCount == 0 { spendMean = 0 }
    if let column = columns.totalSpend, !fields.isEmpty(column) {
      totalSpend = try fields.number(column, "a number, or nothing") { _ in true }
    }
  }

  private mutating func readDates(
    _ fields: SummaryFields, _ columns: SummaryColumns, _ unit: TimeUnit, _ dates: inout ISODateReader
  ) throws(Fault) {
    if let column = columns.firstPurchase { firstDay = try fields.day(column, &dates) }
    guard let column = columns.lastPurchase else { return }
    lastDay = try fields.day(column, &dates)
    guard columns.firstPurchase != nil else { return }
    let days = Double(lastDay - firstDay)
    // Room for times of day, and for a recency that was rounded to two decimals of its unit.
    guard abs(days - recency * unit.days) <= 1 + 0.01 * unit.days else {
      throw Fault(
        column: column, problem: "the first and the last purchase lie \(lastDay - firstDay) days apart",
        expected: "\(recency) \(unit)s, which is the recency",
        advice: "Say the unit of the summary with --unit")
    }
  }
}

/// The fields of a scanner's present record as values.
struct SummaryFields {
  private let fields: UnsafePointer<Field>
  /// The block's bytes; some can be read beyond its end.
  private let base: UnsafeRawPointer

  init(_ scanner: RecordScanner, of block: RecordBlock) {
    fields = UnsafePointer(scanner.fields)
    base = UnsafeRawPointer(block.base)
  }

  @inline(__always)
  func isEmpty(_ column: Int) -> Bool { fields[column].length == 0 }

  /// A finite number that satisfies a condition.
  @inline(__always)
  func number(
    _ column: Int, _ expected: StaticString, _ condition: (Double) -> Bool
  ) throws(SummaryRow.Fault) -> Double {
    // A number holds no quotes, so the raw bytes serve.
    let field = fields[column]
    if let value = DecimalNumber.parse(padded: base + Int(field.start), count: Int(field.length)), condition(value) {
      // Adding 0 turns -0 into 0.
      return value + 0
    }
    throw fault(column, expected)
  }

  @inline(never)
  private func fault(_ column: Int, _ expected: StaticString) -> SummaryRow.Fault {
    SummaryRow.Fault(
      column: column, problem: isEmpty(column) ? "the field is empty" : "the value cannot be used",
      expected: "\(expected)")
  }

  /// A whole number within limits; `3.0` is one.
  @inline(__always)
  func whole(
    _ column: Int, _ limits: ClosedRange<Double>, _ expected: StaticString
  ) throws(SummaryRow.Fault) -> Double {
    try number(column, expected) { limits.contains($0) && Double(Int($0)) == $0 }
  }

  /// A day.
  @inline(__always)
  func day(_ column: Int, _ dates: inout ISODateReader) throws(SummaryRow.Fault) -> Int32 {
    let field = fields[column]
    if let day = dates.parse(UnsafeRawBufferPointer(start: base + Int(field.start), count: Int(field.length))) {
      return day
    }
    throw SummaryRow.Fault(column: column, problem: "the value is no date", expected: "a date such as 2020-01-31")
  }
}
