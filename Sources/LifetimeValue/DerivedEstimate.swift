import CustomerModels
import Estimation

/// An estimate of what follows from a model's parameters.
public struct DerivedEstimate: Sendable, Codable, Equatable {
  /// The estimate.
  public var value: Double
  /// Its standard error by the delta method; nil where that of a parameter it depends on does not exist.
  public var standardError: Double?

  private enum CodingKeys: String, CodingKey { case value, standardError }

  /// Writes null for a standard error that does not exist.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(value, forKey: .value)
    try container.encode(standardError, forKey: .standardError)
  }

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
