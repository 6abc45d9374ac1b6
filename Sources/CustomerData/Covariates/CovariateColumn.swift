import DelimitedText

/// One covariate of many customers: numbers, or names of levels.
public struct CovariateColumn: Sendable, Equatable {
  /// The values.
  public enum Values: Sendable, Equatable {
    /// NaN where missing.
    case numbers([Double])
    /// Positions in `names`, which stand in order of their bytes; `missingLevel` where missing.
    case levels([UInt32], names: [String])
  }

  /// The position of a level that is missing.
  public static let missingLevel = UInt32.max

  /// The column's name.
  public let name: String
  /// One value per customer.
  public let values: Values

  /// See the properties.
  public init(name: String, values: Values) {
    self.name = name
    self.values = values
  }

  /// Of a column of text: numbers where every value is one.
  /// - Parameter categorical: whether values are names even where they look like numbers.
  public init(_ attribute: CustomerAttribute, categorical: Bool = false) {
    name = attribute.name
    let numbers = attribute.levels.map { level -> Double? in
      var level = level
      return level.withUTF8 { DecimalNumber.parse(UnsafeRawBufferPointer($0)) }
    }
    if !categorical, !numbers.isEmpty, numbers.allSatisfy({ $0 != nil }) {
      // Adding 0 turns -0 into 0.
      values = .numbers(attribute.levelOfRow.map { $0 < 0 ? .nan : numbers[Int($0)]! + 0 })
    } else {
      values = .levels(attribute.levelOfRow.map { UInt32(bitPattern: $0) }, names: attribute.levels)
    }
  }

  /// A word that tells the values of two rows apart.
  @inline(__always)
  func bits(_ row: Int) -> UInt64 {
    switch values {
    // All NaNs are one missing value.
    case .numbers(let numbers): numbers[row].isNaN ? .max : numbers[row].bitPattern
    case .levels(let codes, _): UInt64(codes[row])
    }
  }

  /// Whether a customer has no value.
  func isMissing(_ row: Int) -> Bool {
    switch values {
    case .numbers(let numbers): numbers[row].isNaN
    case .levels(let codes, _): codes[row] == Self.missingLevel
    }
  }

  /// Customers without a value.
  public var missingCount: Int {
    switch values {
    case .numbers(let numbers): numbers.count(where: \.isNaN)
    case .levels(let codes, _): codes.count { $0 == Self.missingLevel }
    }
  }
}
