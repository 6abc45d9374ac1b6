/// A number that follows from a model's parameters and is reported with them: a correlation.
public struct DerivedQuantity: Sendable, Hashable {
  /// The name used in JSON and files.
  public let name: String
  /// One line.
  public let meaning: String
  /// The number.
  public let value: Double
  /// Its derivatives in the parameters, in their order: for its standard error.
  public let gradient: [Double]

  /// See the properties.
  public init(name: String, meaning: String, value: Double, gradient: [Double]) {
    self.name = name
    self.meaning = meaning
    self.value = value
    self.gradient = gradient
  }
}

/// A model that says more than its parameters.
public protocol DerivedQuantities: ParametricModel {
  /// In the order in which they are shown.
  var derivedQuantities: [DerivedQuantity] { get }
}
