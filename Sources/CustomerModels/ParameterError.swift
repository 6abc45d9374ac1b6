/// A parameter outside its domain.
public struct ParameterError: Error, Sendable, Equatable {
  /// The model's name: `bg-nbd`.
  public let model: String
  /// The parameter's name, or nil when the number of parameters is wrong.
  public let parameter: String?
  /// The offending value; the number of values when `parameter` is nil.
  public let value: Double
  /// What was expected: `positive and finite`.
  public let expected: String

  /// See the properties.
  public init(model: String, parameter: String?, value: Double, expected: String) {
    self.model = model
    self.parameter = parameter
    self.value = value
    self.expected = expected
  }

  /// Throws unless there are as many values as names and each is positive and finite.
  static func check(_ values: [Double], of descriptions: [ParameterDescription], model: String) throws(ParameterError) {
    guard values.count == descriptions.count else {
      throw ParameterError(
        model: model, parameter: nil, value: Double(values.count), expected: "\(descriptions.count) parameters")
    }
    for (value, description) in zip(values, descriptions) where !(value > 0 && value.isFinite) {
      throw ParameterError(
        model: model, parameter: description.name, value: value, expected: "positive and finite")
    }
  }
}
