import ArgumentParser
import LifetimeValue

/// How to read a log or a summary: the options that every command with an INPUT shares.
struct ReadingOptions: ParsableArguments {
  @Option(help: "Name of the customer id column.")
  var customerColumn = "customer_id"

  @Option(help: "Name of the date column.")
  var dateColumn = "date"

  @Option(help: "Name of the amount column.")
  var amountColumn = "amount"

  @Option(help: "Layout of dates that are not ISO 8601, such as %d/%m/%Y; known are %Y %m %d %y %b %H %M %S.")
  var dateFormat: String?

  @Option(
    help: "What separates fields: comma, semicolon, tab, pipe or one character (default: found from the header line).")
  var delimiter: Delimiter?

  @Option(help: "First day that counts, YYYY-MM-DD.")
  var observationStart: CalendarDay?

  @Option(help: "Last day that counts, YYYY-MM-DD (default: the log's last date).")
  var observationEnd: CalendarDay?

  @Option(help: "Time unit of the model and of recency and age: day, week, month or year (default: day).")
  var unit: TimeUnit?

  @Option(help: "What one purchase occasion is: all rows of a day, or each row (default: day).")
  var occasion: Occasion?

  @Option(help: "Take the mean spend over repeat occasions, or over all (default: repeat).")
  var spendBasis: SpendBasis?

  @Option(help: "Negative amounts: cancel earlier purchases, ignore the row, or refuse the log (default: cancel).")
  var refunds: RefundRule?

  @Option(help: "An amount of zero: an occasion, or dropped (default: occasion).")
  var zeroAmounts: ZeroAmountRule?

  @Option(help: "A row that cannot be read: stop with an error, or skip and count it.")
  var onBadRow: BadRowRule = .error

  @Option(help: "With --on-bad-row skip: write rows that cannot be read to this file, each with its reason.")
  var rejects: String?

  @Option(
    help:
      "Memory that reading a log may take, as 512M or 2G; beyond it rows go to temporary files (default: half of the machine's)."
  )
  var memoryLimit: MemorySize?

  @Option(help: "Folder for temporary files (default: TMPDIR, else /tmp).")
  var tempDir: String?

  func validate() throws {
    if rejects != nil && onBadRow != .skip {
      throw ValidationError(
        "--rejects needs --on-bad-row skip: with --on-bad-row error the first bad row ends the run.")
    }
    if let rejects, ["", "-"].contains(rejects) { throw ValidationError("--rejects '\(rejects)': name a file.") }
    if let observationStart, let observationEnd, observationStart > observationEnd {
      throw ValidationError("--observation-start \(observationStart) is after --observation-end \(observationEnd).")
    }
  }

  /// The library's options.
  /// - Parameter rules: the rules of a model file; they hold where the command line says nothing.
  func logOptions(threads: ThreadCount, unit modelUnit: TimeUnit? = nil, rules: ReadingRules? = nil) -> LogOptions {
    var options = LogOptions()
    options.customerColumn = customerColumn
    options.dateColumn = dateColumn
    options.amountColumn = amountColumn
    options.dateFormat = dateFormat
    options.delimiter = delimiter
    options.observationStart = observationStart
    options.observationEnd = observationEnd
    options.unit = modelUnit ?? unit ?? .day
    options.occasion = occasion ?? rules?.occasion ?? .day
    options.spendBasis = spendBasis ?? rules?.spendBasis ?? .repeat
    options.refunds = refunds ?? rules?.refunds ?? .cancel
    options.zeroAmounts = zeroAmounts ?? rules?.zeroAmounts ?? .occasion
    options.badRows = onBadRow
    options.rejects = rejects
    options.threads = threads
    options.memoryLimit = memoryLimit?.bytes
    options.temporaryFolder = tempDir
    return options
  }
}
