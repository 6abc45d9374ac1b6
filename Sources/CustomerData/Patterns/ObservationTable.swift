/// Distinct observations with weights: what a likelihood is summed over.
public protocol ObservationTable: Sendable {
  /// One row: what a model's formula is about.
  associatedtype Observation
  /// Distinct observations.
  var count: Int { get }
  /// How many customers share each observation.
  var weights: [Double] { get }
  /// Customers in all: the sum of `weights`.
  var totalWeight: Double { get }
  /// A typical size of the scaled quantity (mean age for purchases, geometric mean value for spend); positive and finite.
  /// Estimation divides by it, so that no result depends on the unit in which the data came.
  var naturalScale: Double { get }
  /// The same observations with every scaled quantity divided by `scale`.
  func divided(by scale: Double) -> Self
  /// By how much the log-likelihood of the observations `divided(by: scale)` exceeds their own, whatever the model: what
  /// is the density of a time or of an amount grows with its unit. Parameters are taken along.
  func logDensityGain(dividedBy scale: Double) -> Double
  /// Some of the observations with other weights: a fit explores a small sample before it sums over all.
  /// - Parameters:
  ///   - observations: their indices, ascending.
  ///   - weights: one for each of them.
  func selecting(_ observations: [Int], weights: [Double]) -> Self
  /// One observation.
  subscript(_ observation: Int) -> Observation { get }
  /// Why no model can be fitted to these observations, or nil when one can.
  var obstacle: FitObstacle? { get }
}

/// Why data cannot carry a fit of any model, and what to do about it.
public struct FitObstacle: Sendable, Hashable {
  /// The reason, a clause without a full stop: `no customer bought twice`.
  public let reason: String
  /// What to do, a sentence.
  public let advice: String

  /// See the properties.
  public init(reason: String, advice: String) {
    self.reason = reason
    self.advice = advice
  }
}
