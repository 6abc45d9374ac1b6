/// A simpler model that a model turns into: what a likelihood-ratio test of the two rests on.
public struct SpecialCase: Sendable, Hashable {
  /// Where in the larger model's parameter space the simpler one lies.
  public enum Place: Sendable, Hashable {
    /// At values inside: c = 1.
    case inside
    /// At the edge, where one quantity goes to 0: twice the gain in log-likelihood is then 0 in half of all samples.
    case onBoundary
  }

  /// The simpler model's name: `nbd`.
  public let model: String
  /// Where it lies.
  public let place: Place

  /// See the properties.
  public init(_ model: String, _ place: Place) {
    self.model = model
    self.place = place
  }
}
