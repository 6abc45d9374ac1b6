public import CustomerData

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The formula of the spreadsheet: lifetime value = revenue per customer and period x margin / churn per period.
///
/// It assumes that all customers are alike, that each buys at the same rate for as long as they stay, and that the same
/// share of those left leaves in every period: revenue over k periods is ARPU (1 - (1 - c)^k) / c, and ARPU / c for ever.
///
/// The period is half of the longest age, so that the calibration period has a first and a second half. Churn is the share
/// of customers acquired in the first half who made no purchase in the second.
public struct ChurnFormula: Sendable, Equatable, Codable {
  /// Length of a period in days; nil when no time was observed.
  @NullWhenNil public private(set) var periodDays: Double?
  /// Share of customers lost per period, between 0 and 1; nil when no time was observed.
  @NullWhenNil public private(set) var churn: Double?
  /// Mean repeat purchases per customer and period.
  @NullWhenNil public private(set) var purchasesPerPeriod: Double?
  /// Revenue per customer and period from repeat purchases, in currency; nil without amounts, and beyond the largest
  /// double.
  @NullWhenNil public private(set) var revenuePerPeriod: Double?
  /// ARPU x margin / churn; nil without amounts, when nobody was lost, and beyond the largest double.
  @NullWhenNil public private(set) var lifetimeValue: Double?

  /// - Parameters:
  ///   - rate: mean repeat purchases per customer and unit of time.
  ///   - spend: mean value of a repeat purchase, nil when unknown.
  init(of summary: CustomerSummary, rate: Double, spend: Double?, margin: Double) {
    let period = (summary.ages.max() ?? 0) / 2
    guard period > 0 else {
      periodDays = nil
      churn = nil
      purchasesPerPeriod = nil
      revenuePerPeriod = nil
      lifetimeValue = nil
      return
    }
    var acquired = 0.0
    var lost = 0.0
    for row in 0..<summary.count where summary.ages[row] >= period {
      acquired += 1
      if summary.ages[row] - summary.recencies[row] >= period { lost += 1 }
    }
    let share = lost / acquired
    func defined(_ value: Double) -> Double? { value.isFinite ? value : nil }
    let revenue = spend.flatMap { defined(rate * period * $0) }
    periodDays = period * summary.unit.days
    churn = share
    purchasesPerPeriod = rate * period
    revenuePerPeriod = revenue
    lifetimeValue = share > 0 ? revenue.flatMap { defined($0 * margin / share) } : nil
  }

  /// Expected purchases of any customer in the next `days`: the geometric sum of the formula, cut off there.
  func expectedTransactions(overDays days: Double) -> Double {
    guard let periodDays, let churn, let purchasesPerPeriod else { return 0 }
    let periods = days / periodDays
    return purchasesPerPeriod * (churn > 0 ? (1 - pow(1 - churn, periods)) / churn : periods)
  }
}
