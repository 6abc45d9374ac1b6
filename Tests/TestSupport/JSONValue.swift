public import Foundation

/// A reference file as a tree. High-precision numbers stand as decimal strings; `number` reads both.
public struct JSONValue {
  /// The Foundation object.
  public let object: Any

  /// Wraps a Foundation object.
  public init(_ object: Any) { self.object = object }

  /// Reads a file.
  public init(contentsOf url: URL) throws {
    object = try JSONSerialization.jsonObject(with: Data(contentsOf: url), options: [.fragmentsAllowed])
  }

  /// A member of an object; null where absent.
  public subscript(_ key: String) -> JSONValue { JSONValue((object as? [String: Any])?[key] ?? NSNull()) }
  /// An element of an array.
  public subscript(_ index: Int) -> JSONValue { JSONValue((object as! [Any])[index]) }
  /// Elements; empty when not an array.
  public var array: [JSONValue] { (object as? [Any])?.map(JSONValue.init) ?? [] }
  /// Keys of an object.
  public var keys: [String] { (object as? [String: Any])?.keys.sorted() ?? [] }
  /// A number, or a decimal string as the nearest double; nil when neither.
  ///
  /// Foundation reads long literals as `NSDecimalNumber`, whose `doubleValue` is off by a unit in the last place
  /// (2.2190000000000003 comes out as 2.2190000000000007): its digits are parsed instead.
  public var double: Double? {
    (object as? NSDecimalNumber).flatMap { Double($0.stringValue) } ?? (object as? NSNumber)?.doubleValue
      ?? (object as? String).flatMap(Double.init)
  }
  /// A number that must be there.
  public var number: Double { double! }
  /// A string.
  public var string: String? { object as? String }
  /// Absent or null.
  public var isNull: Bool { object is NSNull }
}
