public import CustomerData

/// How far ahead a prediction looks.
public enum Horizon: Sendable, Hashable {
  /// A number of days, above 0 and at most `longestDays`.
  case finite(days: Double)
  /// The whole future: no end.
  case lifetime

  /// 1000 years, the longest finite horizon.
  public static let longestDays = 1000 * TimeUnit.year.days

  /// A finite horizon.
  /// - Throws: `PredictionError.horizonOutOfRange` unless `days` is above 0 and at most `longestDays`.
  public init(days: Double) throws(PredictionError) {
    guard days > 0, days <= Horizon.longestDays else { throw .horizonOutOfRange(days: days) }
    self = .finite(days: days)
  }

  /// Reads a decimal number with its unit (`90d`, `52w`, `12m`, `2y`) or the word `lifetime`.
  ///
  /// - Throws: `PredictionError.horizonNotReadable` for any other text, `horizonOutOfRange` for a length that is
  ///   not above 0 or longer than 1000 years.
  public init(_ text: String) throws(PredictionError) {
    if text == "lifetime" {
      self = .lifetime
      return
    }
    let units: [Character: TimeUnit] = ["d": .day, "w": .week, "m": .month, "y": .year]
    guard let unit = text.last.flatMap({ units[$0] }), let number = Horizon.decimal(text.dropLast()) else {
      throw .horizonNotReadable(text: text)
    }
    try self.init(days: number * unit.days)
  }

  /// The length in a unit of time; infinity for `lifetime`.
  public func length(in unit: TimeUnit) -> Double {
    switch self {
    case .finite(let days): days / unit.days
    case .lifetime: .infinity
    }
  }

  /// Digits with at most one decimal point and an optional sign: `Double` alone would also read `0x1F` and `nan`.
  private static func decimal(_ text: Substring) -> Double? {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let allowed: [UInt8] = [UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-")]
    guard text.utf8.allSatisfy({ digits.contains($0) || allowed.contains($0) }) else { return nil }
    return Double(text)
  }
}

extension Horizon: CustomStringConvertible {
  /// `365d`, `45.5d` or `lifetime`: what the text initialiser reads.
  public var description: String {
    switch self {
    case .finite(let days): days == days.rounded() ? "\(Int(days))d" : "\(days)d"
    case .lifetime: "lifetime"
    }
  }
}
