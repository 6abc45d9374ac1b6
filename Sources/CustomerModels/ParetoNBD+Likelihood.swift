package import CustomerData
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The Pareto/NBD log-likelihood of a table of purchase patterns.
///
/// With n = r + x, a customer is still there at T or left at some y after t_x (Schmittlein, Morrison & Colombo 1987,
/// appendix; Fader & Hardie, note 009, eq. 25, before the integral is written as a difference of two 2F1):
/// ```
/// l = log (r)_x - x log alpha + log( exp phi(T) + integral over t_x < y < T of exp psi(y) dy )
/// phi(T) = -n log(1 + T / alpha) - s log(1 + T / beta)
/// psi(y) = -n log(1 + y / alpha) - (s + 1) log(1 + y / beta) + log(s / beta)
/// ```
/// The integral has no case alpha < beta or alpha > beta and no cancellation, and its quadrature (`DropoutNodes`) is
/// differentiated under the integral sign: the terms of the sum are the chances that the customer left at each moment
/// or stayed; the gradient is the mean of phi' and psi', the Hessian that of phi'' and psi'' plus the covariance of the
/// former. All derivatives are made of four features of a moment y,
/// ```
/// log(1 + y / alpha), y / (alpha + y), log(1 + y / beta), y / (beta + y)
/// ```
/// taken relative to t_x, so that covariances keep their digits: their means and products are all that is summed.
public struct ParetoNBDLikelihood: ModelLikelihood {
  /// The model whose likelihood this is.
  public typealias Model = ParetoNBD

  private let patterns: IndexedPurchasePatterns
  private let summation: PatternSummation

  package init(_ observations: PurchasePatterns, summation: PatternSummation = .fastest) {
    patterns = IndexedPurchasePatterns(observations)
    self.summation = summation
  }

  /// Tables over the distinct values at these parameters.
  public func evaluator(at model: ParetoNBD) -> ParetoNBDEvaluator { ParetoNBDEvaluator(model, patterns, summation) }
}

/// The Pareto/NBD log-likelihood at one parameter vector.
public struct ParetoNBDEvaluator: LikelihoodEvaluator {
  private let model: ParetoNBD
  private let patterns: IndexedPurchasePatterns
  private let rising: [LogRisingFactorial]
  private let purchaseTimes: [GammaRateTerms]
  private let dropoutTimes: [GammaRateTerms]
  private let summation: PatternSummation

  init(_ model: ParetoNBD, _ patterns: IndexedPurchasePatterns, _ summation: PatternSummation) {
    self.model = model
    self.patterns = patterns
    self.summation = summation
    rising = LogRisingFactorial.table(model.r, counts: patterns.frequencies)
    purchaseTimes = patterns.times.map { GammaRateTerms(alpha: model.alpha, time: $0) }
    dropoutTimes = patterns.times.map { GammaRateTerms(alpha: model.beta, time: $0) }
  }

  /// The jet of one observation.
  public func evaluate(_ observation: Int, into jet: inout LikelihoodJet) {
    var sums = PackedJet4()
    add(observation..<observation + 1, weighted: false, to: &sums)
    jet = LikelihoodJet(parameterCount: 4)
    sums.add(to: &jet)
  }

  /// Adds the weighted jets of some observations.
  public func accumulate(_ observations: Range<Int>, into sum: inout LikelihoodJet) {
    var sums = PackedJet4()
    add(observations, weighted: true, to: &sums)
    sums.add(to: &sum)
  }

  private func add(_ observations: Range<Int>, weighted: Bool, to sums: inout PackedJet4) {
    // As many nodes at a time as stay in the first-level cache.
    let portion = 768
    var nodes = DropoutNodes(capacity: observations.count > 1 ? 2 * portion : 64, summation: summation)
    var spans: [DropoutNodes.Span] = []
    let logAlpha = log(model.alpha)
    var first = observations.lowerBound
    while first < observations.upperBound {
      nodes.removeAll()
      spans.removeAll(keepingCapacity: true)
      var last = first
      while last < observations.upperBound, nodes.count < portion {
        let recency = patterns.times[Int(patterns.recency[last])]
        spans.append(
          nodes.append(
            n: shape(last), s: model.s, distanceA: model.alpha + recency, distanceB: model.beta + recency,
            silence: patterns.times[Int(patterns.age[last])] - recency))
        last += 1
      }
      nodes.takeLogarithms()
      for (index, span) in spans.enumerated() { nodes.weigh(span, n: shape(first + index)) }
      nodes.takeExponentials()
      for (index, span) in spans.enumerated() {
        let observation = first + index
        let recency = Int(patterns.recency[observation])
        sums.add(
          model, logAlpha: logAlpha, x: Double(patterns.frequencies[Int(patterns.frequency[observation])]),
          rising: rising[Int(patterns.frequency[observation])], purchase: purchaseTimes[recency],
          dropout: dropoutTimes[recency], DropoutMoments(nodes, span),
          weight: weighted ? patterns.weights[observation] : 1)
      }
      first = last
    }
  }

  /// r + x.
  @inline(__always)
  private func shape(_ observation: Int) -> Double {
    model.r + Double(patterns.frequencies[Int(patterns.frequency[observation])])
  }
}

/// Weighted sums of value, gradient and Hessian in log (r, alpha, s, beta).
private struct PackedJet4 {
  var value = 0.0
  var gradient = SIMD4<Double>()
  var hessian = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

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

    hessian.0 += weight * (rising.second - r * growth + r * r * varianceOfLogA)
    hessian.1 += weight * r * (elapsed - n * ka * covarianceA)
    hessian.2 += weight * n * (n * ka * ka * varianceOfShareA - curvatureA)
    hessian.3 -= weight * r * logAS
    hessian.4 += weight * n * ka * shareAS
    hessian.5 += weight * (ss - s * growthB)
    hessian.6 -= weight * r * kb * logABeta
    hessian.7 += weight * n * ka * kb * shareABeta
    hessian.8 += weight * (s * elapsedB + kb * sBeta)
    hessian.9 += weight * kb * (kb * betaBeta - curvatureB)
  }

  func add(to jet: inout LikelihoodJet) {
    jet.value += value
    for index in 0..<4 { jet.gradient[index] += gradient[index] }
    let h = hessian
    for (index, term) in [h.0, h.1, h.2, h.3, h.4, h.5, h.6, h.7, h.8, h.9].enumerated() { jet.hessian[index] += term }
  }
}
