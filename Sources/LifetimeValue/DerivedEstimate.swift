public import CustomerData
import CustomerModels
import Estimation

/// An estimate of what follows from a model's parameters.
public struct DerivedEstimate: Sendable, Codable, Equatable {
  /// The estimate.
  public var value: Double
  /// Its standard error by the delta method; nil where that of a parameter it depends on does not exist.
  @NullWhenNil public var standardError: Double?

  static func estimates(_ quantities: [DerivedQuantity], _ covariance: Covariance) -> [String: DerivedEstimate] {
    Dictionary(
      uniqueKeysWithValues: quantities.map {
        ($0.name, DerivedEstimate(value: $0.value, standardError: standardError($0.gradient, covariance)))
      })
  }

  /// The root of g' C g.
  private static func standardError(_ gradient: [Double], _ covariance: Covariance) -> Double? {
    var variance = 0.0
    for row in gradient.indices where gradient[row] != 0 {
      for column in gradient.indices where gradient[column] != 0 {
        guard let entry = covariance[row, column] else { return nil }
        variance += gradient[row] * gradient[column] * entry
      }
    }
    return variance >= 0 ? variance.squareRoot() : nil
  }
}
