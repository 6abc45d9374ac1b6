#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A probability known by the logarithm of itself or of its complement, whichever was computed.
enum Tail {
  /// The logarithm of the lower tail.
  case lower(Double)
  /// The logarithm of the upper tail.
  case upper(Double)

  var lower: Double {
    switch self {
    case .lower(let value): exp(min(value, 0))
    case .upper(let value): -expm1(min(value, 0))
    }
  }

  var upper: Double { opposite.lower }

  var logLower: Double {
    switch self {
    case .lower(let value): min(value, 0)
    case .upper(let value): log(oneMinusExp: min(value, 0))
    }
  }

  var logUpper: Double { opposite.logLower }

  /// The tails exchanged.
  var opposite: Tail {
    switch self {
    case .lower(let value): .upper(value)
    case .upper(let value): .lower(value)
    }
  }
}

/// first + p1/(q1 + p2/(q2 + ...)) with (p, q) = part(k), by the modified Lentz algorithm (Thompson and Barnett, 1986).
func continuedFraction(first: Double, _ part: (Double) -> (Double, Double)) -> Double {
  let tiny = 1e-300
  var value = first == 0 ? tiny : first
  var c = value
  var d = 0.0
  // A hundred thousand partial quotients are enough for parameters of 1e9.
  for k in 1...100_000 {
    let (p, q) = part(Double(k))
    d = q + p * d
    if d == 0 { d = tiny }
    d = 1 / d
    c = q + p / c
    if c == 0 { c = tiny }
    let change = c * d
    value *= change
    if abs(change - 1) < 2e-16 { break }
  }
  return value
}
