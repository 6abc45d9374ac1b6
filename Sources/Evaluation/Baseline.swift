/// Rules that need no model: what a manager would do with a spreadsheet.
public enum Baseline: String, Sendable, CaseIterable, Codable {
  /// Each customer goes on at the rate of their own repeat purchases, x / T. A customer seen for no time at all is
  /// given the mean rate.
  case sameRate = "same-rate"
  /// Every customer buys at the mean rate of all, sum of x / sum of T.
  case sameForEveryone = "same-for-everyone"
  /// Customers who bought within the second half of the longest age go on at their own rate, the others are gone.
  /// Source: M. Wuebben and F. v. Wangenheim, "Instant Customer Base Analysis: Managerial Heuristics Often Get It
  /// Right", Journal of Marketing 72 (2008), for the rule (the hiatus is a choice there as it is here).
  case recentBuyers = "recent-buyers"
  /// Value = ARPU x margin / churn, the sum cut off at the end of the holdout: see `ChurnFormula`.
  case churnFormula = "churn-formula"

  /// One sentence for a reader of the table.
  public var meaning: String {
    switch self {
    case .sameRate: "each customer goes on at their own rate of repeat purchases"
    case .sameForEveryone: "every customer buys at the mean rate of all"
    case .recentBuyers:
      "customers who bought in the second half of the calibration period go on at their own rate, the others are gone"
    case .churnFormula: "value = ARPU x margin / churn: all customers alike, the same share lost in every period"
    }
  }
}
