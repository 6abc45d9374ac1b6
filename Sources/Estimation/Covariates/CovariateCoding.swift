public import CustomerData

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is done about customers without a value.
public enum MissingCovariates: String, Sendable, Codable, CaseIterable {
  /// They are refused.
  case error
  /// They are a level of their own; a missing number counts as the mean, besides.
  case level
}

/// How a covariate becomes columns of a design: learned from the customers of a fit, used again in predictions.
///
/// A number is one column, centred at the mean and divided by the standard deviation, unless it is an indicator, 0 or 1 for
/// everybody, which stays as it is. Names become an indicator for each level but the reference. So every column is 0 for a
/// customer at the centre, whose parameters are the model's.
public struct CovariateCoding: Sendable, Codable, Equatable {
  /// The level of customers without a value.
  public static let missing = "(missing)"
  /// More levels than this are not levels but names of customers.
  public static let mostLevels = 1000

  /// The covariate's name.
  public var covariate: String
  /// Levels with a column, in order of their bytes; nil for numbers.
  public var levels: [String]?
  /// The level without a column; nil for numbers.
  public var reference: String?
  /// What is subtracted from a number; nil for names.
  public var centre: Double?
  /// What the difference is divided by; nil for names.
  public var scale: Double?
  /// Whether a missing number has a column of its own; nil for names.
  public var hasMissing: Bool?

  /// - Parameters:
  ///   - column: one value per customer.
  ///   - weights: customers of each row; empty for one each.
  ///   - reference: the level without a column; nil for the most frequent one, of equals the first in order of bytes.
  /// - Throws: `CovariateError`: missing values where they are refused, the same value everywhere, an unknown reference.
  public init(
    _ column: CovariateColumn, weights: [Int] = [], missing: MissingCovariates, reference: String? = nil
  ) throws(CovariateError) {
    covariate = column.name
    func weight(_ row: Int) -> Double { weights.isEmpty ? 1 : Double(weights[row]) }
    switch column.values {
    case .numbers(let numbers):
      let absent = column.missingCount
      if absent > 0 && missing == .error {
        throw .missingValues(CovariateGaps(covariate: column.name, customers: absent, of: numbers.count))
      }
      let present = numbers.indices.filter { !numbers[$0].isNaN }
      guard let first = present.first, present.contains(where: { numbers[$0] != numbers[first] }) else {
        throw .constant(covariate: column.name)
      }
      if let reference {
        throw .unknownReference(covariate: column.name, level: reference, known: [])
      }
      hasMissing = absent > 0
      if present.allSatisfy({ numbers[$0] == 0 || numbers[$0] == 1 }) {
        centre = 0
        scale = 1
        return
      }
      let total = present.reduce(0) { $0 + weight($1) }
      let mean = present.reduce(0) { $0 + weight($1) * (numbers[$1] - numbers[first]) } / total + numbers[first]
      let square = present.reduce(0) { $0 + weight($1) * (numbers[$1] - mean) * (numbers[$1] - mean) } / total
      let deviation = square.squareRoot()
      guard deviation > 0, deviation.isFinite, mean.isFinite else { throw .constant(covariate: column.name) }
      centre = mean
      scale = deviation
    case .levels(let codes, let names):
      var counts = Array(repeating: 0.0, count: names.count)
      var absent = 0.0
      for (row, code) in codes.enumerated() {
        if code == CovariateColumn.missingLevel { absent += weight(row) } else { counts[Int(code)] += weight(row) }
      }
      if absent > 0 && missing == .error {
        throw .missingValues(
          CovariateGaps(covariate: column.name, customers: column.missingCount, of: codes.count))
      }
      let present = names.indices.filter { counts[$0] > 0 }
      if present.count > Self.mostLevels {
        throw .tooManyLevels(covariate: column.name, levels: present.count, most: Self.mostLevels)
      }
      guard present.count + (absent > 0 ? 1 : 0) > 1 else { throw .constant(covariate: column.name) }
      if let reference, !present.contains(where: { names[$0] == reference }) {
        throw .unknownReference(covariate: column.name, level: reference, known: present.map { names[$0] })
      }
      let most = present.max { counts[$0] < counts[$1] || (counts[$0] == counts[$1] && $0 > $1) }
      self.reference = reference ?? most.map { names[$0] } ?? Self.missing
      levels = present.map { names[$0] }.filter { $0 != self.reference }
      if absent > 0 && most != nil { levels!.append(Self.missing) }
    }
  }

  /// The columns' levels; nil for the number itself.
  public var columns: [String?] {
    if let levels { return levels }
    return hasMissing == true ? [nil, Self.missing] : [nil]
  }

  /// Names of the columns: `age`, `channel=web`.
  public var columnNames: [String] { columns.map { $0.map { "\(covariate)=\($0)" } ?? covariate } }

  /// The values of the columns for some rows, row by row.
  ///
  /// - Throws: `CovariateError`: a level that has no column, names instead of numbers, a missing value where the fit had none.
  public func values(_ column: CovariateColumn, rows: [Int]) throws(CovariateError) -> [[Double]] {
    switch (column.values, levels) {
    case (.numbers(let numbers), nil):
      let (centre, scale) = (centre ?? 0, scale ?? 1)
      return try rows.map { (row) throws(CovariateError) in
        let isMissing = numbers[row].isNaN
        if isMissing && hasMissing != true {
          throw .missingValues(
            CovariateGaps(covariate: covariate, customers: column.missingCount, of: numbers.count))
        }
        let value = isMissing ? 0 : (numbers[row] - centre) / scale
        return hasMissing == true ? [value, isMissing ? 1 : 0] : [value]
      }
    case (.levels(let codes, let names), let levels?):
      // The column of each name; none for the reference.
      let places = names.map { name in levels.firstIndex(of: name) }
      let missingPlace = levels.firstIndex(of: Self.missing)
      return try rows.map { (row) throws(CovariateError) in
        var values = Array(repeating: 0.0, count: levels.count)
        if codes[row] == CovariateColumn.missingLevel {
          guard missingPlace != nil || reference == Self.missing else {
            throw .missingValues(
              CovariateGaps(covariate: covariate, customers: column.missingCount, of: codes.count))
          }
          if let missingPlace { values[missingPlace] = 1 }
          return values
        }
        if let place = places[Int(codes[row])] {
          values[place] = 1
        } else if names[Int(codes[row])] != reference {
          throw .unseenLevel(
            covariate: covariate, level: names[Int(codes[row])], customers: codes.count { $0 == codes[row] },
            known: ([reference].compactMap { $0 } + levels).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        }
        return values
      }
    case (.levels(_, let names), nil): throw .notNumbers(covariate: covariate, text: names.first ?? "")
    case (.numbers, .some): throw .unknownCovariate(covariate, known: [])
    }
  }
}
