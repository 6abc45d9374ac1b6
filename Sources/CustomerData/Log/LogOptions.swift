public import DelimitedText
public import Parallelism

/// How to read a transaction log.
public struct LogOptions: Sendable {
  /// Name of the column with the customer id.
  public var customerColumn = "customer_id"
  /// Name of the column with the date.
  public var dateColumn = "date"
  /// Name of the column with the amount. A log without a column of the default name has no amounts; any other name must
  /// be there.
  public var amountColumn = "amount"
  /// Layout of the dates (`DateLayout`); nil for ISO 8601.
  public var dateFormat: String?
  /// The delimiter; nil to find it from the header.
  public var delimiter: Delimiter?
  /// What counts as one occasion.
  public var occasion = Occasion.day
  /// Which occasions the mean spend is taken over.
  public var spendBasis = SpendBasis.repeat
  /// What a negative amount means.
  public var refunds = RefundRule.cancel
  /// What an amount of zero means.
  public var zeroAmounts = ZeroAmountRule.occasion
  /// First day that counts; nil for the log's first.
  public var observationStart: CalendarDay?
  /// Last day that counts, and the end of every customer's age; nil for the log's last valid date.
  public var observationEnd: CalendarDay?
  /// The unit of recency and age.
  public var unit = TimeUnit.day
  /// When set, every row counts at the first day of its period, so that all rows of one are one occasion.
  public var period: CalendarPeriod?
  /// Whether the summary carries the sum of the logarithms of the times between purchases, for models of regular ones. A
  /// summary that is read must then have the column `log_interpurchase_sum`.
  public var logInterpurchaseSums = false
  /// Whether a summary is read even though it lacks that column.
  public var logInterpurchaseSumsMayBeMissing = false
  /// What happens at a row that cannot be used.
  public var badRows = BadRowRule.error
  /// Where rows that were set aside go (`RejectsFile`).
  public var rejects: String?
  /// Threads; no result depends on them.
  public var threads = ThreadCount.all
  /// Bytes that reading may take before it writes customers and rows to temporary files; nil for half of the machine's memory. Changes
  /// no result. The summary itself, about 130 bytes and the id per customer and a byte per row while it is made, is not part
  /// of it.
  public var memoryLimit: Int?
  /// Folder for those files, which have no name and are gone with the process; nil for `TMPDIR`, else `/tmp`. A folder
  /// that is named is tried at the start, the other only when it is needed.
  public var temporaryFolder: String?
  /// Last day of calibration: the summary is made of the rows up to it, what follows is the holdout.
  public var calibrationEnd: CalendarDay?
  /// Last day of the holdout; nil for the observation end if given, else the log's last valid date. The earlier of the two
  /// holds where both are given.
  public var holdoutEnd: CalendarDay?

  /// The options as they stand when the user says nothing.
  public init() {}

  /// Rows before this day do not count.
  var firstDay: Int32 { observationStart?.daysSince1970 ?? .min + 1 }

  /// Rows after this day do not count.
  var lastDay: Int32 {
    let end = observationEnd?.daysSince1970 ?? .max
    return calibrationEnd == nil ? end : min(end, holdoutEnd?.daysSince1970 ?? .max)
  }
}
