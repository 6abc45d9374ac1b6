/// A tenth of the customers by foretold P(at least one purchase): where the prediction is honest, the two shares agree.
public struct ReliabilityBin: Sendable, Equatable, Codable {
  /// 1 (lowest probability) to 10.
  public let decile: Int
  /// A tenth of the number of customers: not whole where that is not, because customers of equal probability at a cut
  /// count in part on both sides.
  public let customers: Double
  /// Mean foretold probability.
  public let predicted: Double
  /// Share of customers who bought.
  public let actual: Double

  static func deciles(probabilities: [Double], bought: [Double]) -> [ReliabilityBin] {
    let size = Double(probabilities.count) / 10
    return RankedOutcomes(predictions: probabilities, outcomes: bought).bins(10).enumerated().map { index, bin in
      ReliabilityBin(decile: index + 1, customers: size, predicted: bin.prediction, actual: bin.outcome)
    }
  }
}
