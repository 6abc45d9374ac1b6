/// The value of an integral with what is known of its error.
public struct IntegralEstimate: Sendable, Hashable {
  /// The value.
  public let value: Double
  /// A bound for the absolute error that held on every integral of the tests; an estimate all the same.
  public let error: Double
  /// How often the integrand was called.
  public let evaluations: Int
}
