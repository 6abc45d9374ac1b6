public import DelimitedText

/// A transaction log, one row per customer.
public struct SummarizedLog: Sendable, Equatable {
  /// The customers, in the order in which they first appear in the log.
  public var summary: CustomerSummary
  /// What became of each row.
  public var audit: Audit
  /// What the customers of the summary did after the calibration end; nil without one.
  public var holdout: HoldoutActivity?

  /// Reads a log to its end.
  ///
  /// - Parameters:
  ///   - location: a file or standard input, plain or gzip.
  ///   - options: how to read it.
  ///   - progress: called now and then, from any thread.
  /// - Throws: `DataError`: the input cannot be read, a column is missing, no row counts, dates leave calibration or
  ///   holdout empty, the rejects file cannot be written; under `BadRowRule.error` the first bad row.
  public init(
    reading location: InputLocation, options: LogOptions = LogOptions(),
    progress: (@Sendable (ReadingProgress) -> Void)? = nil
  ) throws(DataError) {
    let input = try DelimitedInput(
      location, delimiter: options.delimiter, recognising: [[options.customerColumn, options.dateColumn]])
    try self.init(input, options: options, progress: progress)
  }

  /// Reads a log whose header has been looked at.
  package init(
    _ input: DelimitedInput, options: LogOptions, progress: (@Sendable (ReadingProgress) -> Void)?
  ) throws(DataError) {
    self = try LogReader(input, options: options).read(progress: progress)
  }

  init(summary: CustomerSummary, audit: Audit, holdout: HoldoutActivity?) {
    self.summary = summary
    self.audit = audit
    self.holdout = holdout
  }
}

/// What customers did in the holdout period, by the customers of a calibration summary.
public struct HoldoutActivity: Sendable, Equatable {
  /// Occasions in the holdout, one entry per row of the summary.
  public var transactions: [Int32]
  /// Known amounts of those occasions, net of refunds within the holdout; empty when the log has no amounts.
  public var spends: [Double]
  /// Holdout occasions of unknown amount, which `spends` cannot hold.
  public var unknownOccasions: Int
  /// Customers whose first purchase falls into the holdout: left out.
  public var customersBornLater: Int
  /// First day of the holdout: the day after the calibration end.
  public var start: CalendarDay
  /// Last day of the holdout.
  public var end: CalendarDay

  /// See the properties.
  public init(
    transactions: [Int32], spends: [Double], unknownOccasions: Int, customersBornLater: Int, start: CalendarDay,
    end: CalendarDay
  ) {
    self.transactions = transactions
    self.spends = spends
    self.unknownOccasions = unknownOccasions
    self.customersBornLater = customersBornLater
    self.start = start
    self.end = end
  }

  /// Days of the holdout, both ends included.
  public var days: Double { Double(end.daysSince1970) - Double(start.daysSince1970) + 1 }
}
