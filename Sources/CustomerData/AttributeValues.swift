/// The values of one column of names as far as they are known.
struct AttributeTexts: Sendable {
  let name: String
  /// The position among the columns asked for.
  let column: Int
  private var levels: [String] = []
  private var numbers = DistinctRows()
  private var levelOfRow: [Int32]
  /// The line of each row's value.
  private var lines: [UInt32]

  init(name: String, column: Int, rows: Int) {
    self.name = name
    self.column = column
    levelOfRow = [Int32](repeating: -1, count: rows)
    lines = [UInt32](repeating: 0, count: rows)
  }

  /// Whether a row has a value.
  func hasValue(_ row: Int) -> Bool { levelOfRow[row] >= 0 }

  /// Whether a row has this value already.
  func isKnown(_ text: UnsafeRawBufferPointer, row: Int) -> Bool {
    let level = levelOfRow[row]
    guard level >= 0 else { return false }
    var known = levels[Int(level)]
    return known.withUTF8 { $0.count == text.count && $0.elementsEqual(text) }
  }

  /// Gives a row its value.
  /// - Returns: the other value that it has already, and its line.
  mutating func set(_ text: String, row: Int, line: Int) -> (text: String, line: Int)? {
    let level = Int(levelOfRow[row])
    if level >= 0 { return levels[level].utf8.elementsEqual(text.utf8) ? nil : (levels[level], Int(lines[row])) }
    var hash: UInt64 = 0
    for byte in text.utf8 { hash = DistinctRows.hash(hash ^ UInt64(byte)) }
    let number = numbers.number(hash: hash) { levels[$0].utf8.elementsEqual(text.utf8) }
    if number == levels.count { levels.append(text) }
    levelOfRow[row] = Int32(number)
    lines[row] = UInt32(clamping: line)
    return nil
  }

  /// The column with its levels in order.
  var attribute: CustomerAttribute {
    let order = levels.indices.sorted { levels[$0].utf8.lexicographicallyPrecedes(levels[$1].utf8) }
    var places = [Int32](repeating: 0, count: levels.count)
    for (place, level) in order.enumerated() { places[level] = Int32(place) }
    return CustomerAttribute(
      name: name, levels: order.map { levels[$0] }, levelOfRow: levelOfRow.map { $0 < 0 ? -1 : places[Int($0)] })
  }
}

/// The values of one column of numbers as far as they are known.
struct AttributeNumbers: Sendable {
  let name: String
  /// The position among the columns asked for.
  let column: Int
  /// NaN where there is none.
  private(set) var numbers: [Double]
  /// The line of each row's value.
  private var lines: [UInt32]

  init(name: String, column: Int, rows: Int) {
    self.name = name
    self.column = column
    numbers = [Double](repeating: .nan, count: rows)
    lines = [UInt32](repeating: 0, count: rows)
  }

  /// Whether a row has a value.
  func hasValue(_ row: Int) -> Bool { !numbers[row].isNaN }

  /// Whether a row has this value already.
  func isKnown(_ number: Double, row: Int) -> Bool { numbers[row] == number }

  /// Gives a row its value.
  /// - Returns: the other value that it has already, and its line.
  mutating func set(_ number: Double, row: Int, line: Int) -> (number: Double, line: Int)? {
    let known = numbers[row]
    guard known.isNaN else { return known == number ? nil : (known, Int(lines[row])) }
    // Adding 0 turns -0 into 0.
    numbers[row] = number + 0
    lines[row] = UInt32(clamping: line)
    return nil
  }
}
