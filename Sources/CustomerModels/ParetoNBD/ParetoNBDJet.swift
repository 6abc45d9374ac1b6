import CustomerData
import _CVectorMath

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Weighted sums of value, gradient and Hessian in log (r, alpha, s, beta).
struct ParetoNBDJet {
  var value = 0.0
  var gradient = SIMD4<Double>()
  /// Lower triangle by rows.
  private(set) var hessian = PackedHessian4()

  init() {}

  /// Of one customer.
  init(of history: PurchaseHistory, at model: ParetoNBD) {
    let n = model.r + Double(history.frequency)
    var nodes = DropoutNodes(capacity: 64, summation: .fastest)
    let span = nodes.append(
      n: n, s: model.s, distanceA: model.alpha + history.recency, distanceB: model.beta + history.recency,
      silence: history.age - history.recency)
    nodes.takeLogarithms()
    nodes.weigh(span, n: n)
    nodes.takeExponentials()
    add(
      model, logAlpha: log(model.alpha), x: Double(history.frequency),
      rising: LogRisingFactorial.table(model.r, counts: [history.frequency])[0],
      purchase: GammaRateTerms(alpha: model.alpha, time: history.recency),
      dropout: GammaRateTerms(alpha: model.beta, time: history.recency), DropoutMoments(nodes, span), weight: 1)
  }

  /// - Parameters:
  ///   - purchase, dropout: the features at t_x.
  ///   - moments: of the features relative to t_x.
  @inline(__always)
  mutating func add(
    _ model: ParetoNBD, logAlpha: Double, x: Double, rising: LogRisingFactorial, purchase: GammaRateTerms,
    dropout: GammaRateTerms,
    _ moments: DropoutMoments, weight: Double
  ) {
    let (r, s) = (model.r, model.s)
    let n = r + x
    // alpha / (alpha + t_x) and beta / (beta + t_x): what a relative feature d / (A + d) must be multiplied by.
    let (ka, kb) = (purchase.remaining, dropout.remaining)
    let m = moments.all
    let left = moments.left

    // Means of the derivatives of phi and psi relative to those of phi at t_x; psi has one more in log s, and
    // d / (B + d) - 1 more in log beta / kb.
    let meanS = left.weight - s * m.logB
    let meanBeta = s * m.shareB + (left.shareB - left.weight)
    let elapsed = purchase.elapsed + ka * m.shareA
    let growth = purchase.logGrowth + m.logA
    let growthB = dropout.logGrowth + m.logB
    let elapsedB = dropout.elapsed + kb * m.shareB

    let atRecency = n * purchase.logGrowth + s * dropout.logGrowth
    value += weight * (rising.value - x * logAlpha - atRecency + moments.logTotal)
    gradient[0] += weight * (rising.first - r * growth)
    gradient[1] += weight * (r * elapsed - x * ka * (1 - m.shareA))
    gradient[2] += weight * (meanS - s * dropout.logGrowth)
    gradient[3] += weight * (s * dropout.elapsed + kb * meanBeta)

    let varianceOfLogA = m.logALogA - m.logA * m.logA
    let covarianceA = m.logAShareA - m.logA * m.shareA
    let varianceOfShareA = m.shareAShareA - m.shareA * m.shareA
    // Second moments with the derivatives in log s and log beta / kb.
    let logAS = left.logA - s * m.logALogB - m.logA * meanS
    let shareAS = left.shareA - s * m.shareALogB - m.shareA * meanS
    let ss = s * s * m.logBLogB - 2 * s * left.logB + left.weight - meanS * meanS
    let logABeta = s * m.logAShareB + (left.logAShareB - left.logA) - m.logA * meanBeta
    let shareABeta = s * m.shareAShareB + (left.shareAShareB - left.shareA) - m.shareA * meanBeta
    let sBeta =
      s * (left.shareB + left.logB - left.logBShareB - s * m.logBShareB) + (left.shareB - left.weight)
      - meanS * meanBeta
    let lost = left.weight - 2 * left.shareB + left.shareBShareB
    let betaBeta = s * s * m.shareBShareB + 2 * s * (left.shareBShareB - left.shareB) + lost - meanBeta * meanBeta
    // Means of y alpha / (alpha + y)^2 and its like, less those who left weighted s + 1, who stayed s.
    let curvatureA = ka * ((1 - m.shareA) - ka * (1 - 2 * m.shareA + m.shareAShareA))
    let curvatureB =
      s * ((1 - m.shareB) - kb * (1 - 2 * m.shareB + m.shareBShareB)) + ((left.weight - left.shareB) - kb * lost)

    hessian.h0 += weight * (rising.second - r * growth + r * r * varianceOfLogA)
    hessian.h1 += weight * r * (elapsed - n * ka * covarianceA)
    hessian.h2 += weight * n * (n * ka * ka * varianceOfShareA - curvatureA)
    hessian.h3 -= weight * r * logAS
    hessian.h4 += weight * n * ka * shareAS
    hessian.h5 += weight * (ss - s * growthB)
    hessian.h6 -= weight * r * kb * logABeta
    hessian.h7 += weight * n * ka * kb * shareABeta
    hessian.h8 += weight * (s * elapsedB + kb * sBeta)
    hessian.h9 += weight * kb * (kb * betaBeta - curvatureB)
  }

  func add(to jet: inout LikelihoodJet) {
    jet.value += value
    for index in 0..<4 { jet.gradient[index] += gradient[index] }
    for index in 0..<10 { jet.hessian[index] += hessian[index] }
  }
}

/// The lower triangle of a Hessian in four parameters, as locals of a hot loop.
struct PackedHessian4 {
  var (h0, h1, h2, h3, h4) = (0.0, 0.0, 0.0, 0.0, 0.0)
  var (h5, h6, h7, h8, h9) = (0.0, 0.0, 0.0, 0.0, 0.0)

  subscript(index: Int) -> Double {
    switch index {
    case 0: h0
    case 1: h1
    case 2: h2
    case 3: h3
    case 4: h4
    case 5: h5
    case 6: h6
    case 7: h7
    case 8: h8
    default: h9
    }
  }
}
