/// Distinct observations with weights: what a likelihood is summed over.
public protocol ObservationTable: Sendable {
  /// Distinct observations.
  var count: Int { get }
  /// How many customers share each observation.
  var weights: [Double] { get }
  /// Customers in all: the sum of `weights`.
  var totalWeight: Double { get }
  /// A typical size of the scaled quantity (mean age for purchases, mean value for spend); positive and finite.
  /// Estimation divides by it, so that no result depends on the unit in which the data came.
  var naturalScale: Double { get }
  /// The same observations with every scaled quantity divided by `scale`.
  func divided(by scale: Double) -> Self
}
