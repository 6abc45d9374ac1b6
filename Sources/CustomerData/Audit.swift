/// What became of each row of a log.
///
/// Two sums hold exactly, row by row:
/// ```
/// rowsRead = rowsUsed + rowsInHoldout + rowsOutsideWindow + zeroRowsDropped + refundRowsIgnored + rowsRejected
/// rowsUsed = occasions + rowsMerged + occasionsCancelled + refundsAlone
/// ```
/// and the rows used are of four kinds: `rowsUsed = purchaseRows + zeroRows + unknownRows + refundRows`.
/// With a calibration end, everything but the first sum is about the rows up to it.
public struct Audit: Sendable, Codable, Equatable {
  /// Records after the header; blank lines are none.
  public var rowsRead = 0
  /// Rows that entered a customer's history.
  public var rowsUsed = 0
  /// Rows after the calibration end, up to the holdout end; 0 without a split.
  public var rowsInHoldout = 0
  /// Valid rows before the observation start, or after the observation end or holdout end.
  public var rowsOutsideWindow = 0
  /// Rows of amount zero left out under `ZeroAmountRule.drop`.
  public var zeroRowsDropped = 0
  /// Rows of negative amount left out under `RefundRule.ignore`.
  public var refundRowsIgnored = 0
  /// Rows that could not be used, under `BadRowRule.skip`.
  public var rowsRejected = 0

  /// Rows used whose amount is above zero.
  public var purchaseRows = 0
  /// Rows used whose amount is zero.
  public var zeroRows = 0
  /// Rows used whose amount is empty, or which come from a log without amounts.
  public var unknownRows = 0
  /// Rows used whose amount is below zero.
  public var refundRows = 0

  /// Occasions in the summary: first and repeat purchases.
  public var occasions = 0
  /// Rows beyond the first of the same customer and day, under `Occasion.day`.
  public var rowsMerged = 0
  /// Occasions that refunds removed from the history: on the same day, or later.
  public var occasionsCancelled = 0
  /// Customer-days that hold nothing but refunds; under `Occasion.row` refund rows.
  public var refundsAlone = 0
  /// Refunds of which something was left when nothing was left to cancel; that rest is dropped.
  public var refundsDropped = 0
  /// Occasions of amount zero.
  public var zeroOccasions = 0
  /// Occasions of unknown amount.
  public var unknownOccasions = 0

  /// Customers in the summary.
  public var customers = 0
  /// Customers with rows used of whom no occasion remains: all refunded.
  public var customersWithoutPurchase = 0

  /// Earliest date of a row used; nil for a summary without dates, as the next two.
  @NullWhenNil public var firstDate: CalendarDay? = nil
  /// Latest valid date within the window, holdout included.
  @NullWhenNil public var lastDate: CalendarDay? = nil
  /// The day at which the summary's ages end.
  @NullWhenNil public var observationEnd: CalendarDay? = nil

  /// The first few rows that were set aside, at most `Audit.shownRejects`.
  public var firstRejects: [RejectedRow] = []

  /// How many rejected rows the audit shows.
  public static let shownRejects = 5

  /// An audit of nothing.
  public init() {}
}

/// A row that was set aside, and why.
public struct RejectedRow: Sendable, Codable, Equatable {
  /// The line on which it starts, counted from 1.
  public var line: Int
  /// What is wrong, with the column where it is about one.
  public var reason: String
  /// The field or the record, cut to a readable length.
  public var text: String
}
