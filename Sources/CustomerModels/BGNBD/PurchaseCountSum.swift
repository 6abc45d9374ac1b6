#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// E[X(t)] as a sum over n of P(n purchases of a customer who never leaves) times the expected number of them made before
/// leaving, the sum over j < n of (b)_j / (a + b)_j. It equals Fader, Hardie & Lee (2005), eq. 9; all terms are positive.
///
/// What does not depend on alpha is worked out once, here, and serves every customer with the same x, whatever the age;
/// several are summed side by side. Each gets the same bits as alone: a term too many is too small to change a sum.
struct PurchaseCountSum {
  /// Customers summed at once.
  typealias Lanes = SIMD8<Double>
  /// Terms between two looks whether all sums are complete.
  private static let stride = 8

  let r: Double
  let a: Double
  let b: Double
  /// By n: (r + n) / (n + 1), from P(n) to P(n + 1) but for z, and the purchases made before leaving among n + 1.
  private var terms: [(ratio: Double, expected: Double)] = []
  private var survival = 1.0

  init(r: Double, a: Double, b: Double) {
    self.r = r
    self.a = a
    self.b = b
  }

  /// How many terms a sum needs, roughly.
  static func length(r: Double, growth: Double) -> Double {
    // Mean, eight standard deviations, and 37 times the e-folding length of the geometric tail. Beyond 700 the first
    // term underflows, and with an r that is next to nothing all others nearly do.
    guard r > 1e-290, r * log1p(growth) < 700 else { return .infinity }
    return r * growth + 8 * (r * growth * (1 + growth)).squareRoot() + 37 * (1 + growth)
  }

  /// The sums at some t / alpha, of a moderate `length`.
  /// - Parameter growths: at most as many as there are lanes, at least one.
  mutating func expected(_ growths: ArraySlice<Double>) -> Lanes {
    var growth = Lanes(repeating: growths[growths.startIndex])
    var probability = Lanes(repeating: exp(-r * log1p(growth[0])))
    for (lane, value) in growths.enumerated() where lane > 0 {
      growth[lane] = value
      probability[lane] = exp(-r * log1p(value))
    }
    let z = growth / (1 + growth)
    var sum = Lanes.zero
    var count = 0
    while true {
      extend(to: count + Self.stride)
      var term = Lanes.zero
      terms.withUnsafeBufferPointer { terms in
        for n in count..<count + Self.stride {
          probability *= terms[n].ratio * z
          term = probability * terms[n].expected
          sum += term
        }
      }
      count += Self.stride
      // Terms fall faster than this ratio from here on; less than half a unit of the last place of the sum is left.
      let ratio = (r + Double(count)) * z / Double(count)
      if all((ratio .< 1) .& (term * ratio .<= 1e-17 * sum * (1 - ratio))) { return sum }
    }
  }

  private mutating func extend(to count: Int) {
    while terms.count < count {
      let n = Double(terms.count)
      terms.append(((r + n) / (n + 1), (terms.last?.expected ?? 0) + survival))
      survival *= (b + n) / (a + b + n)
    }
  }
}
