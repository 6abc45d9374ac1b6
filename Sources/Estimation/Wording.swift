#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension [String] {
  /// Names as one says them: `r`, `r and alpha`, `r, alpha and a`.
  var spoken: String {
    guard count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " and " + last!
  }
}

extension Double {
  /// To two significant digits.
  var shortened: String {
    guard self != 0, isFinite else { return "\(self)" }
    let unit = pow(10, floor(log10(abs(self))) - 1)
    let rounded = (self / unit).rounded()
    return "\(unit < 1 ? rounded / (1 / unit).rounded() : rounded * unit)"
  }
}

/// A direction in words: `a goes to 0`, `r and alpha grow without bound together`.
/// - Parameter parameterCount: names from here on are those of coefficients, which fall without bound too.
func way(_ direction: [Double], names: [String], parameterCount: Int = .max) -> String {
  let largest = direction.reduce(0) { max($0, abs($1)) }
  let up = direction.indices.filter { direction[$0] > 0.1 * largest }
  let down = direction.indices.filter { direction[$0] < -0.1 * largest }
  func part(_ places: [Int], _ one: String, _ many: String) -> String? {
    places.isEmpty ? nil : places.map { names[$0] }.spoken + " " + (places.count == 1 ? one : many)
  }
  return [
    part(up, "grows without bound", "grow without bound together"),
    part(down.filter { $0 < parameterCount }, "goes to 0", "go to 0 together"),
    part(down.filter { $0 >= parameterCount }, "falls without bound", "fall without bound together"),
  ].compactMap { $0 }.joined(separator: " while ")
}
