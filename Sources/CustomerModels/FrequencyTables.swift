import SpecialFunctions

/// Log of a rising factorial, log (r)_x = log Gamma(r + x) - log Gamma(r), with derivatives in log r.
///
/// The derivatives are sums of terms of one sign, so they fade to 0 without rounding noise as r grows:
/// the first is sum r / (r + j), the second sum r j / (r + j)^2, j = 0 ... x - 1.
struct LogRisingFactorial: Sendable {
  var value = 0.0
  var first = 0.0
  var second = 0.0

  /// At each of some counts.
  /// - Parameter counts: x, ascending.
  /// - Complexity: the largest count.
  static func table(_ r: Double, counts: [Int]) -> [LogRisingFactorial] {
    var sum = LogRisingFactorial()
    var j = 0
    return counts.map { count in
      while j < count {
        let shifted = r + Double(j)
        let share = r / shifted
        sum.first += share
        sum.second += share * (Double(j) / shifted)
        j += 1
      }
      sum.value = logGammaDifference(r, Double(count))
      return sum
    }
  }
}

/// log of B(a, b + x) / B(a, b): the chance to survive x dropout trials, with derivatives in (log a, log b).
///
/// It is the sum over trials j = 0 ... x - 1 of log (b + j) / (a + b + j). Differences of digamma functions would lose
/// every digit of its derivatives when b is large (no dropout); each trial's term keeps them all.
struct LogSurvival: Sendable {
  var value = 0.0
  var a = 0.0
  var b = 0.0
  var aa = 0.0
  var ab = 0.0
  var bb = 0.0

  /// At each of some numbers of trials.
  /// - Parameter trials: x, ascending.
  /// - Complexity: the largest number of trials.
  static func table(a: Double, b: Double, trials: [Int]) -> [LogSurvival] {
    var sum = LogSurvival()
    var j = 0
    return trials.map { count in
      while j < count {
        sum.addTrial(Double(j), a: a, b: b)
        j += 1
      }
      sum.value = logBetaDifference(a, b, Double(count))
      return sum
    }
  }

  /// Adds the derivatives of one trial's term.
  @inline(__always)
  private mutating func addTrial(_ j: Double, a: Double, b: Double) {
    let stay = b + j
    let inverse = 1 / (a + stay)
    let leave = a * inverse
    let shareOfB = b * inverse
    // d/dlog b of log(b + j) - log(a + b + j).
    let slope = b / stay * leave
    self.a -= leave
    self.b += slope
    aa -= leave * (stay * inverse)
    ab += leave * shareOfB
    bb += slope * (j / stay - shareOfB)
  }
}
