#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// log(1 + (e^(b t) - 1) / beta): -1 / s times the logarithm of the share of customers who are left at t.
func logGompertzGrowth(b: Double, beta: Double, time: Double) -> Double {
  b * time < 600 ? log1p(expm1(b * time) / beta) : b * time - log(beta)
}

/// The rate of the gamma mixture of Gompertz lifetimes as it stands at t, on the clock that then starts anew:
/// (beta + e^(b t) - 1) e^(-b t), from two positive terms.
func shiftedGompertzRate(b: Double, beta: Double, time: Double) -> Double {
  beta * exp(-b * time) - expm1(-b * time)
}

/// Where to cut the time axis for integrals of (1 + u / alpha)^-power times powers of the Gompertz mixture's survival.
///
/// A panel is kept short against the distance to the singularities of the integrand (u = -alpha, and where
/// e^(b u) = 1 - beta, which for beta > 1 lies above the axis at log(beta - 1) / b) and spans a limited number of
/// e-folds of each factor.
struct GompertzPanels {
  let power, alpha, b, s, beta: Double
  private let pole: Double
  private let decay: Double
  private let growth: Double
  /// Of a further exponential factor.
  private let longest: Double

  /// - Parameter s: the power of 1 + (e^(b u) - 1) / beta.
  init(power: Double, alpha: Double, b: Double, s: Double, beta: Double, rate: Double = 0) {
    (self.power, self.alpha, self.b, self.s, self.beta) = (power, alpha, b, s, beta)
    // -infinity at beta = 1.
    pole = (beta < 1 ? log1p(-beta) : log(beta - 1)) / b
    decay = power > 0 ? min(1.5, expm1(7 / power)) : .infinity
    growth = expm1(min(6 / s, 600))
    longest = rate == 0 ? .infinity : 7 / abs(rate)
  }

  /// The end of the panel that starts at `left`.
  @inline(__always)
  func end(of left: Double, before end: Double) -> Double {
    let shifted = shiftedGompertzRate(b: b, beta: beta, time: left)
    var width = min(decay * (alpha + left), log1p(shifted * growth) / b, longest)
    if beta < 1 {
      width = min(width, 1.5 * (left - pole))
    } else if left > pole {
      width = min(width, max(1.5 * (left - pole), 3.5 / b))
    } else {
      width = min(width, max(0.6 * (pole - left), 3.5 / b), 7 / b)
    }
    return left + 1.2 * width >= end ? end : left + width
  }

  /// log of (1 + u / alpha)^-power (1 + (e^(b u) - 1) / beta)^-s.
  @inline(__always)
  func logWeight(at u: Double, s: Double) -> Double {
    (power > 0 ? -power * log1p(u / alpha) : 0) - s * logGompertzGrowth(b: b, beta: beta, time: u)
  }
}
