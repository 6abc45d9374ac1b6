import Foundation

/// Numbers as people read them.
enum NumberText {
  /// A whole number with a comma between thousands.
  static func count(_ value: Int) -> String {
    let digits = String(abs(value))
    var text = ""
    for (position, digit) in digits.enumerated() {
      if position > 0 && (digits.count - position) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  /// A fixed number of decimals, thousands separated; `-` for a number that does not exist.
  static func fixed(_ value: Double?, _ decimals: Int) -> String {
    guard let value, value.isFinite else { return "-" }
    let text = String(format: "%.\(decimals)f", abs(value))
    let parts = text.split(separator: ".", maxSplits: 1)
    let whole = Int(parts[0]).map(count) ?? String(parts[0])
    let sign = value < 0 && text.contains(where: { ("1"..."9").contains($0) }) ? "-" : ""
    return sign + (parts.count > 1 ? "\(whole).\(parts[1])" : whole)
  }

  /// Significant digits; `-` for a number that does not exist.
  static func significant(_ value: Double?, _ digits: Int) -> String {
    guard let value, value.isFinite else { return "-" }
    return String(format: "%.\(digits)g", value)
  }

  /// Per cent with one decimal.
  static func percent(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "-" }
    return String(format: "%.1f %%", 100 * value)
  }
}
