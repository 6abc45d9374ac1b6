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
