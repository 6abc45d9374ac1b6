#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// P(no purchase within a time U of the last one) for a customer who stays, purchases being each k-th event of a Poisson
/// process whose rate is gamma(n, **rate** alpha) right after a purchase.
///
/// Fewer than k events in U, a negative binomial sum:
/// ```
/// Q = sum over j < k of (n)_j / j! z^j (1 - z)^n,   z = U / (alpha + U)
/// ```
/// Its terms are the chances that j events, j stages of the next purchase, have passed in silence.
struct ErlangSilence {
  /// log of the sum without its factor (1 - z)^n.
  let logSum: Double
  /// log Q.
  let logValue: Double
  /// P(j stages passed | silence), j = 0 ..< k.
  let stages: [Double]
  /// d log Q / dn and / d alpha.
  private(set) var first = (n: 0.0, alpha: 0.0)
  /// Second derivatives of log Q.
  private(set) var second = (nn: 0.0, na: 0.0, aa: 0.0)

  init(k: Int, n: Double, alpha: Double, silence: Double, derivatives: Bool = false) {
    let end = alpha + silence
    let z = silence / end
    var terms = [1.0]
    terms.reserveCapacity(k)
    var sum = 1.0
    for j in 1..<max(k, 1) {
      terms.append(terms[j - 1] * ((n + Double(j - 1)) / Double(j)) * z)
      sum += terms[j]
    }
    let logRate = log1p(silence / alpha)
    logSum = log(sum)
    logValue = logSum - n * logRate
    stages = terms.map { $0 / sum }
    guard derivatives else { return }

    // The j-th term is exp(log (n)_j + j log z) / j!: slopes h_j in n and j in log z, curvature -g_j in n.
    var (h, g) = (0.0, 0.0)
    var (meanH, meanJ, hh, hj, jj) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for j in 0..<k {
      if j > 0 {
        let inverse = 1 / (n + Double(j - 1))
        h += inverse
        g += inverse * inverse
      }
      let (share, count) = (stages[j], Double(j))
      meanH += share * h
      meanJ += share * count
      hh += share * (h * h - g)
      hj += share * h * count
      jj += share * count * count
    }
    // d log z / d alpha = -1 / (alpha + U).
    let shrink = 1 / end
    let elapsed = silence / (alpha * end)
    first = (meanH - logRate, n * elapsed - shrink * meanJ)
    second = (
      hh - meanH * meanH, elapsed - shrink * (hj - meanH * meanJ),
      shrink * shrink * (jj - meanJ * meanJ + meanJ) - n * elapsed * (1 / alpha + shrink)
    )
  }

  /// log Q as a function of n and alpha.
  static func logValue<Scalar: FormulaScalar>(k: Int, n: Scalar, alpha: Scalar, silence: Double) -> Scalar {
    let exact = ErlangSilence(
      k: k, n: n.value, alpha: alpha.value, silence: silence, derivatives: Scalar.carriesDerivatives)
    var result = Scalar(exact.logValue)
    guard Scalar.carriesDerivatives else { return result }
    result.addSlope(exact.first.n, of: n)
    result.addSlope(exact.first.alpha, of: alpha)
    result.addCurvature(exact.second.nn, of: n)
    result.addCurvature(exact.second.na, of: n, alpha)
    result.addCurvature(exact.second.aa, of: alpha)
    return result
  }
}
