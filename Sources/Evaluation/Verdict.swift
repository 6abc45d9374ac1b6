/// Whether a model earns its keep: how it does against the best baseline on each measure.
///
/// On each measure the model meets whichever baseline is best on that one, so it must beat all of them; ties do not count
/// as wins. Measures that are not defined for the model or for any baseline are left out.
public struct Verdict: Sendable, Equatable, Codable {
  /// A model and the best baseline on one measure.
  public struct Comparison: Sendable, Equatable, Codable {
    /// `totalError`, `mae`, `rmse`, `spearman`, `gini`, `topDecileShare`, `logScore` or `brier`.
    public let measure: String
    /// The model's value.
    public let model: Double
    /// The best value among the baselines.
    public let baseline: Double
    /// The baseline that reached it; the first of them in a tie.
    public let baselineName: String
    /// Whether the model is strictly better.
    public let modelIsBetter: Bool
  }

  /// One entry per measure.
  public let comparisons: [Comparison]
  /// The outcome in plain words.
  public let sentence: String

  /// Measures on which the model is better than every baseline.
  public var wins: Int { comparisons.count(where: \.modelIsBetter) }
  /// Whether the model is better than every baseline on more than half of the measures.
  public var earnsItsKeep: Bool { 2 * wins > comparisons.count }

  init(title: String, metrics: TransactionMetrics, baselines: [BaselineEvaluation]) {
    comparisons = Verdict.measures.compactMap { measure in
      guard let own = measure.value(metrics) else { return nil }
      var best: (value: Double, name: String)?
      for baseline in baselines {
        guard let value = measure.value(baseline.transactions) else { continue }
        if best == nil || measure.isBetter(value, best!.value) { best = (value, baseline.baseline.rawValue) }
      }
      guard let best else { return nil }
      return Comparison(
        measure: measure.name, model: own, baseline: best.value, baselineName: best.name,
        modelIsBetter: measure.isBetter(own, best.value))
    }
    let wins = comparisons.count(where: \.modelIsBetter)
    guard !comparisons.isEmpty else {
      sentence = "\(title) cannot be compared with the baselines: no measure is defined on this holdout"
      return
    }
    let lost = comparisons.filter { !$0.modelIsBetter }.map { "\(Verdict.words($0.measure)) (\($0.baselineName))" }
    let behind = lost.isEmpty ? "" : "; not on \(lost.joined(separator: ", "))"
    sentence = "\(title) beats the best baseline on \(wins) of \(comparisons.count) measures\(behind)"
  }

  /// A measure as the tables for people call it.
  private static func words(_ measure: String) -> String {
    switch measure {
    case "totalError": "the total"
    case "mae": "MAE"
    case "rmse": "RMSE"
    case "spearman": "Spearman"
    case "gini": "Gini"
    case "topDecileShare": "the top 10 %"
    case "logScore": "log score"
    case "brier": "Brier"
    default: measure
    }
  }

  private struct Measure {
    let name: String
    let isBetter: (Double, Double) -> Bool
    let value: (TransactionMetrics) -> Double?
  }

  private static var measures: [Measure] {
    [
      Measure(name: "totalError", isBetter: <) { metrics in
        abs(metrics.expectedTransactions - Double(metrics.actualTransactions))
      },
      Measure(name: "mae", isBetter: <) { $0.mae },
      Measure(name: "rmse", isBetter: <) { $0.rmse },
      Measure(name: "spearman", isBetter: >) { $0.spearman },
      Measure(name: "gini", isBetter: >) { $0.gini },
      Measure(name: "topDecileShare", isBetter: >) { $0.topDecileShare },
      Measure(name: "logScore", isBetter: >) { $0.logScore },
      Measure(name: "brier", isBetter: <) { $0.brier },
    ]
  }
}
