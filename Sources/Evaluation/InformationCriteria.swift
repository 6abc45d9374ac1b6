#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A log-likelihood charged for the parameters that it took; lower is better, and only differences between fits to the
/// same data mean anything.
public struct InformationCriteria: Sendable, Equatable, Codable {
  /// Akaike's criterion, 2 k - 2 log-likelihood (Akaike 1974).
  public let aic: Double
  /// Schwarz's criterion, k log(customers) - 2 log-likelihood (Schwarz 1978).
  public let bic: Double

  /// - Parameters:
  ///   - logLikelihood: of the data, in nats.
  ///   - parameters: k: how many were estimated; under a penalty the number they amount to.
  ///   - customers: independent observations behind the likelihood.
  public init(logLikelihood: Double, parameters: Double, customers: Int) {
    aic = 2 * parameters - 2 * logLikelihood
    bic = parameters * log(Double(customers)) - 2 * logLikelihood
  }

  /// The weight of each model among several: exp(-difference / 2) relative to their sum (Burnham & Anderson 2002,
  /// section 2.9), the chance that it is the best of them as far as the criterion tells.
  /// - Parameter values: one criterion of each model.
  public static func weights(_ values: [Double]) -> [Double] {
    guard let least = values.min() else { return [] }
    let odds = values.map { exp(-($0 - least) / 2) }
    let sum = odds.reduce(0, +)
    return odds.map { $0 / sum }
  }
}
