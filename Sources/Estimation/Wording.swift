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
func way(_ direction: [Double], names: [String]) -> String {
  let largest = direction.reduce(0) { max($0, abs($1)) }
  let up = direction.indices.filter { direction[$0] > 0.1 * largest }.map { names[$0] }
  let down = direction.indices.filter { direction[$0] < -0.1 * largest }.map { names[$0] }
  var parts: [String] = []
  if !up.isEmpty {
    parts.append(up.spoken + (up.count == 1 ? " grows without bound" : " grow without bound together"))
  }
  if !down.isEmpty { parts.append(down.spoken + (down.count == 1 ? " goes to 0" : " go to 0 together")) }
  return parts.joined(separator: " while ")
}
