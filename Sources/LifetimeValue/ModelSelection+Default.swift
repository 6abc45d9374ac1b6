public import CustomerData
import CustomerModels
public import Parallelism

extension ModelSelection {
  /// A model that explains data better than the default one.
  public struct Alternative: Sendable, Equatable {
    /// Its name.
    public let model: String
    /// By how much its BIC is lower.
    public let gain: Double
    /// Customers on whom this was found out: all, or a sample.
    public let customers: Int
  }

  /// Rows on which the default is compared with others, at most.
  private static let comparedRows = 4096
  /// A difference in BIC from which the evidence counts as positive (Kass & Raftery 1995, section 3.2).
  private static let positiveEvidence = 2.0

  /// The better of MBG/NBD and Pareto/NBD, should its BIC be lower than BG/NBD's by more than 2; on a large summary, of
  /// equally spaced rows.
  public static func alternative(toDefaultOn summary: CustomerSummary, threads: ThreadCount) -> Alternative? {
    let patterns = sample(summary)
    func fit(_ name: String) -> FittedModel? {
      try? FittedModel.fitTransactions(
        ModelChoice(transactions: name), to: patterns, unit: summary.unit, threads: threads)
    }
    guard let own = fit(BGNBD.name),
      let best = [MBGNBD.name, ParetoNBD.name].compactMap(fit).min(by: { $0.criteria.bic < $1.criteria.bic })
    else { return nil }
    let gain = own.criteria.bic - best.criteria.bic
    return gain > positiveEvidence ? Alternative(model: best.model, gain: gain, customers: own.customers) : nil
  }

  private static func sample(_ summary: CustomerSummary) -> PurchasePatterns {
    let step = (summary.count + comparedRows - 1) / comparedRows
    let rows = stride(from: 0, to: summary.count, by: max(step, 1)).map { $0 }
    return PurchasePatterns(
      frequencies: rows.map { Int(summary.frequencies[$0]) }, recencies: rows.map { summary.recencies[$0] },
      ages: rows.map { summary.ages[$0] },
      weights: rows.map { summary.multiplicities.isEmpty ? 1 : Double(summary.multiplicities[$0]) }, unit: summary.unit)
  }
}
