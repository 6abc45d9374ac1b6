#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// P(no purchase within a time) for a customer whose purchases are a gamma mixture of Poisson processes and whose
/// lifetime is a gamma mixture of Gompertz lifetimes, with exact derivatives.
///
/// ```
/// Q = h(U) S(U) + integral over (0, U] of h(u) f(u) du
/// h(u) = (1 + u / alpha)^-n                          no purchase by u while alive
/// S(u) = (1 + (e^(b u) - 1) / beta)^-s, f = -S'      still a customer at u
/// ```
/// Everything is positive and at most 1, so nothing has to be scaled: what is large, the density of the purchases that
/// were made, stands outside as a logarithm. The nodes do not depend on the parameters as far as derivatives go, so
/// these are taken under the integral. Sixteen-point Gauss-Legendre panels (`GompertzPanels`); relative error of Q below
/// 1e-14 on the tested domain.
struct GompertzSilence {
  /// log Q.
  let logValue: Double
  /// log of h(U) S(U).
  let logAlive: Double
  /// First derivatives of log Q in (n, alpha, b, s, beta).
  private(set) var first: [Double] = []
  /// Second ones, the lower triangle in rows.
  private(set) var second: [Double] = []

  init(
    n: Double, alpha: Double, b: Double, s: Double, beta: Double, over silence: Double, derivatives: Bool = false
  ) {
    logAlive = -n * log1p(silence / alpha) - s * logGompertzGrowth(b: b, beta: beta, time: silence)
    let moments = withUnsafeTemporaryAllocation(of: Double.self, capacity: 21) { moments in
      moments.initialize(repeating: 0)
      let sum = Sum(moments, n: n, alpha: alpha, b: b, s: s, beta: beta, derivatives: derivatives)
      sum.add(at: silence, weight: 1, dying: false)
      let panels = GompertzPanels(power: n, alpha: alpha, b: b, s: s + 1, beta: beta)
      let rule = PanelRule.rule
      var left = 0.0
      while left < silence {
        let right = panels.end(of: left, before: silence)
        let width = right - left
        for index in 0..<16 {
          sum.add(at: left + width * rule.nodes[index], weight: width * rule.weights[index], dying: true)
        }
        left = right
        // What is left is at most h(left) S(left).
        if panels.logWeight(at: left, s: s) < log(moments[0]) - 60 { break }
      }
      return Array(moments)
    }
    logValue = log(moments[0])
    guard derivatives else { return }
    first = moments[1...5].map { $0 / moments[0] }
    second = moments[6...20].map { $0 / moments[0] }
    for row in 0..<5 {
      for column in 0...row { second[row * (row + 1) / 2 + column] -= first[row] * first[column] }
    }
  }

  /// Moments of the derivatives of the logarithm of the integrand: with p = d log / d theta and g = d p / d theta, the
  /// sums of e^log (one), e^log p (five) and e^log (p p' + g) (fifteen).
  private struct Sum {
    let moments: UnsafeMutableBufferPointer<Double>
    let n, alpha, b, s, beta: Double
    let derivatives: Bool
    let logHazard: Double

    init(
      _ moments: UnsafeMutableBufferPointer<Double>, n: Double, alpha: Double, b: Double, s: Double, beta: Double,
      derivatives: Bool
    ) {
      self.moments = moments
      (self.n, self.alpha, self.b, self.s, self.beta) = (n, alpha, b, s, beta)
      self.derivatives = derivatives
      logHazard = log(b) + log(s) - log(beta)
    }

    /// h(u) f(u) when `dying`, else h(u) S(u).
    @inline(__always)
    func add(at u: Double, weight: Double, dying: Bool) {
      let growth = b * u
      // Beyond, e^growth would overflow, and all it is compared with is negligible.
      let isFar = growth > 600
      let e = isFar ? 0 : expm1(growth)
      let inverse = isFar ? 0 : 1 / (beta + e)
      let share = isFar ? 1 : e * inverse
      let level = isFar ? 1 : (e + 1) * inverse
      let logGrowth = isFar ? growth - log(beta) : log1p(e / beta)
      let logRate = log1p(u / alpha)
      let power = dying ? s + 1 : s
      let term =
        weight * exp((dying ? logHazard + growth : 0) - n * logRate - power * logGrowth)
      moments[0] += term
      guard derivatives else { return }

      // With L = log1p(u / alpha) and G = log1p((e^(b u) - 1) / beta), the logarithm is
      // [log (b s / beta) + b u] - n L - power G.
      let elapsed = u / (alpha * (alpha + u))
      let slopeOfB = u * level
      let slopeOfBeta = -share / beta
      let pn = -logRate
      let pa = n * elapsed
      let pb = (dying ? 1 / b + u : 0) - power * slopeOfB
      let ps = (dying ? 1 / s : 0) - logGrowth
      let pt = (dying ? -1 / beta : 0) - power * slopeOfBeta
      let gaa = -n * elapsed * (1 / alpha + 1 / (alpha + u))
      let gbb = (dying ? -1 / (b * b) : 0) - power * slopeOfB * u * ((beta - 1) * inverse)
      let gss = dying ? -1 / (s * s) : 0
      let gbt = power * slopeOfB * inverse
      let gtt = (dying ? 1 / (beta * beta) : 0) - power * share * (1 + beta * inverse) / (beta * beta)
      moments[1] += term * pn
      moments[2] += term * pa
      moments[3] += term * pb
      moments[4] += term * ps
      moments[5] += term * pt
      moments[6] += term * pn * pn
      moments[7] += term * (pa * pn + elapsed)
      moments[8] += term * (pa * pa + gaa)
      moments[9] += term * pb * pn
      moments[10] += term * pb * pa
      moments[11] += term * (pb * pb + gbb)
      moments[12] += term * ps * pn
      moments[13] += term * ps * pa
      moments[14] += term * (ps * pb - slopeOfB)
      moments[15] += term * (ps * ps + gss)
      moments[16] += term * pt * pn
      moments[17] += term * pt * pa
      moments[18] += term * (pt * pb + gbt)
      moments[19] += term * (pt * ps - slopeOfBeta)
      moments[20] += term * (pt * pt + gtt)
    }
  }
}
