/// An optional member of a document that is written as null when it does not exist, instead of left out: whoever reads the
/// document finds every member. One that is missing is read as nil.
@propertyWrapper
public struct NullWhenNil<Value: Codable & Equatable & Sendable>: Codable, Equatable, Sendable {
  /// The member.
  public var wrappedValue: Value?

  /// - Parameter wrappedValue: nil where the member does not exist.
  public init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  /// Reads a value or null.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
  }

  /// Writes the value or null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
  }
}

extension KeyedDecodingContainer {
  /// What the compiler calls for a member declared with `NullWhenNil`; it may be missing.
  public func decode<Value>(_ type: NullWhenNil<Value>.Type, forKey key: Key) throws -> NullWhenNil<Value> {
    NullWhenNil(wrappedValue: try decodeIfPresent(Value.self, forKey: key))
  }
}
